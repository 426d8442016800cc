import type { VmPlan } from '../../nested/plan/plan.ts';
import type { Named } from './page-data.ts';

/** How a VM stands to nested virtualization: one word of five, the best first. */
export type VmState = 'on' | 'ready' | 'power-cycle' | 'blocked' | 'unknown';

export const vmStates: readonly (Named & { readonly key: VmState })[] = [
  { key: 'on', label: 'On', tone: 'good' },
  { key: 'ready', label: 'Can be turned on', tone: 'open' },
  { key: 'power-cycle', label: 'Needs a power cycle', tone: 'wait' },
  { key: 'blocked', label: 'Blocked', tone: 'bad' },
  { key: 'unknown', label: 'Unknown', tone: 'unknown' },
];

/** Reads the state out of a plan to turn it on. */
export function vmStateOf({ facts, fate, findings }: VmPlan): VmState {
  if (facts.changeVersion === undefined) {
    return 'unknown';
  }
  if (fate === 'unchanged') {
    return 'on';
  }
  const running = ({ code }: VmPlan['findings'][number]) => code === 'POWER_CYCLE_REQUIRED';
  if (findings.some((finding) => finding.severity === 'blocker' && !running(finding))) {
    return 'blocked';
  }
  return findings.some(running) ? 'power-cycle' : 'ready';
}
