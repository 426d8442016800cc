import { describe, expect, test } from 'vitest';
import {
  connect,
  type PlanFleetOptions,
  parseSelector,
  planFleet,
  retrieveInventory,
  type VmPlan,
} from '../../src/index.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';

const on = { nestedHVEnabled: true, extraConfig: {} };

interface Planned {
  readonly plans: ReadonlyMap<string, VmPlan>;
  /** Method calls of the plan alone: login, logout and the inventory are not counted. */
  readonly requests: Readonly<Record<string, number>>;
}

async function planOn(
  simulator: Simulator,
  options: PlanFleetOptions = {},
  who: { readonly username: string; readonly password: string } = {
    username: simulator.user,
    password: simulator.password,
  },
): Promise<Planned> {
  const { url, fingerprint256 } = simulator;
  await using session = await connect({
    url,
    ...who,
    trust: { kind: 'pinned', fingerprint256 },
  });
  const inventory = await retrieveInventory(session);
  simulator.requests.reset();
  const plans = await planFleet(
    session,
    inventory,
    { selectors: [], within: [], where: [] },
    on,
    options,
  );
  const requests = simulator.requests.byMethod();
  return { plans: new Map(plans.map((plan) => [plan.facts.name, plan])), requests };
}

async function planIn(world: SimulatorOptions, options: PlanFleetOptions = {}): Promise<Planned> {
  await using simulator = await startSimulator(world);
  return await planOn(simulator, options);
}

const codes = (plan: VmPlan | undefined) => plan?.findings.map(({ code }) => code);

const host = { name: 'esx-1' };
const vm = { name: 'web', host: host.name };
const runningVm = { ...vm, power: 'poweredOn', tools: 'running' } as const;
const soft = { powerCycle: 'soft' } as const;

describe('what a plan costs', () => {
  test('of a thousand VMs that are off: the pages of their facts, and three requests more', async () => {
    const vms = Array.from({ length: 1000 }, (_, n) => ({ name: `vm-${n}`, host: host.name }));
    const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms }] };
    const { plans, requests } = await planIn({ inventory });
    expect([...plans.values()].every(({ fate }) => fate === 'change')).toBe(true);
    expect(requests).toStrictEqual({
      CreateContainerView: 1,
      DestroyView: 1,
      // The first page of the VMs; the hosts; what is under way.
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
    expect(requests).toMatchObject({ RetrievePropertiesEx: 1 });
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
    // VMs, hosts, tasks, LicenseManager, clusters, datastores.
    expect(requests).toMatchObject({ RetrievePropertiesEx: 6, QueryAssignedLicenses: 1 });
  });
});

describe('what is around a VM', () => {
  test.each<[code: string, world: SimulatorOptions, options: PlanFleetOptions]>([
    [
      'LICENCE_ENDED',
      {
        inventory: {
          datacenters: [
            {
              name: 'DC',
              hosts: [
                { ...host, licence: { edition: 'evaluation', expires: '2001-01-01T00:00:00Z' } },
              ],
              vms: [runningVm],
            },
          ],
        },
      },
      soft,
    ],
    [
      'HOST_IN_MAINTENANCE',
      {
        inventory: {
          datacenters: [{ name: 'DC', hosts: [{ ...host, maintenance: true }], vms: [runningVm] }],
        },
      },
      soft,
    ],
    [
      'DRS_MANUAL',
      {
        inventory: {
          datacenters: [
            {
              name: 'DC',
              clusters: [{ name: 'C', hosts: [host], drs: 'manual' }],
              vms: [runningVm],
            },
          ],
        },
      },
      soft,
    ],
    [
      'HOST_NOT_CAPABLE',
      {
        inventory: {
          datacenters: [
            { name: 'DC', hosts: [{ ...host, virtualization: 'offInFirmware' }], vms: [vm] },
          ],
        },
      },
      {},
    ],
    [
      'EVC_HIDES_VIRTUALIZATION',
      {
        inventory: {
          datacenters: [
            {
              name: 'DC',
              clusters: [{ name: 'C', hosts: [host], evcMode: 'intel-merom' }],
              vms: [vm],
            },
          ],
        },
      },
      {},
    ],
    [
      'PCI_PASSTHROUGH',
      {
        inventory: {
          datacenters: [{ name: 'DC', hosts: [host], vms: [{ ...vm, passthrough: 1 }] }],
        },
      },
      {},
    ],
    [
      'LICENCE_READ_ONLY',
      {
        kind: 'esx',
        inventory: {
          datacenters: [
            { name: 'DC', hosts: [{ ...host, licence: { edition: 'free' } }], vms: [vm] },
          ],
        },
      },
      {},
    ],
    [
      'HOST_MANAGED_BY_VCENTER',
      {
        kind: 'esx',
        inventory: {
          datacenters: [
            { name: 'DC', hosts: [{ ...host, managementServer: '192.0.2.1' }], vms: [vm] },
          ],
        },
      },
      {},
    ],
    [
      'QUESTION_PENDING',
      {
        inventory: {
          datacenters: [
            { name: 'DC', hosts: [host], vms: [{ ...runningVm, question: 'noVirtualization' }] },
          ],
        },
      },
      soft,
    ],
    [
      'SNAPSHOTS',
      {
        inventory: {
          datacenters: [{ name: 'DC', hosts: [host], vms: [{ ...vm, snapshots: ['a'] }] }],
        },
      },
      {},
    ],
    [
      'FAULT_TOLERANCE',
      {
        inventory: {
          datacenters: [{ name: 'DC', hosts: [host], vms: [{ ...vm, faultTolerance: true }] }],
        },
      },
      {},
    ],
  ])('is read from the server: %s', async (code, world, options) => {
    const { plans } = await planIn(world, options);
    expect(codes(plans.get('web'))).toStrictEqual([code]);
  });

  test('this machine is known by the address of its network card', async () => {
    const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms: [runningVm] }] };
    await using simulator = await startSimulator({ inventory });
    const first = await planOn(simulator, soft);
    const [mac = ''] = first.plans.get('web')?.facts.details?.devices?.macAddresses ?? [];
    const self = { macAddresses: [mac], serverAddresses: [] };
    const { plans } = await planOn(simulator, { ...soft, self });
    expect(codes(plans.get('web'))).toStrictEqual(['IS_THIS_MACHINE']);
  });

  test('a template gets the host it is on, and the root pool there', async () => {
    const { plans } = await planIn({}, { convertTemplates: true });
    expect(plans.get('golden')).toMatchObject({
      fate: 'change',
      steps: { convertTemplate: { pool: { type: 'ResourcePool' }, host: { type: 'HostSystem' } } },
    });
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
  const inventory = await retrieveInventory(session);
  const selection = { selectors: [parseSelector('hv-03')], within: [], where: [] };
  const plans = await planFleet(session, inventory, selection, on, { powerCycle: 'hard' });
  expect(plans).toMatchObject([
    { facts: { name: 'hv-03' }, fate: 'change', steps: { powerCycle: 'hard' }, keepApart: [] },
  ]);
});
