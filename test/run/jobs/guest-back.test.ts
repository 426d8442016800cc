import { describe, expect, it } from 'vitest';
import { turnOff } from '../../../src/simulator/methods/turn-off.ts';
import { resume } from '../../helpers/recover.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { dieAfter } from '../journal/left-run.ts';
import { cycled, vmOf } from './cycled.ts';
import { Fleet, hurried, running } from './fleet.ts';

expectNothingUnhandled();

const hangs = running('vm', { guestBoot: 'never' });

describe('a VM that is on again', () => {
  it.each(['soft', 'hard'] as const)(
    'under %s and whose guest hangs at boot is GUEST_NOT_BACK, and no further one goes down',
    async (powerCycle) => {
      const next = running('next', { host: 'esx-01' });
      const fleet = await Fleet.start([hangs, next]);
      const { outcomes } = await fleet.apply({ guestTimeoutMs: 100 }, { powerCycle });
      expect(outcomes).toMatchObject([
        { outcome: 'unverified', error: { code: 'GUEST_NOT_BACK' } },
        { outcome: 'untouched' },
      ]);
      expect(await fleet.states()).toStrictEqual({
        vm: 'nested poweredOn',
        next: 'plain poweredOn',
      });
    },
  );

  it('and whose guest hangs ends a run that it is the canary of', async () => {
    const fleet = await Fleet.start([hangs, running('next', { host: 'esx-02' })]);
    const { outcomes } = await fleet.apply({ guestTimeoutMs: 100, canary: 1, maxFailures: 10 });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['unverified', 'untouched']);
  });

  it('is changed once its guest is up', async () => {
    const fleet = await Fleet.start([running('vm', { guestBoot: 300 })]);
    expect(await fleet.applyOne({ guestTimeoutMs: 10_000 })).toMatchObject({ outcome: 'changed' });
    const [plan] = await fleet.plan();
    expect(plan?.facts.toolsRunningStatus).toBe('guestToolsRunning');
  });

  it.each(['notRunning', 'notInstalled'] as const)(
    'is not waited for where Tools were %s before',
    async (tools) => {
      const fleet = await Fleet.start([running('vm', { tools, guestBoot: 'never' })]);
      expect(await fleet.applyOne({}, { powerCycle: 'hard' })).toMatchObject({
        outcome: 'changed',
      });
    },
  );

  it('keeps those apart that stand in for it while its guest is not back', async () => {
    const antiAffinity = [{ name: 'apart', vms: ['vm', 'next'] }];
    const fleet = await Fleet.start([hangs, running('next', { host: 'esx-02' })], {
      cluster: { antiAffinity },
    });
    const { outcomes } = await fleet.apply({ guestTimeoutMs: 100, maxFailures: 10 });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['unverified', 'untouched']);
  });
});

describe('a VM whose Tools were not running when it was planned under hard', () => {
  const runTools = (fleet: Fleet): void => {
    vmOf(fleet).state.tools = 'running';
  };

  it.each([
    ['whose guest was asked', 500],
    ['that was powered off', 0],
  ])('and ran at its turn, %s: GUEST_NOT_BACK if its guest hangs', async (_, shutdownTimeoutMs) => {
    const { fleet, outcome } = await cycled({ tools: 'notRunning', guestBoot: 'never' }, runTools, {
      powerCycle: 'hard',
      guestTimeoutMs: 100,
      shutdownTimeoutMs,
    });
    expect(outcome).toMatchObject({ outcome: 'unverified', error: { code: 'GUEST_NOT_BACK' } });
    expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
  });

  it('and whose guest an interrupted run has asked: so does its resume', async () => {
    const fleet = await Fleet.start([running('vm', { tools: 'notRunning', guestBoot: 'never' })]);
    const [plan] = await fleet.plan({ powerCycle: 'hard' });
    if (plan === undefined) {
      throw new Error('nothing was planned');
    }
    const path = await dieAfter(plan, { steps: ['shutdown'] });
    runTools(fleet);
    turnOff(vmOf(fleet), fleet.simulator.model);
    const options = { ...hurried, guestTimeoutMs: 100 };
    const { outcomes } = await resume([fleet.session], path, options);
    expect(outcomes).toMatchObject([{ error: { code: 'GUEST_NOT_BACK' } }]);
  });
});
