import { describe, expect, test } from 'vitest';
import type { PlanFleetOptions } from '../../src/nested/plan/plan-fleet.ts';
import type { HostData, VmData } from '../../src/simulator/index.ts';
import { codes, host, planIn, runningVm, soft, vm } from './planned.ts';

interface Place {
  readonly host?: Partial<HostData>;
  readonly remediation?: boolean;
  readonly local?: boolean;
}

async function planOne(data: Partial<VmData>, options: PlanFleetOptions = soft, place: Place = {}) {
  const { remediation = false, local = false } = place;
  const clusters = [{ name: 'C', hosts: [{ ...host, ...place.host }], remediation }];
  const datastores = [{ name: 'ds', local }];
  const vms = [{ ...runningVm, ...data }];
  const inventory = { datacenters: [{ name: 'DC', clusters, datastores, vms }] };
  // The newest server: it has every field.
  return (await planIn({ version: '9.0.0', inventory }, options)).plans.get('web');
}

describe('what a power cycle would disturb', () => {
  test.each<[code: string, data: Partial<VmData>, place?: Place]>([
    ['GUEST_CUSTOMIZATION', { customization: 'PENDING' }],
    ['GUEST_CUSTOMIZATION', { customization: 'RUNNING' }],
    ['HA_FAILOVER', { runtime: { vmFailoverInProgress: true } }],
    ['CONFIDENTIAL_VM', { settings: { sevEnabled: true } }],
    ['CONFIDENTIAL_VM', { settings: { sevSnpEnabled: true } }],
    ['CONFIDENTIAL_VM', { settings: { tdxEnabled: true } }],
    ['HOST_IN_REMEDIATION', {}, { host: { remediation: true } }],
    ['CLUSTER_IN_REMEDIATION', {}, { remediation: true }],
    ['HOST_IN_PARTIAL_MAINTENANCE', {}, { host: { maintenance: 'partial' } }],
  ])('%s blocks it', async (code, data, place) => {
    const plan = await planOne(data, soft, place);
    expect(codes(plan)).toStrictEqual([code]);
    expect(plan?.fate).toBe('blocked');
  });

  test.each<[code: string, data: Partial<VmData>]>([
    ['REBOOT_POWERS_OFF', { settings: { rebootPowerOff: true } }],
    ['CLIENT_DEVICE', { devices: ['clientCdrom'] }],
    ['CLIENT_DEVICE', { devices: ['clientUsb'] }],
    ['CLIENT_DEVICE', { devices: ['clientFloppy'] }],
  ])('%s is told, and blocks nothing', async (code, data) => {
    const plan = await planOne(data);
    expect(codes(plan)).toStrictEqual([code]);
    expect(plan).toMatchObject({ fate: 'change', steps: { powerCycle: 'soft' } });
    expect(plan?.steps).not.toHaveProperty('startOnOwnHost');
  });

  test.each(['hostUsb', 'hostCdrom', 'hostFloppy', 'hostSerialPort', 'hostDisk'] as const)(
    'a VM with a device of its host (%s) is started there',
    async (device) => {
      const plan = await planOne({ devices: [device] });
      expect(codes(plan)).toStrictEqual(['HOST_BOUND_DEVICE']);
      expect(plan?.steps).toStrictEqual({ powerCycle: 'soft', startOnOwnHost: true });
    },
  );

  test('a raw disk binds a VM to its host if no other host reaches its datastore', async () => {
    expect((await planOne({ devices: ['rawDisk'] }, soft, { local: true }))?.steps).toHaveProperty(
      'startOnOwnHost',
      true,
    );
    expect(codes(await planOne({ devices: ['rawDisk'] }))).toStrictEqual([]);
  });

  test.each<[what: string, data: Partial<VmData>]>([
    ['a customization that is over', { customization: 'SUCCEEDED' }],
    ['no failover', { runtime: { vmFailoverInProgress: false } }],
  ])('%s is no finding', async (_what, data) => {
    expect(codes(await planOne(data))).toStrictEqual([]);
  });
});

describe('a VM that is not running', () => {
  const failed = { power: 'poweredOff', tools: 'notInstalled' } as const;

  test('is left to HA if that restarts it', async () => {
    const lost = { ...failed, runtime: { cleanPowerOff: false, dasProtected: true } };
    expect(codes(await planOne(lost))).toStrictEqual(['HA_FAILOVER']);
    const left = { ...failed, runtime: { cleanPowerOff: false, dasProtected: false } };
    expect(codes(await planOne(left))).toStrictEqual([]);
  });

  test('is not discarded if Lifecycle Manager has suspended it to memory', async () => {
    const plan = await planOne(
      { power: 'suspended', runtime: { suspendedToMemory: true } },
      { ...soft, discardSuspended: true },
    );
    expect(codes(plan)).toStrictEqual(['SUSPENDED_TO_MEMORY']);
    expect(plan?.steps).toStrictEqual({});
  });
});

describe('a template that is converted', () => {
  const template = { ...vm, power: 'poweredOff', tools: 'notInstalled', template: true } as const;
  const convert: PlanFleetOptions = { convertTemplates: true };

  test('of a whole fleet has to be accepted, and its library item is named in any case', async () => {
    const refused = await planOne(template, convert);
    expect(codes(refused)).toStrictEqual(['TEMPLATE', 'LIBRARY_TEMPLATE']);
    expect(refused?.fate).toBe('blocked');
    const plan = await planOne(template, { ...convert, accept: ['TEMPLATE'] });
    expect(codes(plan)).toStrictEqual(['TEMPLATE', 'LIBRARY_TEMPLATE']);
    expect(plan?.fate).toBe('change');
  });

  test('is not converted because TEMPLATE was accepted', async () => {
    const plan = await planOne(template, { accept: ['TEMPLATE'] });
    expect(codes(plan)).toStrictEqual(['TEMPLATE']);
    expect(plan?.fate).toBe('blocked');
  });
});
