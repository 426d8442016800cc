import { describe, expect, it } from 'vitest';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { cycled, options, powerCalls, vmOf } from './cycled.ts';
import { running } from './fleet.ts';
import { planVmOf, scheduleUpgrade, sincePlanned, startWell } from './since-planned.ts';

expectNothingUnhandled();

describe.each(sincePlanned)('a VM on which $code has come up since its run began', (one) => {
  const { code, begin } = one;

  it.each(['soft', 'hard'] as const)('is left out under %s', async (powerCycle) => {
    const fleet = await startWell(one.vm);
    const plan = await planVmOf(fleet, { powerCycle });
    begin(fleet);
    const { outcomes } = await apply(fleet.session, [plan], options);
    expect(powerCalls(fleet)).toStrictEqual({});
    expect(outcomes).toMatchObject([{ outcome: 'untouched', error: { code } }]);
  });
});

it('a VM inside which another was started while the run was at work is left out', async () => {
  const slow = running('slow', { guestShutdown: 200 });
  const fleet = await startWell({}, [slow]);
  const plans = await fleet.plan({ powerCycle: 'soft' });
  const chosen = plans.filter(({ facts }) => facts.name !== 'inner');
  const { outcomes } = await apply(fleet.session, chosen, {
    ...options,
    powerCycles: 1,
    onEvent: (event) => {
      if (event.kind === 'step' && event.step === 'shutdown') {
        sincePlanned.find(({ code }) => code === 'INNER_VMS')?.begin(fleet);
      }
    },
  });
  expect(outcomes).toMatchObject([
    { outcome: 'changed' },
    { outcome: 'untouched', error: { code: 'INNER_VMS' } },
  ]);
});

it.each(sincePlanned.filter(({ code }) => /DISK|CLONE|MANAGED/.test(code)))(
  '$code that was accepted in the plan does not hold its VM up',
  async ({ code, begin }) => {
    const fleet = await startWell();
    begin(fleet);
    const plan = await planVmOf(fleet, { accept: [code] });
    const { outcomes } = await apply(fleet.session, [plan], options);
    expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
  },
);

it('an upgrade that was agreed to does not hold its VM up, and one to another version does', async () => {
  const agreed = await startWell();
  scheduleUpgrade(agreed, 'always');
  const plan = await planVmOf(agreed, { upgradeHardware: 'vmx-21' });
  const other = await apply(agreed.session, [plan], options);
  expect(other.outcomes).toMatchObject([{ outcome: 'changed' }]);

  const fleet = await startWell();
  scheduleUpgrade(fleet, 'always', 'vmx-20');
  const planned = await planVmOf(fleet, { upgradeHardware: 'vmx-20' });
  scheduleUpgrade(fleet, 'always', 'vmx-21');
  const { outcomes } = await apply(fleet.session, [planned], options);
  expect(outcomes).toMatchObject([{ error: { code: 'HARDWARE_UPGRADE_SCHEDULED' } }]);
});

it('an upgrade at a soft power-off is judged by the Tools of the turn under hard', async () => {
  const { fleet, outcome } = await cycled(
    { tools: 'notRunning' },
    (started) => {
      scheduleUpgrade(started, 'onSoftPowerOff');
      vmOf(started).state.tools = 'running';
    },
    { powerCycle: 'hard' },
  );
  expect(powerCalls(fleet)).toStrictEqual({});
  expect(outcome).toMatchObject({ error: { code: 'HARDWARE_UPGRADE_SCHEDULED' } });
});

it('a VM that got a device of its host since it was planned is started there', async () => {
  const begin = (fleet: Parameters<typeof vmOf>[0]): void =>
    void Object.assign(vmOf(fleet).state, { boundDevices: ['hostUsb'] });
  const { fleet, outcome } = await cycled({}, begin);
  expect(outcome).toMatchObject({ outcome: 'changed' });
  expect(powerCalls(fleet)).toStrictEqual({ ShutdownGuest: 1, PowerOnVM_Task: 1 });
});
