import { expect, it, vi } from 'vitest';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

// A task that stays queued is waited for two minutes.
vi.mock(import('../../../src/nested/run/drive/idle.ts'), async (load) => ({
  ...(await load()),
  waitUntilIdle: () => Promise.resolve(false),
}));

expectNothingUnhandled();

it('a power-off whose answer was lost, and that is queued yet, leaves a VM that may go off', async () => {
  const fleet = await Fleet.start([running('a', { tools: 'notInstalled' })]);
  fleet.fault({ method: 'PowerOffVM_Task', drop: 'before', times: 1 });
  expect(await fleet.applyOne({}, { powerCycle: 'hard' })).toMatchObject({
    outcome: 'open',
    error: { code: 'GUEST_STAYS_ON', message: expect.stringContaining('may go off yet') },
  });
  expect(await fleet.states()).toStrictEqual({ a: 'plain poweredOn' });
});
