import type { FaultData, InjectedFault } from '../../src/simulator/index.ts';
import { taskFaults } from './fault-types.ts';
import type { Pace } from './pace.ts';
import type { SeededRandom } from './random.ts';

export interface PlannedFault {
  readonly kind: string;
  /** Which server it befalls, by its place in the fleet. */
  readonly server: number;
  readonly fault: InjectedFault;
}

interface FaultKind {
  readonly kind: string;
  readonly plan: (random: SeededRandom, servers: number, pace: Pace) => PlannedFault;
}

/** Calls that a run makes. */
const login = ['RetrieveServiceContent', 'Login'];
const reads = [
  'RetrievePropertiesEx',
  'ContinueRetrievePropertiesEx',
  'WaitForUpdatesEx',
  'FindAllByUuid',
  'QueryOptions',
  'QueryAssignedLicenses',
  'QueryCryptoKeyStatus',
  'HasPrivilegeOnEntities',
];
const session = [
  'CreateContainerView',
  'CreateListView',
  'ModifyListView',
  'DestroyView',
  'CreateFilter',
  'CreatePropertyCollector',
  'DestroyPropertyCollector',
  'Logout',
];
const checks = ['CheckVmConfig_Task', 'CheckPowerOn_Task'];
const powerOns = ['PowerOnVM_Task', 'PowerOnMultiVM_Task'];
const tasks = ['ReconfigVM_Task', 'PowerOffVM_Task', ...powerOns, 'UpgradeVM_Task', ...checks];
const writes = [...tasks, 'ShutdownGuest', 'MarkAsTemplate', 'MarkAsVirtualMachine'];
/** Writes twice: what happens to them matters most. */
const all = [...login, ...reads, ...session, ...writes, ...writes];

const notAuthenticated: FaultData = {
  _type: 'NotAuthenticated',
  object: { type: 'ServiceInstance', value: 'ServiceInstance' },
  privilegeId: 'System.View',
};

function kindOf(
  kind: string,
  methods: readonly string[],
  effect: (random: SeededRandom, pace: Pace) => InjectedFault,
): FaultKind {
  return {
    kind,
    plan: (random, servers, pace) => ({
      kind,
      server: random.between(0, servers - 1),
      fault: {
        method: random.pick(methods),
        times: random.pick([1, 1, 1, 2, 5]),
        probability: random.pick([0.3, 1, 1]),
        ...effect(random, pace),
      },
    }),
  };
}

/** The kinds of fault that a connection alone can have: a proxy in front of a server can make them. */
export const connectionFaults: readonly FaultKind[] = [
  kindOf('before', all, () => ({ drop: 'before' })),
  kindOf('answer-lost', all, () => ({ drop: 'after' })),
  kindOf('reset', all, (random) => ({ drop: random.pick(['before', 'after']), reset: true })),
  kindOf('cut', all, () => ({ cut: 'mid-body' })),
  kindOf('stalls-mid-body', all, () => ({ cut: 'stalls', times: 1 })),
  // Who has given up waiting has asked all the same: the work is done then.
  kindOf('stalls', all, (_random, { stallMs }) => ({ delayMs: stallMs, times: 1 })),
  kindOf('stalls-undone', all, (_random, { stallMs }) => ({
    delayMs: stallMs,
    drop: 'before',
    times: 1,
  })),
  kindOf('slow', all, (random, { slowMs }) => ({ delayMs: random.pick(slowMs) })),
  kindOf('bad-gateway', all, (random) => ({
    status: random.pick([502, 504]),
    ...(random.chance(0.5) && { drop: 'after' }),
  })),
  kindOf('unavailable', all, (random) => ({
    status: 503,
    ...(random.chance(0.3) && { retryAfter: '1' }),
    ...(random.chance(0.3) && { drop: 'after' }),
  })),
  kindOf('expired', all, () => ({ expireSession: true })),
  kindOf('restart', all, (random, { downMs }) => ({
    restart: true,
    times: 1,
    downMs: random.pick(downMs),
    ...(random.chance(0.5) && { drop: 'after' }),
  })),
];

/** Every kind of fault that a run may meet; each is crossed with the calls that it may befall. */
export const faultKinds: readonly FaultKind[] = [
  ...connectionFaults,
  kindOf('expired-as-fault', [...reads, ...session], () => ({
    expireSession: true,
    fault: notAuthenticated,
  })),
  kindOf('task-error', tasks, (random) => ({ taskFault: random.pick(taskFaults) })),
  kindOf('refused', [...reads, ...writes], (random) => ({ fault: random.pick(taskFaults) })),
  kindOf('guest-reboots', ['ShutdownGuest'], () => ({ guestShutdown: 'reboots' })),
  kindOf('guest-stays', ['ShutdownGuest'], () => ({ guestShutdown: 'never' })),
];

/** @returns up to `most` faults */
export function randomFaults(
  random: SeededRandom,
  kinds: readonly FaultKind[],
  servers: number,
  pace: Pace,
  most: number,
): PlannedFault[] {
  return Array.from({ length: random.between(0, most) }, () =>
    random.pick(kinds).plan(random, servers, pace),
  );
}
