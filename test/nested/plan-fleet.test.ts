import { describe, expect, test } from 'vitest';
import { type PlanFleetOptions, planFleet } from '../../src/nested/plan/plan-fleet.ts';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import { connect, parseSelector } from '../../src/vsphere/index.ts';
import { host, on, planIn, planOn, runningVm, soft, vm } from './planned.ts';

describe('what a plan costs', () => {
  test('of a thousand VMs that are off: the tree, the pages of their facts, and two requests more', async () => {
    const vms = Array.from({ length: 1000 }, (_, n) => ({ name: `vm-${n}`, host: host.name }));
    const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms }] };
    const { plans, requests } = await planIn({ inventory });
    expect([...plans.values()].every(({ fate }) => fate === 'change')).toBe(true);
    expect(requests).toStrictEqual({
      CreateContainerView: 2,
      DestroyView: 2,
      // The tree; the first page of the VMs; their hosts and what is under way.
      RetrievePropertiesEx: 3,
      ContinueRetrievePropertiesEx: 9,
      HasPrivilegeOnEntities: 1,
    });
  });

  test('nothing beyond the facts where all is as wanted', async () => {
    const inventory = {
      datacenters: [{ name: 'DC', hosts: [host], vms: [{ ...vm, nestedHV: true }] }],
    };
    const { plans, requests } = await planIn({ inventory });
    expect(plans.get('web')).toMatchObject({ fate: 'unchanged', findings: [] });
    expect(requests).toMatchObject({ RetrievePropertiesEx: 2 });
  });

  test('licences, clusters and datastores only where a VM is to be power-cycled', async () => {
    const inventory = {
      datacenters: [{ name: 'DC', clusters: [{ name: 'C', hosts: [host] }], vms: [runningVm] }],
    };
    const without = await planIn({ inventory });
    expect(without.requests['QueryAssignedLicenses']).toBeUndefined();
    const { plans, requests } = await planIn({ inventory }, soft);
    expect(plans.get('web')).toMatchObject({
      fate: 'change',
      steps: { powerCycle: 'soft' },
      findings: [],
    });
    // The tree; VMs; their hosts, clusters and datastores with tasks and LicenseManager; the uuids of all hosts.
    expect(requests).toMatchObject({ RetrievePropertiesEx: 4, QueryAssignedLicenses: 1 });
  });
});

describe('rights', () => {
  const world = (kind: 'vcenter' | 'esx'): SimulatorOptions => ({
    kind,
    inventory: { datacenters: [{ name: 'DC', hosts: [host], vms: [vm, { ...vm, name: 'db' }] }] },
    users: [
      {
        name: 'operator',
        password: 'x',
        grants: [
          { path: '/', privileges: ['VirtualMachine.Config.Settings'] },
          { path: '/DC/vm/db', privileges: [] },
        ],
      },
    ],
  });

  test.each(['vcenter', 'esx'] as const)(
    'that are missing are named for each VM, on %s',
    async (kind) => {
      await using simulator = await startSimulator(world(kind));
      const who = { username: 'operator', password: 'x' };
      const { plans } = await planOn(simulator, {}, who);
      expect(plans.get('web')).toMatchObject({ fate: 'change', findings: [] });
      expect(plans.get('db')).toMatchObject({
        fate: 'blocked',
        findings: [
          { code: 'MISSING_PRIVILEGE', evidence: { privilege: 'VirtualMachine.Config.Settings' } },
        ],
      });
    },
  );

  test('what may not be asked is a warning of its own, not a guess', async () => {
    await using simulator = await startSimulator(world('vcenter'));
    simulator.faults.add({ method: 'HasPrivilegeOnEntities', fault: { _type: 'NotSupported' } });
    const { plans } = await planOn(simulator);
    expect(plans.get('web')).toMatchObject({
      fate: 'change',
      findings: [{ code: 'NOT_ALL_CHECKED', evidence: { unread: 'privileges' } }],
    });
  });

  test('a session that has ended ends the plan', async () => {
    await using simulator = await startSimulator(world('vcenter'));
    simulator.faults.add({ method: 'HasPrivilegeOnEntities', expireSession: true });
    await expect(planOn(simulator)).rejects.toMatchObject({ fault: { type: 'NotAuthenticated' } });
  });
});

test('a whole plan is plain data: it survives JSON', async () => {
  const { plans } = await planIn({}, { ...soft, convertTemplates: true, discardSuspended: true });
  for (const plan of plans.values()) {
    const copy = JSON.parse(JSON.stringify(plan)) as VmPlan;
    expect(JSON.stringify(copy)).toBe(JSON.stringify(plan));
    expect(copy).toEqual(plan);
  }
});

test('one VM is chosen by name and planned with what is around it', async () => {
  await using simulator = await startSimulator();
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  await using session = await connect({ url, username, password, trust });
  const selection = { selectors: [parseSelector('hv-03')], within: [], where: [] };
  const plans = await planFleet(session, selection, on, { powerCycle: 'hard' });
  expect(plans).toMatchObject([
    { facts: { name: 'hv-03' }, fate: 'change', steps: { powerCycle: 'hard' }, keepApart: [] },
  ]);
});

test.each(['Soft', true, 'SOFT', '', null])(
  'powerCycle %j is refused, and powers nothing off',
  async (powerCycle) => {
    await expect(
      planIn({ inventory: { datacenters: [{ name: 'DC', hosts: [host], vms: [runningVm] }] } }, {
        powerCycle,
      } as unknown as PlanFleetOptions),
    ).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      message: 'powerCycle must be never, soft or hard',
    });
  },
);
