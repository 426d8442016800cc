import { describe, expect, it } from 'vitest';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { readShapes } from './journal-fleet.ts';
import { makeChange, named, recoveries, shutDownAndDie } from './left-run.ts';

expectNothingUnhandled();

describe('a VM that a run has shut down and whose change somebody else has made', () => {
  it.each(recoveries)(
    'is left alone and named by a %s if the run did not see it',
    async (_, recover) => {
      const left = await shutDownAndDie();
      makeChange(left.fleet);
      expect(await recover(left)).toMatchObject({
        outcomes: [],
        movedOn: [{ reason: 'somebody else has made the change' }],
        leftDown: [{ name: 'vm' }],
      });
      const { state } = named(left.fleet, 'vm');
      expect(state.powerState).toBe('poweredOff');
      expect(state.settings.nestedHVEnabled).toBe(true);
    },
  );

  describe.each([undefined, 'left-off', 'unknown', 'failed'] as const)(
    'and the run saw that, and has written as its outcome: %s',
    (outcome) => {
      it.each(recoveries)('is started by a %s with the values that it has', async (_, recover) => {
        const steps = ['shutdown', 'reconfigure', 'found-made'] as const;
        const left = await shutDownAndDie({ steps, outcome });
        makeChange(left.fleet);
        const { outcomes, movedOn, leftDown } = await recover(left);
        expect({
          outcomes: outcomes.map((one) => one.outcome),
          movedOn: movedOn.map(({ reason }) => reason),
          leftDown: leftDown.map(({ name }) => name),
        }).toStrictEqual({ outcomes: ['changed'], movedOn: [], leftDown: [] });
        expect(await readShapes(left.fleet.session)).toMatchObject({
          vm: { power: 'poweredOn', nested: true },
        });
        expect(left.fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
      });
    },
  );

  it('is named by a rollback: its values stay', async () => {
    const left = await shutDownAndDie({ steps: ['shutdown', 'reconfigure', 'found-made'] });
    makeChange(left.fleet);
    const [, [, rollBack]] = recoveries;
    expect((await rollBack(left)).lasting).toMatchObject([
      { step: 'found-made', job: { plan: { facts: { name: 'vm' } } } },
    ]);
  });
});
