import { isBeforeFlag } from '../facts/vm-switch.ts';
import type { HostFacts } from './host-facts.ts';

/** Whether VMs on a host can have nested virtualization. `unknown` is an answer of its own, never a guess. */
export type HostVerdict = 'ready' | 'not-ready' | 'needs-vhv-allow' | 'unknown';

export interface Judged {
  readonly verdict: HostVerdict;
  /** The name of the fact that decided. */
  readonly because: string;
}

/**
 * One verdict for a host. From API 5.1 on capability.nestedHVSupported decides, whatever anything else says: a vhv.allow found in the
 * options is shown and never trusted over it. A host of before says nothing of it, and what a newer vCenter says in its place is no answer.
 */
export function judgeHost(facts: HostFacts): Judged {
  if (facts.connectionState !== undefined && facts.connectionState !== 'connected') {
    return { verdict: 'unknown', because: 'runtime.connectionState' };
  }
  if (isBeforeFlag(facts.apiVersion)) {
    const allowed = Object.values(facts.options).some(
      (option) => option.answer === 'value' && option.value.toUpperCase() === 'TRUE',
    );
    return allowed
      ? { verdict: 'ready', because: 'vhv.allow' }
      : { verdict: 'needs-vhv-allow', because: 'config.product.apiVersion' };
  }
  if (facts.nestedHVSupported !== undefined) {
    const verdict = facts.nestedHVSupported ? 'ready' : 'not-ready';
    return { verdict, because: 'capability.nestedHVSupported' };
  }
  // A host of 5.1 or later that does not say so leaves the element out.
  return { verdict: 'unknown', because: 'capability.nestedHVSupported' };
}
