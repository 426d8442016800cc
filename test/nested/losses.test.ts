import { describe, expect, test } from 'vitest';
import type { FindingCode } from '../../src/nested/plan/finding-codes.ts';
import type { PlanFleetOptions } from '../../src/nested/plan/plan-fleet.ts';
import type { VmData } from '../../src/simulator/index.ts';
import { codes, host, planIn, runningVm, soft, vm } from './planned.ts';

async function planOne(data: Partial<VmData>, options: PlanFleetOptions, version?: '6.5.0') {
  const hosts = [{ ...host, ...(version !== undefined && { version }) }];
  const hardware = version === undefined ? {} : { hardware: 'vmx-13' as const };
  const vms = [{ ...runningVm, ...hardware, ...data }];
  const inventory = { datacenters: [{ name: 'DC', hosts, vms }] };
  return (
    await planIn({ inventory, ...(version !== undefined && { version }) }, options)
  ).plans.get('web');
}

const upgrade = (
  upgradePolicy: 'never' | 'onSoftPowerOff' | 'always',
  versionKey: 'vmx-17' | 'vmx-19' | 'vmx-21' = 'vmx-21',
  scheduledHardwareUpgradeStatus: 'none' | 'pending' | 'success' | 'failed' = 'pending',
) => ({
  settings: {
    scheduledHardwareUpgradeInfo: { upgradePolicy, versionKey, scheduledHardwareUpgradeStatus },
  },
});

const hard: PlanFleetOptions = { powerCycle: 'hard' };

describe('what a power cycle destroys', () => {
  test.each([
    ['independent_nonpersistent', 'soft'],
    ['independent_nonpersistent', 'hard'],
    ['nonpersistent', 'soft'],
    ['undoable', 'hard'],
  ] as const)('a %s disk blocks a %s one until it is accepted', async (diskMode, powerCycle) => {
    const blocked = await planOne({ diskMode }, { powerCycle });
    expect(codes(blocked)).toStrictEqual(['NONPERSISTENT_DISK']);
    expect(blocked?.findings[0]?.evidence).toStrictEqual({ device: 'Hard disk 1' });
    const plan = await planOne({ diskMode }, { powerCycle, accept: ['NONPERSISTENT_DISK'] });
    expect(plan?.fate).toBe('change');
  });

  test.each(['persistent', 'independent_persistent', 'append'] as const)(
    'a disk that is %s keeps all',
    async (diskMode) => {
      expect(codes(await planOne({ diskMode }, soft))).toStrictEqual([]);
    },
  );

  test('the frozen state of an instant clone’s parent', async () => {
    const frozen = { runtime: { instantCloneFrozen: true } };
    expect(codes(await planOne(frozen, soft))).toStrictEqual(['INSTANT_CLONE_FROZEN']);
    const plan = await planOne(frozen, { ...soft, accept: ['INSTANT_CLONE_FROZEN'] });
    expect(plan?.fate).toBe('change');
  });

  const discard: PlanFleetOptions = { discardSuspended: true };

  test.each<[code: FindingCode, data: Partial<VmData>]>([
    ['NONPERSISTENT_DISK', { diskMode: 'independent_nonpersistent' }],
    ['NONPERSISTENT_DISK', { diskMode: 'undoable' }],
    ['INSTANT_CLONE_FROZEN', { runtime: { instantCloneFrozen: true } }],
  ])('%s blocks the power-off of a suspended VM until it is accepted', async (code, data) => {
    const suspended = { ...data, power: 'suspended' } as const;
    const blocked = await planOne(suspended, discard);
    expect(blocked?.fate).toBe('blocked');
    expect(codes(blocked)).toStrictEqual(['MEMORY_DISCARDED', code]);
    const plan = await planOne(suspended, { ...discard, accept: [code] });
    expect(plan?.fate).toBe('change');
    expect(codes(await planOne(suspended, soft))).toStrictEqual(['SUSPENDED']);
  });

  test('is nothing that a VM has to fear that is off', async () => {
    const off = { ...vm, power: 'poweredOff', diskMode: 'independent_nonpersistent' } as const;
    expect(codes(await planOne(off, soft))).toStrictEqual([]);
  });

  test('a server that is older than a property is asked for none of it', async () => {
    const data = { diskMode: 'independent_nonpersistent' } as const;
    expect(codes(await planOne(data, soft, '6.5.0'))).toStrictEqual(['NONPERSISTENT_DISK']);
  });
});

describe('a scheduled hardware upgrade', () => {
  const found = ['HARDWARE_UPGRADE_SCHEDULED'];

  test.each<[what: string, data: Partial<VmData>, options: PlanFleetOptions, codes: string[]]>([
    ['onSoftPowerOff, soft', upgrade('onSoftPowerOff'), soft, found],
    ['onSoftPowerOff, hard, which asks the guest first', upgrade('onSoftPowerOff'), hard, found],
    [
      'onSoftPowerOff, hard, of a guest that cannot be asked',
      { ...upgrade('onSoftPowerOff'), tools: 'notRunning' },
      hard,
      [],
    ],
    ['always, soft', upgrade('always'), soft, found],
    ['always, hard', { ...upgrade('always'), tools: 'notInstalled' }, hard, found],
    [
      'always, suspended and discarded',
      { ...upgrade('always'), power: 'suspended' },
      { discardSuspended: true },
      ['MEMORY_DISCARDED', ...found],
    ],
    [
      'onSoftPowerOff, suspended and discarded',
      { ...upgrade('onSoftPowerOff'), power: 'suspended' },
      { discardSuspended: true },
      ['MEMORY_DISCARDED'],
    ],
    ['never', upgrade('never'), soft, []],
    ['not pending', upgrade('always', 'vmx-21', 'success'), soft, []],
    ['not newer', upgrade('always', 'vmx-19'), soft, []],
    ['older', upgrade('always', 'vmx-17'), soft, []],
    ['agreed to', upgrade('always'), { ...hard, upgradeHardware: 'vmx-21' }, ['HARDWARE_UPGRADE']],
    [
      'to another than is agreed to',
      upgrade('always'),
      { ...hard, upgradeHardware: 'vmx-20' },
      found,
    ],
    ['of a VM that is off', { ...upgrade('always'), power: 'poweredOff' }, soft, []],
  ])('%s', async (_what, data, options, expected) => {
    expect(codes(await planOne(data, options))).toStrictEqual(expected);
  });
});
