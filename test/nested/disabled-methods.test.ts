import { describe, expect, test } from 'vitest';
import type { PlanFleetOptions } from '../../src/nested/plan/plan-fleet.ts';
import type { VmData } from '../../src/simulator/index.ts';
import { codes, host, planIn, runningVm, vm } from './planned.ts';

const soft: PlanFleetOptions = { powerCycle: 'soft', accept: ['METHOD_DISABLED'] };
const hard: PlanFleetOptions = { powerCycle: 'hard', accept: ['METHOD_DISABLED'] };

async function planOne(data: VmData, options: PlanFleetOptions) {
  const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms: [data] }] };
  return (await planIn({ inventory }, options)).plans.get('web');
}

describe('a method that a power cycle needs', () => {
  test.each<[mode: string, options: PlanFleetOptions, disabled: string[]]>([
    ['soft', soft, ['PowerOffVM_Task', 'ShutdownGuest']],
    ['soft', soft, ['ShutdownGuest']],
    ['soft', soft, ['PowerOffVM_Task']],
    ['hard', hard, ['PowerOffVM_Task']],
    ['hard', hard, ['ShutdownGuest', 'RelocateVM_Task']],
  ])('blocks a %s one, and is not to be accepted', async (_mode, options, disabledMethods) => {
    const plan = await planOne({ ...runningVm, disabledMethods }, options);
    expect(codes(plan)).toStrictEqual(['POWER_METHOD_DISABLED']);
    expect(plan?.fate).toBe('blocked');
  });

  test.each<[why: string, data: VmData, options: PlanFleetOptions]>([
    [
      'a VM that runs cannot be started',
      { ...runningVm, disabledMethods: ['PowerOnVM_Task'] },
      soft,
    ],
    ['it is none of these', { ...runningVm, disabledMethods: ['RelocateVM_Task'] }, hard],
    [
      'a guest without Tools cannot be asked to shut down',
      { ...runningVm, tools: 'notRunning', disabledMethods: ['ShutdownGuest'] },
      hard,
    ],
    [
      'a VM that is off is not power-cycled',
      { ...vm, disabledMethods: ['PowerOnVM_Task', 'PowerOffVM_Task', 'ShutdownGuest'] },
      soft,
    ],
  ])('does not where %s', async (_why, data, options) => {
    const plan = await planOne(data, options);
    expect(codes(plan)).toStrictEqual([]);
    expect(plan?.fate).toBe('change');
  });
});

test('what the power state explains is never METHOD_DISABLED', async () => {
  const suspended = { ...vm, power: 'suspended', disabledMethods: ['ReconfigVM_Task'] } as const;
  const plan = await planOne(suspended, { discardSuspended: true });
  expect(codes(plan)).toStrictEqual(['MEMORY_DISCARDED']);
});

test('a suspended VM that cannot be powered off is blocked', async () => {
  const suspended = { ...vm, power: 'suspended', disabledMethods: ['PowerOffVM_Task'] } as const;
  const plan = await planOne(suspended, { discardSuspended: true, accept: ['METHOD_DISABLED'] });
  expect(codes(plan)).toStrictEqual(['MEMORY_DISCARDED', 'POWER_METHOD_DISABLED']);
});
