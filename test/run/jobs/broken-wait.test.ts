import { describe, expect, it } from 'vitest';
import type { InjectedFault } from '../../../src/simulator/index.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

const dropped = { drop: 'before', times: 1 } as const;
/** Tasks that take longer than they are read for: they are waited for by a filter. */
const taskMs = 400;

describe('a wait that breaks once does not end the run on its server', () => {
  it.each<[string, InjectedFault]>([
    ['the wait for the checks is cut', { method: 'WaitForUpdatesEx', ...dropped }],
    ['its answer is cut', { method: 'WaitForUpdatesEx', cut: 'mid-body', times: 1 }],
    ['the server restarts', { method: 'WaitForUpdatesEx', restart: true, downMs: 500, times: 1 }],
    [
      'the server calls the wait off',
      { method: 'WaitForUpdatesEx', fault: { _type: 'RequestCanceled' }, times: 1 },
    ],
    [
      'the server does not know the version',
      { method: 'WaitForUpdatesEx', fault: { _type: 'InvalidCollectorVersion' }, times: 1 },
    ],
    ['the answer of a check is lost', { method: 'CheckVmConfig_Task', drop: 'after', times: 1 }],
    ['a check is not received', { method: 'CheckPowerOn_Task', ...dropped }],
    ['the view is not made', { method: 'CreateFilter', ...dropped }],
    ['a task is not added', { method: 'ModifyListView', ...dropped }],
  ])('%s', async (_what, fault) => {
    const fleet = await Fleet.start(
      ['a', 'b', 'c', 'd'].map((name) => running(name)),
      { taskMs },
    );
    fleet.fault(fault);
    const { outcomes, lost } = await fleet.apply({ maxFailures: 1 });
    expect(outcomes.map(({ outcome }) => outcome)).toStrictEqual(Array(4).fill('changed'));
    expect(lost).toStrictEqual([]);
  });

  it('a server that forgets the task of a check is asked again', async () => {
    const rules = { tasksAfterRestart: 'forgotten' } as const;
    const fleet = await Fleet.start([running('vm')], { rules, taskMs });
    fleet.fault({ method: 'WaitForUpdatesEx', restart: true, times: 1 });
    expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
    expect(fleet.simulator.requests.of('CheckVmConfig_Task')).toBe(2);
  });
});

it('a wait that stays broken ends when the patience does, with the VM untouched', async () => {
  const fleet = await Fleet.start([running('vm')], { taskMs });
  fleet.fault({ method: 'WaitForUpdatesEx', drop: 'before' });
  const { outcomes, lost } = await fleet.apply({ patienceMs: 300 });
  expect(outcomes).toMatchObject([{ outcome: 'failed', error: { code: 'CHECK_FAILED' } }]);
  expect(lost).toHaveLength(1);
  expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(0);
});
