import { describe, expect, it } from 'vitest';
import { checkFleet, FleetFileError } from '../../src/nested/drift/fleet-file.ts';
import { fleetJsonSchema } from '../../src/nested/drift/fleet-schema.ts';

const rule = { select: ['/DC0/vm/lab/*'], nestedHVEnabled: 'on' };

async function problemsOf(...rules: readonly object[]): Promise<readonly string[]> {
  const error = await checkFleet({ rules }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FleetFileError);
  return (error as FleetFileError).problems;
}

describe('a fleet file', () => {
  it('that holds together is taken as it stands', async () => {
    const fleet = {
      rules: [
        { ...rule, name: 'lab', profile: 'hyper-v', extraConfig: { 'disk.EnableUUID': null } },
        { all: true, nestedHVEnabled: 'unmanaged', endpoints: ['vc1'] },
        { cluster: ['C0'], where: ['config.version=vmx-1*'], nestedHVEnabled: 'off' },
      ],
    };
    expect(await checkFleet(fleet)).toStrictEqual(fleet);
  });

  it.each<[problem: string, rule: object]>([
    ["rules[0].selekt: is not known; did you mean 'select'?", { ...rule, selekt: ['a'] }],
    ['rules[0].select: must be a list', { ...rule, select: 'web01' }],
    ['rules[0].select[0]: must not be blank', { ...rule, select: [' '] }],
    ['rules[0].select: must not be empty', { ...rule, select: [] }],
    ['rules[0].nestedHVEnabled: must be on, off, unmanaged', { select: ['web01'] }],
    ['rules[0].nestedHVEnabled: must be on, off, unmanaged', { ...rule, nestedHVEnabled: true }],
    [
      'rules[0].extraConfig.disk.EnableUUID: must be a text: put it in quotes',
      { ...rule, extraConfig: { 'disk.EnableUUID': true } },
    ],
    [
      'rules[0].extraConfig: numvcpus cannot be set as an advanced option',
      { ...rule, extraConfig: { numvcpus: '4' } },
    ],
    [
      'rules[0].extraConfig: disk.enableuuid is the same key as disk.EnableUUID',
      { ...rule, extraConfig: { 'disk.EnableUUID': 'TRUE', 'disk.enableuuid': 'TRUE' } },
    ],
    [
      'rules[0].extraConfig.vhv.enable: is what nestedHVEnabled of the rule stands for',
      { ...rule, extraConfig: { 'vhv.enable': 'TRUE' } },
    ],
    ['rules[0].where[0]: must be property=glob', { ...rule, where: ['config.version'] }],
    ['rules[0]: which VMs?', { nestedHVEnabled: 'on' }],
    ['rules[0]: which VMs?', { endpoints: ['vc1'], nestedHVEnabled: 'on' }],
    ['rules[0].all: must be true', { all: false, nestedHVEnabled: 'on' }],
    ['rules[0].all: contradicts select', { ...rule, all: true }],
    ['rules[0].profile: is for VMs whose', { ...rule, nestedHVEnabled: 'off', profile: 'kvm' }],
    ['rules[0].profile: must be esxi, hyper-v,', { ...rule, profile: 'xen' }],
  ])('is refused with the place of what is wrong: %s', async (problem, wrong) => {
    expect(await problemsOf(wrong)).toStrictEqual([expect.stringContaining(problem)]);
  });

  it('is told all that is wrong at once, and no value', async () => {
    const problems = await problemsOf(
      { ...rule, extraConfig: { 'guestinfo.token': 4711 } },
      { ...rule, where: ['hunter2'] },
    );
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toMatch(/4711|hunter2/);
  });

  it('may not call two rules by one name', async () => {
    const named = { ...rule, name: 'lab' };
    expect(await problemsOf(named, rule, named)).toStrictEqual([
      'rules[2].name: is the name of rules[0] too',
    ]);
  });

  it.each([[undefined], [null], ['rules'], [[]], [{ rules: [] }], [{}]])(
    'that is %j is none',
    async (data) => {
      await expect(checkFleet(data)).rejects.toBeInstanceOf(FleetFileError);
    },
  );

  it('has a JSON Schema that knows its rules', () => {
    expect(fleetJsonSchema()).toMatchObject({
      properties: { rules: { items: { required: ['nestedHVEnabled'] } } },
    });
  });
});
