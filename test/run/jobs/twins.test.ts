import { describe, expect, it, onTestFinished } from 'vitest';
import { planFleet } from '../../../src/nested/plan/plan-fleet.ts';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import type { InventoryData, Simulator, SimulatorOptions } from '../../../src/simulator/index.ts';
import { connect, type Session } from '../../../src/vsphere/index.ts';
import { apply } from '../../helpers/apply.ts';
import { testSimulator } from '../../helpers/simulator.ts';
import { hurried, running, turnOn } from './fleet.ts';

const everything = { selectors: [], within: [], where: [] };

const hosts = [{ name: 'esx-01' }];
const vms = [running('a'), { name: 'b', host: 'esx-01' }, running('c'), running('d')];
const inventory: InventoryData = { datacenters: [{ name: 'DC', hosts, vms }] };

function start(options: SimulatorOptions): Promise<Simulator> {
  return testSimulator({ inventory, taskMs: 50, ...options });
}

async function logIn(simulator: Simulator, host = '127.0.0.1'): Promise<Session> {
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  const at = url.replace('127.0.0.1', host);
  const session = await connect({ url: at, username, password, trust });
  onTestFinished(() => session.logout());
  return session;
}

/** Plans all VMs of each session, and applies all plans in one run. */
async function run(sessions: readonly Session[]) {
  const plans: VmPlan[] = [];
  for (const session of sessions) {
    plans.push(...(await planFleet(session, everything, turnOn, { powerCycle: 'soft' })));
  }
  const names = new Map(
    plans.map(({ facts }) => [`${facts.endpoint}#${facts.moRef.value}`, facts.name]),
  );
  const atWork = new Map<string, Set<string>>();
  let most = 0;
  const { outcomes } = await apply(sessions, plans, {
    ...hurried,
    maxFailures: 100,
    powerCycles: 4,
    powerCyclesPerHost: 4,
    onEvent: (event) => {
      if (event.kind === 'outcome') {
        return;
      }
      const name = names.get(event.vm) ?? '';
      const working = atWork.get(name) ?? new Set();
      atWork.set(name, working);
      if (event.kind === 'step') {
        working.add(event.vm);
      } else {
        working.delete(event.vm);
      }
      most = Math.max(most, working.size);
    },
  });
  return { most, kinds: new Set(outcomes.map(({ outcome }) => outcome)), count: outcomes.length };
}

const writesTo = ({ requests }: Simulator) =>
  ['ReconfigVM_Task', 'ShutdownGuest'].map((method) => requests.of(method));

describe('VMs that one run has twice', () => {
  it.each(['vcenter', 'esx'] as const)(
    'through two addresses of one server of kind %s are changed and cycled once',
    async (kind) => {
      // Without an id nobody can tell that it is one server.
      for (const identity of ['', 'known']) {
        const server = await start({ kind, identity });
        const ran = await run([await logIn(server), await logIn(server, 'localhost')]);
        expect(ran).toStrictEqual({ most: 1, kinds: new Set(['changed']), count: 8 });
        expect(writesTo(server)).toStrictEqual([4, 3]);
      }
    },
  );

  it('through two sessions at one address are changed and cycled once', async () => {
    const server = await start({});
    const session = await logIn(server);
    const ran = await run([session, session]);
    expect(ran).toMatchObject({ most: 1, kinds: new Set(['changed']) });
    expect(writesTo(server)).toStrictEqual([4, 3]);
  });

  it.each([
    ['a vCenter and at their host', ['vcenter', 'esx']],
    ['two vCenters, as clones', ['vcenter', 'vcenter']],
    ['two hosts, as clones', ['esx', 'esx']],
  ] as const)('through %s are worked on one after the other', async (_, kinds) => {
    const servers = await Promise.all(kinds.map((kind) => start({ kind })));
    const sessions = await Promise.all(servers.map((one) => logIn(one)));
    const ran = await run(sessions);
    expect(ran).toStrictEqual({ most: 1, kinds: new Set(['changed']), count: 8 });
    // Here they are two VMs each, and none is left out.
    expect(servers.map(writesTo)).toStrictEqual([
      [4, 3],
      [4, 3],
    ]);
  });
});
