import { describe, expect, test } from 'vitest';
import type { PlanFleetOptions } from '../../src/nested/plan/plan-fleet.ts';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import { codes, host, planIn, planOn, runningVm, soft, vm } from './planned.ts';

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
    const { plans } = await planIn({}, { convertTemplates: true, accept: ['TEMPLATE'] });
    expect(plans.get('golden')).toMatchObject({
      fate: 'change',
      steps: { convertTemplate: { pool: { type: 'ResourcePool' }, host: { type: 'HostSystem' } } },
    });
  });
});
