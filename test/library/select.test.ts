import { describe, expect, it } from 'vitest';
import { plan, planFleet, select, type VmPlan, verify, type WhichVms } from '../../src/index.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { connect } from '../../src/vsphere/index.ts';
import { startLab } from './lab.ts';

const { simulator, session } = await startLab();
const on = { nestedHVEnabled: true };
const soft = { powerCycle: 'soft' } as const;
const all = ['db01', 'web01', 'web02'];
const namesOf = (plans: readonly VmPlan[]): string[] => plans.map(({ facts }) => facts.name);

describe('select', () => {
  it.each<[string, WhichVms, readonly string[]]>([
    ['every VM', '*', all],
    ['a path with a wildcard', '/DC/vm/web*', ['web01', 'web02']],
    ['names', ['web01', 'db01'], ['db01', 'web01']],
    ['a cluster', { cluster: 'C' }, all],
    ['a property', { where: 'runtime.powerState=poweredOff' }, ['db01']],
    ['names in a place', { select: 'w*', host: 'esx-01' }, ['web01', 'web02']],
    ['all but some', { select: '*', exclude: ['web01', 'db01'] }, ['web02']],
    ['any case', { select: 'WEB01', ignoreCase: true }, ['web01']],
  ])('reads %s', async (_what, vms, expected) => {
    const found = await select(session, vms);
    expect(new Set(found.map(({ name }) => name))).toStrictEqual(new Set(expected));
  });

  it('finds nothing: the error names the text', async () => {
    await expect(select(session, ['web01', 'web99'])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      selector: 'web99',
    });
  });

  it('reads advanced options where they are asked for, and only then', async () => {
    const [bare] = await select(session, 'web01');
    expect(bare?.extraConfig).toBeUndefined();
    const [whole] = await select(session, 'web01', { extraConfig: 'all' });
    expect(whole?.extraConfig).toBeTypeOf('object');
  });
});

describe('plan', () => {
  it('of a selection and of the facts of the same VMs is the same, in the order of the facts', async () => {
    const facts = (await select(session, '*')).toReversed();
    const plans = await plan(session, facts, on, soft);
    expect(namesOf(plans)).toStrictEqual(facts.map(({ name }) => name));
    const named = await plan(session, '*', on, soft);
    const byName = (one: VmPlan, other: VmPlan): number =>
      one.facts.name < other.facts.name ? -1 : 1;
    expect(plans.sort(byName)).toStrictEqual(named.sort(byName));
  });

  it('is plain data', async () => {
    const plans = await plan(session, '*', on, soft);
    expect(JSON.parse(JSON.stringify(plans))).toEqual(plans);
  });

  it('of no facts is no plan, and asks nobody', async () => {
    simulator.requests.reset();
    expect(await plan(session, [], on)).toStrictEqual([]);
    expect(await verify(session, [])).toStrictEqual([]);
    expect(simulator.requests.calls).toBe(0);
  });

  it('has the options of a profile', async () => {
    const [found] = await plan(session, 'db01', {}, { profile: 'hyper-v' });
    expect(found?.change).toMatchObject({
      nestedHVEnabled: { to: true },
      extraConfig: [{ key: 'hypervisor.cpuid.v0', to: 'FALSE' }],
    });
  });

  it('of several servers takes facts, each to its session', async () => {
    await using other = await startSimulator();
    await using second = await connect(other.connectOptions);
    const facts = [...(await select(second, 'old-01')), ...(await select(session, 'db01'))];
    const plans = await plan([session, second], facts, on, soft);
    expect(plans.map(({ facts: { endpoint } }) => endpoint)).toStrictEqual(
      facts.map(({ endpoint }) => endpoint),
    );
    const twice = await plan([session, session, second], facts, on, soft);
    expect(twice).toHaveLength(facts.length);
    await expect(plan([session, second], 'db01', on)).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      place: 'vms',
    });
  });

  it('of a fleet file has what its rules manage', async () => {
    const fleet = {
      rules: [
        { select: ['web*'], nestedHVEnabled: 'on' },
        { all: true, nestedHVEnabled: 'unmanaged' },
      ],
    } as const;
    const plans = await planFleet(session, fleet as never, soft);
    expect(new Set(namesOf(plans))).toStrictEqual(new Set(['web01', 'web02']));
  });
});

it('verify takes names and facts', async () => {
  const proofs = await verify(session, 'db01', { expect: false });
  expect(proofs).toStrictEqual(
    await verify(session, await select(session, 'db01'), { expect: false }),
  );
  expect(proofs).toMatchObject([{ name: 'db01' }]);
});
