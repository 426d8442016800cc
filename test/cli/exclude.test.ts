import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlanFile } from '../../src/nested/run/journal/plan-file.ts';
import { readJournal } from '../../src/nested/run/journal/read-journal.ts';
import type { Simulator, VmData } from '../../src/simulator/index.ts';
import { envOf, type Ran, runCli } from '../helpers/cli.ts';
import { entry, listed, vhvAt } from '../helpers/endpoints.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const vms: readonly VmData[] = [
  { name: 'web-1', host: 'h', folder: 'lab' },
  { name: 'web-2', host: 'h', folder: 'lab' },
  { name: 'db-1', host: 'h', folder: 'lab/data', attributes: { service: 'db' } },
  { name: 'db-2', host: 'h', folder: 'lab/data', attributes: { service: 'db' } },
];

async function start(list: readonly VmData[] = vms): Promise<Simulator> {
  const clusters = [{ name: 'C', hosts: [{ name: 'h' }] }];
  const inventory = { datacenters: [{ name: 'DC', clusters, vms: list }] };
  return testSimulator({ inventory });
}

const vhvOn =
  (simulator: Simulator) =>
  (...args: string[]): Promise<Ran> =>
    runCli(args, { env: envOf(simulator) });

/** The names of the VMs whose setting is on. */
async function changed(simulator: Simulator): Promise<string[]> {
  const { stdout } = await vhvOn(simulator)('vms', '--output', 'json');
  const rows = (JSON.parse(stdout) as { rows: { name: string; nestedHVEnabled?: boolean }[] }).rows;
  return rows.filter((row) => row.nestedHVEnabled === true).map(({ name }) => name);
}

test.each([
  [['db-1'], ['web-1', 'web-2', 'db-2']],
  [['db-*', 'web-2'], ['web-1']],
  [['/DC/vm/lab/data/...'], ['web-1', 'web-2']],
])(
  '--exclude %j keeps VMs out of --all, and the words before the run say so',
  async (texts, rest) => {
    const simulator = await start();
    const flags = texts.flatMap((text) => ['--exclude', text]);
    const ran = await vhvOn(simulator)('enable', '--all', ...flags, '--yes');
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(new Set(await changed(simulator))).toEqual(new Set(rest));
    const count = vms.length - rest.length;
    const verb = count === 1 ? 'VM is' : 'VMs are';
    expect(ran.stderr).toContain(`${count} ${verb} excluded (${flags.join(' ')}).`);
  },
);

test('a VM that is named and excluded stays as it is', async () => {
  const simulator = await start();
  const ran = await vhvOn(simulator)('enable', 'web-1', 'web-2', '--exclude', 'web-1', '--yes');
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(await changed(simulator)).toEqual(['web-2']);
});

test.each([['wbe-*'], ['db-3'], ['/DC/vm/labs/...']])(
  '--exclude %s, which matches nothing, protects nothing: exit 2, and nothing is changed',
  async (text) => {
    const simulator = await start();
    const ran = await vhvOn(simulator)('enable', '--all', '--exclude', text, '--yes');
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(/no VM to exclude .* It protects nothing/);
    expect(await changed(simulator)).toEqual([]);
  },
);

test('with several servers an exclusion may be about one of them alone', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  const file = listed(entry(one, 'one'), entry(two, 'two'));
  const run = ['enable', '--all', '--exclude', 'one#web-1', '--exclude', 'db-*', '--yes'];
  expect(await vhvAt(file, run)).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('5 VMs are excluded (--exclude one#web-1 --exclude db-*).'),
  });
  expect(await changed(one)).toEqual(['web-2']);
  expect(await changed(two)).toEqual(['web-1', 'web-2']);
});

test('a VM that is excluded at its vCenter is not changed through its host', async () => {
  const list = [
    { name: 'web-1', host: 'h' },
    { name: 'web-2', host: 'h' },
  ];
  const hosts = [{ name: 'h' }];
  const inventory = { datacenters: [{ name: 'DC', hosts, vms: list }] };
  const vCenter = await start(list);
  // Its VMs have the same paths, and so the same uuids.
  const host = await testSimulator({ kind: 'esx', inventory });
  const file = listed(entry(vCenter, 'vc'), entry(host, 'esx'));
  const ran = await vhvAt(file, ['enable', '--all', '--exclude', 'vc#web-1', '--yes']);
  expect(ran.stderr).toContain('has the instanceUuid of /DC/vm/web-1 (--exclude)');
  expect(await changed(host)).toEqual([]);
  expect(await changed(vCenter)).toEqual(['web-2']);
});

test('plan files and journals keep what was excluded and limited, and apply and resume state it', async () => {
  const simulator = await start();
  const vhv = vhvOn(simulator);
  const folder = makeTempDir();
  const [plan, journal] = [join(folder, 'plan'), join(folder, 'journal')];
  const limits = ['--exclude', 'web-2', '--max-down-per', 'attribute:service=1'];
  const planned = await vhv('plan', '--all', ...limits, '--out', plan);
  const words =
    "1 VM is excluded (--exclude web-2). At most 1 VM per value of 'service' is down at once (--max-down-per attribute:service=1).";
  expect(planned.stderr.replaceAll('\nvhv: ', ' ')).toContain(words);
  const saved = await readPlanFile(plan, readFileSync(plan, 'utf8'));
  const group = { name: 'attribute:service:db', most: 1 };
  expect(saved.plans.map(({ facts, downGroups }) => [facts.name, downGroups])).toEqual([
    ['web-1', undefined],
    ['db-1', [group]],
    ['db-2', [group]],
  ]);
  const taskFault = { _type: 'GenericVmConfigFault', reason: 'no' };
  simulator.faults.add({ method: 'ReconfigVM_Task', taskFault, times: 1 });
  const applied = await vhv('apply', plan, '--yes', '--journal', journal, '--canary', '1');
  expect(applied.stderr).toContain(words);
  const record = await readJournal(journal, readFileSync(journal, 'utf8'));
  expect(record.limits).toEqual({
    exclude: ['web-2'],
    excluded: 1,
    maxDownPer: [{ key: 'attribute:service', most: 1 }],
  });
  expect(record.vms[1]?.job.plan.downGroups).toEqual([group]);
  const resumed = await vhv('resume', journal, '--yes');
  expect(resumed).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(words) });
  const back = await vhv('rollback', journal, '--yes');
  expect(back).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(words) });
});

test.each([['folder'], ['folder=0'], ['folder=x'], ['colour=1'], ['attribute:=1'], ['name:(=1']])(
  '--max-down-per %s is refused: exit 2',
  async (text) => {
    const simulator = await start();
    const ran = await vhvOn(simulator)('enable', '--all', '--max-down-per', text, '--yes');
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(`--max-down-per ${text}`);
    expect(simulator.requests.of('Login')).toBe(0);
  },
);

test.each([
  ['attribute:servcie=1', 'none has a value for that attribute'],
  ['name:^wbe=1', 'no name matches'],
])('--max-down-per %s would limit nothing: exit 2, and nothing is changed', async (text, why) => {
  const simulator = await start();
  const ran = await vhvOn(simulator)('enable', '--all', '--max-down-per', text, '--yes');
  expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(why) });
  expect(await changed(simulator)).toEqual([]);
});
