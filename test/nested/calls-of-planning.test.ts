import { describe, expect, onTestFinished, test } from 'vitest';
import { retrieveFacts, type VmFacts } from '../../src/nested/facts/vm-facts.ts';
import { type PlanFleetOptions, planFacts, planFleet } from '../../src/nested/plan/plan-fleet.ts';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { connect, parseSelector, type Session } from '../../src/vsphere/index.ts';
import { host, on, runningVm, soft, vm } from './planned.ts';

const chosen = (...texts: string[]) => ({
  selectors: texts.map((text) => parseSelector(text)),
  within: [],
  where: [],
});

const others = Array.from({ length: 20 }, (_, n) => ({ name: `other-${n}`, host: host.name }));
const clusters = [{ name: 'C', hosts: [host] }];

async function open(
  world: SimulatorOptions,
): Promise<{ readonly simulator: Simulator; readonly session: Session }> {
  const simulator = await startSimulator(world);
  const { url, user: username, password, fingerprint256 } = simulator;
  const session = await connect({
    url,
    username,
    password,
    trust: { kind: 'pinned', fingerprint256 },
  });
  onTestFinished(async () => {
    await session.logout();
    await simulator.close();
  });
  expect(simulator.requests.calls).toBe(2);
  simulator.requests.reset();
  return { simulator, session };
}

async function planned(
  world: SimulatorOptions,
  options: PlanFleetOptions,
  ...texts: string[]
): Promise<{
  readonly plan: VmPlan | undefined;
  readonly calls: Readonly<Record<string, number>>;
}> {
  const { simulator, session } = await open(world);
  const [plan] = await planFleet(session, chosen(...texts), on, options);
  return { plan, calls: simulator.requests.byMethod() };
}

async function readAll(session: Session, ...texts: string[]): Promise<VmFacts[]> {
  const all: VmFacts[] = [];
  for await (const facts of retrieveFacts(session, chosen(...texts), { details: true })) {
    all.push(facts);
  }
  return all;
}

describe('calls that planning one VM takes after the login', () => {
  const fleetOf = (first: object) => ({
    inventory: { datacenters: [{ name: 'DC', clusters, vms: [first, ...others] }] },
  });
  const off = { ...vm };

  test('that is off, by its moid: three', async () => {
    const { simulator, session } = await open(fleetOf(off) as SimulatorOptions);
    const [facts] = await readAll(session, 'web');
    simulator.requests.reset();
    const [plan] = await planFleet(session, chosen(facts?.moRef.value ?? ''), on);
    expect(plan).toMatchObject({ fate: 'change', facts: { name: 'web', datacenter: {} } });
    expect(simulator.requests.byMethod()).toStrictEqual({
      // The VM with what is above it; its host and all tasks.
      RetrievePropertiesEx: 2,
      HasPrivilegeOnEntities: 1,
    });
  });

  test('that is off, by its path: four', async () => {
    const { plan, calls } = await planned(fleetOf(off) as SimulatorOptions, {}, '/DC/vm/web');
    expect(plan).toMatchObject({ fate: 'change' });
    expect(calls).toStrictEqual({
      FindByInventoryPath: 1,
      RetrievePropertiesEx: 2,
      HasPrivilegeOnEntities: 1,
    });
  });

  test('that is to be power-cycled: five, by its path six', async () => {
    const { plan, calls } = await planned(
      fleetOf(runningVm) as SimulatorOptions,
      soft,
      '/DC/vm/web',
    );
    expect(plan).toMatchObject({ fate: 'change', steps: { powerCycle: 'soft' }, findings: [] });
    expect(calls).toStrictEqual({
      FindByInventoryPath: 1,
      // The VM; its host, cluster and datastores with the tasks and the licences; the uuids of all hosts.
      RetrievePropertiesEx: 3,
      HasPrivilegeOnEntities: 1,
      QueryAssignedLicenses: 1,
    });
  });

  test.each([
    ['once, it is read in parts', 1, []],
    ['twice, the part that was refused is named', 2, ['hosts']],
  ] as const)(
    'whose surroundings may not be read in one request: refused %s',
    async (_, times, unread) => {
      const { simulator, session } = await open(fleetOf(off) as SimulatorOptions);
      const whole = await readAll(session, 'web');
      const fault = { _type: 'NoPermission', object: whole[0]?.moRef, privilegeId: 'System.View' };
      simulator.faults.add({ method: 'RetrievePropertiesEx', fault, times });
      const [plan] = await planFacts(session, whole, () => ({ desired: on }));
      expect(plan).toMatchObject({ fate: 'change' });
      const findings = unread.map((name) => ({
        code: 'NOT_ALL_CHECKED',
        evidence: { unread: name },
      }));
      expect(plan?.findings).toMatchObject(findings);
      expect(plan?.findings).toHaveLength(findings.length);
    },
  );
});

test('one of forty thousand VMs by its moid: one call; by its path two', async () => {
  const { simulator, session } = await open({ inventory: { vms: 40_000 } });
  const path = '/Fleet/vm/group-0160/vm-040000';
  const byPath = await readAll(session, path);
  expect(byPath).toMatchObject([{ path, datacenter: { type: 'Datacenter' } }]);
  expect(simulator.requests.byMethod()).toStrictEqual({
    FindByInventoryPath: 1,
    RetrievePropertiesEx: 1,
  });
  simulator.requests.reset();
  expect(await readAll(session, byPath[0]?.moRef.value ?? '')).toStrictEqual(byPath);
  expect(simulator.requests.byMethod()).toStrictEqual({ RetrievePropertiesEx: 1 });
});
