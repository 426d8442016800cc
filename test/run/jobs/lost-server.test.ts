import { expect, it, vi } from 'vitest';
import { Linger } from '../../../src/nested/run/drive/linger.ts';
import type { Applied } from '../../../src/nested/run/jobs/run-jobs.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

const offVms = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ name: `vm-${n}`, host: 'esx-01' }));

/** The next reconfigure finds no session, and the password is not the right one any more. */
function refuseRenewal(fleet: Fleet): void {
  fleet.fault({ method: 'ReconfigVM_Task', expireSession: true, times: 1 });
  fleet.fault({ method: 'Login', fault: { _type: 'InvalidLogin' } });
}

const outcomesAt = ({ session }: Fleet, { outcomes }: Applied): readonly string[] =>
  outcomes
    .filter(({ plan }) => plan.facts.endpoint === session.endpoint)
    .map(({ outcome }) => outcome);

it('a login that is refused on the way ends the run on that server alone, and is tried once', async () => {
  const [one, other] = await Promise.all([Fleet.start(offVms(12)), Fleet.start(offVms(12))]);
  const plans = [...(await one.plan()), ...(await other.plan())];
  refuseRenewal(one);
  const sessions = [one.session, other.session];
  const applied = await apply(sessions, plans, { maxFailures: 2 });
  const { lost } = applied;
  expect(lost).toMatchObject([
    { endpoint: one.session.endpoint, error: { code: 'LOGIN_FAILED', method: 'Login' } },
  ]);
  expect(one.session.refusal).toBe(lost[0]?.error);
  expect(one.simulator.requests.of('Login')).toBe(2);
  // As many as were in flight there, and none of them counts.
  expect(outcomesAt(one, applied)).not.toContain('changed');
  expect(new Set(outcomesAt(other, applied))).toStrictEqual(new Set(['changed']));
});

it('a VM that is down when its server is lost counts as a failure', async () => {
  const [one, other] = await Promise.all([
    Fleet.start([running('down')]),
    Fleet.start([running('a'), running('b', { host: 'esx-01' }), running('c')]),
  ]);
  const options = { powerCycle: 'soft' } as const;
  const plans = [...(await one.plan(options)), ...(await other.plan(options))];
  refuseRenewal(one);
  // The others take their time, so that the loss comes first.
  other.fault({ method: 'ShutdownGuest', guestShutdown: 3000, times: 1 });
  const sessions = [one.session, other.session];
  const { outcomes } = await apply(sessions, plans, { pollMs: 20 });
  const [down, ...others] = outcomes;
  expect(down).toMatchObject({ outcome: 'left-off' });
  expect(others.map(({ outcome }) => outcome)).toStrictEqual(['changed', 'untouched', 'untouched']);
});

it('a server that is lost at the first look at a canary begins none of the others', async () => {
  const fleet = await Fleet.start([running('a'), running('b')]);
  const plans = await fleet.plan({ powerCycle: 'soft' });
  fleet.fault({ method: 'RetrievePropertiesEx', drop: 'before' });
  const { outcomes, lost } = await apply(fleet.session, plans, { canary: 1, patienceMs: 200 });
  expect(outcomes).toMatchObject([{ outcome: 'unknown' }, { outcome: 'untouched' }]);
  expect(lost).toHaveLength(1);
  expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(0);
});

it('a VM of which the datacenter is not known is started on the host it ran on', async () => {
  const both = await Promise.all([Fleet.start([running('a')]), Fleet.start([running('b')])]);
  const options = { powerCycle: 'soft' } as const;
  const [one] = both;
  const planned = (await Promise.all(both.map((fleet) => fleet.plan(options)))).flat();
  const plans = planned.map((plan) => {
    const { datacenter, ...rest } = plan.facts;
    expect(datacenter).toMatchObject({ type: 'Datacenter' });
    return plan.facts.endpoint === one.session.endpoint ? { ...plan, facts: rest } : plan;
  });
  const sessions = both.map(({ session }) => session);
  const { outcomes, lost } = await apply(sessions, plans, { pollMs: 20 });
  expect(outcomes).toMatchObject([{ outcome: 'changed' }, { outcome: 'changed' }]);
  expect(lost).toStrictEqual([]);
  const starts = both.map(({ simulator: { requests } }) => [
    requests.of('PowerOnMultiVM_Task'),
    requests.of('PowerOnVM_Task'),
  ]);
  expect(starts).toStrictEqual([
    [0, 1],
    [1, 0],
  ]);
});

it('a run that breaks on one server tells what became of every VM', async () => {
  const [one, other] = await Promise.all([Fleet.start(offVms(3)), Fleet.start(offVms(2))]);
  const plans = [...(await one.plan()), ...(await other.plan())];
  vi.spyOn(Linger.prototype, 'leave').mockImplementationOnce(() => {
    throw new Error('the clock broke');
  });
  const applied = await apply([one.session, other.session], plans, { concurrency: 1 });
  expect(applied.lost).toMatchObject([
    { error: { code: 'UNEXPECTED', message: 'the clock broke' } },
  ]);
  const isBroken = ({ session }: Fleet): boolean => applied.lost[0]?.endpoint === session.endpoint;
  const [broken, whole] = isBroken(one) ? [one, other] : [other, one];
  expect(new Set(outcomesAt(whole, applied))).toStrictEqual(new Set(['changed']));
  expect(outcomesAt(broken, applied)[0]).toBe('unknown');
  expect(applied.outcomes).toHaveLength(5);
});
