import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/nested/run/options.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { cycled, options, powerCalls, vmOf } from './cycled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

/** Puts another VM in the place of the planned one: the moid is the same, the instanceUuid is not. */
function replace(fleet: Fleet, nestedHVEnabled: boolean): void {
  const { state } = vmOf(fleet);
  state.instanceUuid = '5000aaaa-0000-0000-0000-000000000000';
  state.settings = { ...state.settings, nestedHVEnabled };
  state.changeVersion = fleet.simulator.model.timestamps.next();
}

const has = [
  ['lacks the change', false],
  ['has the change already', true],
] as const;

it.each(has)(
  'another VM that has the moid of a running one at its turn is not touched, and %s',
  async (_, nested) => {
    const { fleet, outcome } = await cycled({}, (of) => replace(of, nested));
    expect(outcome?.outcome).not.toBe('changed');
    expect(outcome?.error?.code).toBe('PLAN_STALE');
    expect(powerCalls(fleet)).toStrictEqual({});
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
  },
);

it.each(has)(
  'another VM that has the moid of one that is off is not changed, and %s',
  async (_, nested) => {
    const fleet = await Fleet.start([running('vm', { power: 'poweredOff' })]);
    const plans = await fleet.plan();
    replace(fleet, nested);
    const { outcomes } = await apply(fleet.session, plans, options);
    expect(outcomes[0]?.outcome).not.toBe('changed');
    expect(await fleet.states()).toStrictEqual({ vm: `${nested ? 'nested' : 'plain'} poweredOff` });
  },
);

it('another VM that has the moid and the values once an answer was lost is not reported as changed', async () => {
  const fleet = await Fleet.start([running('vm', { power: 'poweredOff' })]);
  const plans = await fleet.plan();
  fleet.simulator.faults.add({ method: 'ReconfigVM_Task', drop: 'before', times: 1 });
  const onEvent = ({ kind }: RunEvent): void => {
    if (kind === 'step') {
      replace(fleet, true);
    }
  };
  const { outcomes } = await apply(fleet.session, plans, { ...options, onEvent });
  expect(outcomes).toMatchObject([{ outcome: 'unknown', error: { code: 'OUTCOME_UNKNOWN' } }]);
  expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(1);
});
