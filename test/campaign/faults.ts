import type { FaultData, InjectedFault, Simulator } from '../../src/simulator/index.ts';
import type { SeededRandom } from './random.ts';

export interface PlannedFault {
  readonly kind: string;
  /** Which server it befalls, by its place in the fleet. */
  readonly server: number;
  readonly fault: InjectedFault;
}

interface FaultKind {
  readonly kind: string;
  readonly plan: (random: SeededRandom, servers: number) => PlannedFault;
}

/** Calls that a run makes once it has logged in. */
const reads = ['RetrievePropertiesEx', 'ContinueRetrievePropertiesEx', 'WaitForUpdatesEx'];
const views = ['CreateContainerView', 'CreateListView', 'ModifyListView', 'CreateFilter'];
const tasks = ['ReconfigVM_Task', 'PowerOffVM_Task', 'PowerOnVM_Task', 'PowerOnMultiVM_Task'];
const writes = [...tasks, 'ShutdownGuest'];
const all = [...reads, ...views, ...writes, 'CreatePropertyCollector', 'Logout'];

/** What a task may end in without having done its work. */
const taskFaults: readonly FaultData[] = [
  { _type: 'GenericVmConfigFault' },
  { _type: 'TaskInProgress', task: { type: 'Task', value: 'task-0' } },
  { _type: 'InvalidState' },
  { _type: 'FileFault' },
];

function kindOf(
  kind: string,
  methods: readonly string[],
  effect: (random: SeededRandom) => InjectedFault,
): FaultKind {
  return {
    kind,
    plan: (random, servers) => ({
      kind,
      server: random.between(0, servers - 1),
      fault: {
        method: random.pick(methods),
        times: random.pick([1, 1, 1, 2, 5]),
        probability: random.pick([0.3, 1, 1]),
        ...effect(random),
      },
    }),
  };
}

/** The kinds of fault that a run may meet; each is crossed with the calls that it may befall. */
export const faultKinds: readonly FaultKind[] = [
  kindOf('before', all, () => ({ drop: 'before' })),
  kindOf('answer-lost', all, () => ({ drop: 'after' })),
  kindOf('cut', all, () => ({ cut: 'mid-body' })),
  kindOf('task-error', tasks, (random) => ({ taskFault: random.pick(taskFaults) })),
  kindOf('expired', all, () => ({ expireSession: true })),
  kindOf('restart', all, (random) => ({
    restart: true,
    times: 1,
    downMs: random.pick([1000, 30_000]),
  })),
  kindOf('slow', all, (random) => ({ delayMs: random.pick([2000, 20_000]) })),
];

/** Counts how often each kind of fault has befallen each call. */
export class FaultMatrix {
  readonly #counts = new Map<string, number>();

  add(call: string, kind: string): void {
    const cell = `${call} × ${kind}`;
    this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + 1);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** `ReconfigVM_Task × answer-lost: 12`, sorted. */
  lines(): string[] {
    return [...this.#counts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([cell, count]) => `${cell}: ${count}`);
  }
}

/** Arms the faults of one server. @param onFault called for each call that a fault befalls */
export async function armFaults(
  simulator: Simulator,
  faults: readonly PlannedFault[],
  onFault: (call: string, kind: string) => void,
): Promise<void> {
  const { completeFault } = await import('../../src/simulator/index.ts');
  const kinds = new Map<InjectedFault, string>();
  for (const { kind, fault } of faults) {
    const { taskFault } = fault;
    const whole = { ...fault, ...(taskFault && { taskFault: completeFault(taskFault) }) };
    kinds.set(whole, kind);
    simulator.faults.add(whole);
  }
  const take = simulator.faults.take.bind(simulator.faults);
  simulator.faults.take = (method, self) => {
    const fault = take(method, self);
    if (fault !== undefined) {
      onFault(method, kinds.get(fault) ?? 'other');
    }
    return fault;
  };
}
