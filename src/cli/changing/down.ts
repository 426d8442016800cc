import { type Job, vmKey } from '../../nested/run/job.ts';
import type { RunEvent } from '../../nested/run/options.ts';
import { meaningOf } from '../../nested/run/outcome.ts';

/** VMs that were asked to shut down, or powered off, and are not known to be on again. */
export class Down {
  readonly #vms = new Map<string, string>();

  /** Those that an earlier run has left off are off before this one has done anything. */
  constructor(jobs: readonly Job[]) {
    for (const { plan, powerAfter, mayGoOff } of jobs) {
      const isDown = powerAfter === 'poweredOn' && plan.facts.powerState !== 'poweredOn';
      if (isDown || mayGoOff === true) {
        this.#vms.set(vmKey(plan.facts), plan.facts.path);
      }
    }
  }

  readonly onEvent = (event: RunEvent): void => {
    if (event.kind === 'outcome') {
      if (!meaningOf(event.outcome.outcome).mayBeDown) {
        this.#vms.delete(event.vm);
      }
    } else if (event.kind === 'step' && ['shutdown', 'power-off', 'discard'].includes(event.step)) {
      this.#vms.set(event.vm, event.path);
    }
  };

  get paths(): readonly string[] {
    return [...this.#vms.values()];
  }
}

/** What to search the servers' logs for. */
export function operationIdLine(operationId: string): string {
  return `operationID of this run in the servers' logs: ${operationId}`;
}

/** What is said where somebody does not want to wait: a second Ctrl-C. */
export function lastWords(
  paths: readonly string[],
  journal: string,
  operationId: string | undefined,
): string {
  const names = paths.map((path) => `vhv: OFF, or about to be: ${path}\n`).join('');
  const logs = operationId === undefined ? '' : `vhv: ${operationIdLine(operationId)}\n`;
  return `\n${names}${logs}vhv: go on with: vhv resume ${journal}\n`;
}
