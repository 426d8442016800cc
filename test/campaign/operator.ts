import type { Simulator } from '../../src/simulator/index.ts';
import type { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { connect, type Session } from '../../src/vsphere/index.ts';
import type { Fleet } from './fleet.ts';
import type { SeededRandom } from './random.ts';
import { vmsOf } from './server-state.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The login of the second operator, so that the task list shows who did what. */
export const operator = {
  name: 'operator',
  password: 'operator-password',
  grants: [{ path: '/', privileges: 'all' as const }],
};

const actKinds = ['power-off', 'power-on', 'restart', 'set-key', 'set-flag'] as const;

/** Something that somebody else does to a VM while vhv works. */
export interface OperatorAct {
  readonly kind: (typeof actKinds)[number];
  readonly server: number;
  /** The VM's place among those of the server. */
  readonly vm: number;
  /** Milliseconds after the start of the command. */
  readonly atMs: number;
}

export function operatorActs(random: SeededRandom, { servers }: Fleet): OperatorAct[] {
  return Array.from({ length: random.between(1, 4) }, () => {
    const server = random.between(0, servers.length - 1);
    return {
      kind: random.pick(actKinds),
      server,
      vm: random.between(0, 8),
      atMs: random.pick([0, 200, 1000, 3000, 7000, 30_000]) + random.between(0, 500),
    };
  });
}

/** Does what the second operator does; what the server refuses him is not done. @returns the VMs that he may have changed, by name */
export async function act(
  time: VirtualTime,
  simulators: readonly Simulator[],
  acts: readonly OperatorAct[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const touched = new Set<string>();
  await Promise.all(
    acts.map(async (one) => {
      const simulator = simulators[one.server];
      const vm = simulator && vmsOf(simulator)[one.vm];
      if (simulator === undefined || vm === undefined) {
        return;
      }
      try {
        await time.sleep(one.atMs, undefined, { signal });
      } catch {
        // The command ended before his turn came.
        return;
      }
      touched.add(vm.name);
      await asOperator(simulator, (session) => doIt(time, session, vm, one));
    }),
  );
  return touched;
}

async function asOperator(
  { url, fingerprint256 }: Simulator,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  try {
    const { name: username, password } = operator;
    const trust = { kind: 'pinned', fingerprint256 } as const;
    await using session = await connect({ url, username, password, trust });
    await work(session);
  } catch {
    // A fault befell him, or the server refused: he gives up.
  }
}

async function doIt(
  time: VirtualTime,
  session: Session,
  { moRef }: VirtualMachine,
  { kind }: OperatorAct,
): Promise<void> {
  switch (kind) {
    case 'power-off':
      await session.call('PowerOffVM_Task', moRef, {});
      break;
    case 'power-on':
      await session.call('PowerOnVM_Task', moRef, {});
      break;
    case 'restart':
      await session.call('PowerOffVM_Task', moRef, {});
      await time.sleep(4000);
      await session.call('PowerOnVM_Task', moRef, {});
      break;
    case 'set-key':
      await session.call('ReconfigVM_Task', moRef, {
        spec: { extraConfig: [{ key: 'operator.key', value: '1' }] },
      });
      break;
    case 'set-flag':
      await session.call('ReconfigVM_Task', moRef, { spec: { nestedHVEnabled: true } });
      break;
  }
}
