import { expect, it, vi } from 'vitest';
import { RuntimeWatcher } from '../../../src/vsphere/index.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

const others = { lingerMs: 500, patienceMs: 5000, pollMs: 20 };

it.each([
  ['an Ubuntu', 'ubuntu64Guest', {}, 300_000],
  ['a Windows', 'windows2019srv_64Guest', {}, 1_800_000],
  ['an old Windows', 'winNetStandardGuest', {}, 1_800_000],
  ['a Windows whose time is given', 'windows9_64Guest', { shutdownTimeoutMs: 7000 }, 7000],
] as const)('%s is waited for as long as it may need', async (_, guestId, given, expected) => {
  const fleet = await Fleet.start([running('vm', { settings: { guestId } })]);
  const waits = vi.spyOn(RuntimeWatcher.prototype, 'waitFor');
  const plans = await fleet.plan({ powerCycle: 'hard' });
  const { outcomes } = await apply(fleet.session, plans, { ...others, ...given });
  expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
  expect(waits.mock.calls[0]?.[2]).toBe(expected);
});
