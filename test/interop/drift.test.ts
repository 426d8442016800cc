import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DriftRow } from '../../src/cli/commands/drift.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { collect, govc } from './helpers/govc.ts';
import { Vcsim } from './helpers/vcsim.ts';

const fleet = {
  rules: [
    {
      name: 'lab',
      select: ['hv-01', 'hv-02'],
      nestedHVEnabled: 'off',
      extraConfig: { 'mce.enable': null },
    },
  ],
};

it.each([
  { kind: 'vcenter', folder: '/Lab/vm/nested' },
  { kind: 'esx', folder: '/ha-datacenter/vm' },
] as const)(
  'a fleet that govc changed behind its back is told and brought back, on $kind',
  async ({ kind, folder }) => {
    const simulator = await testSimulator({ kind });
    const folderOfRun = makeTempDir();
    const file = join(folderOfRun, 'fleet.yaml');
    writeFileSync(file, JSON.stringify(fleet));
    const args = ['drift', '-f', file, '--detailed-exitcode', '--output', 'json'];
    const drift = () => runCli(args, { env: envOf(simulator) });
    expect(await drift()).toMatchObject({ exitCode: 0 });

    const change = (name: string, ...flags: string[]) =>
      govc(simulator, 'vm.change', '-vm', `${folder}/${name}`, ...flags);
    expect(await change('hv-01', '-nested-hv-enabled=true')).toMatchObject({ exitCode: 0 });
    expect(await change('hv-02', '-e', 'mce.enable=TRUE')).toMatchObject({ exitCode: 0 });
    const found = await drift();
    expect(found.exitCode).toBe(3);
    const by = { changedBy: simulator.user, changedAt: expect.stringContaining('T'), rule: 'lab' };
    expect(jsonOf<DriftRow[]>(found)).toMatchObject([
      { path: `${folder}/hv-01`, key: 'nestedHVEnabled', wanted: 'off', actual: 'on', ...by },
      { path: `${folder}/hv-02`, key: 'mce.enable', wanted: null, actual: 'TRUE', ...by },
    ]);

    // As an administrator brings it back: a plan of what the file says, looked at, and carried out.
    const plan = join(folderOfRun, 'fleet.plan');
    const env = { ...envOf(simulator), XDG_STATE_HOME: folderOfRun };
    const planned = await runCli(['plan', '-f', file, '--out', plan, '--output', 'jsonl'], { env });
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(await drift()).toMatchObject({ exitCode: 3 });
    expect(await runCli(['apply', plan, '--yes'], { env })).toMatchObject({ exitCode: 0 });
    const second = await drift();
    expect(second).toMatchObject({ exitCode: 0 });
    expect(jsonOf<DriftRow[]>(second)).toEqual([]);
    const flag = (name: string) =>
      collect(simulator, `${folder}/${name}`, 'config.nestedHVEnabled');
    expect(await flag('hv-01')).toEqual({ 'config.nestedHVEnabled': false });
    expect(simulator.sessionCount).toBe(0);
  },
);

it('so is a fleet on vcsim, which keeps no such events', async () => {
  await using vcsim = await Vcsim.start('-host', '1', '-standalone-host', '0');
  const folder = makeTempDir();
  const [file, plan] = [join(folder, 'fleet.yaml'), join(folder, 'fleet.plan')];
  const rule = { all: true, nestedHVEnabled: 'off', extraConfig: { 'mce.enable': null } };
  writeFileSync(file, JSON.stringify({ rules: [{ name: 'all', ...rule }] }));
  const env = { ...vcsim.env, XDG_STATE_HOME: folder };
  const run = (...args: string[]) => runCli(args, { env });
  const drift = () => run('drift', '-f', file, '--detailed-exitcode', '--output', 'json');
  expect(await drift()).toMatchObject({ exitCode: 0 });

  const [one, other] = ['DC0_C0_RP0_VM0', 'DC0_C0_RP0_VM1'];
  await vcsim.govc('vm.change', '-vm', one, '-nested-hv-enabled=true');
  await vcsim.govc('vm.change', '-vm', other, '-e', 'mce.enable=TRUE');
  const found = await drift();
  expect(found.exitCode).toBe(3);
  expect(jsonOf<DriftRow[]>(found)).toMatchObject([
    { path: `/DC0/vm/${one}`, key: 'nestedHVEnabled', wanted: 'off', actual: 'on' },
    { path: `/DC0/vm/${other}`, key: 'mce.enable', wanted: null, actual: 'TRUE' },
  ]);

  expect(await run('plan', '-f', file, '--out', plan)).toMatchObject({ exitCode: 0 });
  expect(await run('apply', plan, '--yes')).toMatchObject({ exitCode: 0 });
  expect(await vcsim.property(`/DC0/vm/${one}`, 'config.nestedHVEnabled')).toBe('false');
  expect(await drift()).toMatchObject({ exitCode: 0 });
});
