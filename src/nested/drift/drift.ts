import type { Session } from '../../vsphere/index.ts';
import { compare, type VmDrift } from './compare.ts';
import type { Fleet } from './fleet-schema.ts';
import { retrieveLastChanges } from './last-changes.ts';
import { type RuledOptions, retrieveRuledVms } from './ruled-vms.ts';
import type { RuleUse } from './rules.ts';

export interface DriftOptions extends RuledOptions {
  /** Of how many VMs that differ the server's event history is asked, a request each; default 100. */
  readonly history?: number;
}

/** What one server's VMs are like, beside what a file says that they should be. Plain data. */
export interface Drift {
  readonly endpoint: string;
  readonly vms: readonly VmDrift[];
  /** In the order of the file. */
  readonly rules: readonly RuleUse[];
  readonly history: {
    /** How many VMs that differ were left out, as more did than are asked for. */
    readonly notAsked: number;
    /** What kept the history from being read, in a word each. */
    readonly failures: readonly string[];
  };
}

/**
 * Compares VMs with a fleet file. Changes nothing.
 *
 * @throws what retrieveRuledVms throws; ExchangeError; FaultError where the session has ended.
 */
export async function findDrift(
  session: Session,
  fleet: Fleet,
  options: DriftOptions = {},
): Promise<Drift> {
  const { signal, history: most = 100 } = options;
  const ruled = await retrieveRuledVms(session, fleet, options);
  const vms = ruled.vms.map(compare);
  const drifted = vms.filter(({ state }) => state === 'drifted');
  const { changes, failures } = await retrieveLastChanges(session, drifted.slice(0, most), {
    signal,
  });
  return {
    endpoint: session.endpoint,
    vms: vms.map((vm) => ({
      ...vm,
      differences: vm.differences.map((difference) => {
        const changed = changes.get(vm.moRef.value)?.get(difference.key);
        return changed === undefined ? difference : { ...difference, changed };
      }),
    })),
    rules: ruled.rules,
    history: { notAsked: Math.max(0, drifted.length - most), failures },
  };
}
