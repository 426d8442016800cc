import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJournal } from '../../src/nested/run/journal/read-journal.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import { entry, listed, vhvAt } from '../helpers/endpoints.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const taskFault = { _type: 'InvalidState' };

/** A vCenter with a VM that runs. */
async function start(name: string): Promise<Simulator> {
  const vms = [{ name, host: 'h', power: 'poweredOn', tools: 'running' }] as const;
  const inventory = {
    datacenters: [{ name: 'DC', clusters: [{ name: 'C', hosts: [{ name: 'h' }] }], vms }],
  };
  return testSimulator({ inventory });
}

/** Two of them; `vhv` is about both, and `journal` is not there yet. */
async function servers() {
  const [one, two] = await Promise.all([start('web'), start('db')]);
  const file = listed(entry(one, 'one'), entry(two, 'two'));
  const vhv = (...args: string[]) => vhvAt(file, args);
  const journal = join(makeTempDir(), 'run.jsonl');
  const read = () => readJournal(journal, readFileSync(journal, 'utf8'));
  return { one, two, vhv, journal, read };
}

/** A server that cannot be asked, until the returned function is called. */
const cutOff = ({ faults }: Simulator) =>
  faults.add({ method: 'RetrieveServiceContent', drop: 'before' });

/** Neither VM of a run starts again. */
async function leaveOff({ one, two, vhv, journal }: Awaited<ReturnType<typeof servers>>) {
  for (const { faults } of [one, two]) {
    faults.add({ method: 'PowerOnMultiVM_Task', taskFault, times: 1 });
    faults.add({ method: 'PowerOnVM_Task', taskFault, times: 2 });
  }
  const run = ['--power-cycle', 'soft', '--max-failures', '5', '--journal', journal];
  expect(await vhv('enable', '--all', '--yes', ...run)).toMatchObject({ exitCode: 4 });
}

test('a resume finishes what is at the servers that answer, and the rest once they all do', async () => {
  const both = await servers();
  await leaveOff(both);
  const comeBack = cutOff(both.one);
  const resumed = await both.vhv('resume', both.journal, '--yes');
  expect(resumed.exitCode).toBe(4);
  expect(resumed.stdout).toMatch(/\/DC\/vm\/db +changed/);
  expect(resumed.stderr).toMatch(
    /^vhv: not looked at: \/DC\/vm\/web \(.*\), which by the journal IS OFF, and ran before$/m,
  );
  expect(await both.read()).toMatchObject({ isSealed: false });
  comeBack();
  const again = await both.vhv('resume', both.journal, '--yes');
  expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/web +changed/) });
  expect(await both.read()).toMatchObject({ isSealed: true });
});

test('a rollback undoes what is at the servers that answer, and a second one the rest', async () => {
  const both = await servers();
  const run = ['--yes', '--power-cycle', 'soft', '--journal', both.journal];
  expect(await both.vhv('enable', '--all', ...run)).toMatchObject({ exitCode: 0 });
  const back = ['rollback', both.journal, '--yes', '--power-cycle', 'soft'];
  const comeBack = cutOff(both.two);
  const first = await both.vhv(...back);
  expect(first).toMatchObject({ exitCode: 4, stdout: expect.stringMatching(/web +changed/) });
  expect(first.stderr).toMatch(/^vhv: not looked at: \/DC\/vm\/db .* ended as changed$/m);
  comeBack();
  const second = await both.vhv(...back);
  expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/db +changed/) });
});

test('a saved plan is carried out at the servers that answer', async () => {
  const { one, vhv } = await servers();
  const path = join(makeTempDir(), 'plan');
  await vhv('plan', '--all', '--power-cycle', 'soft', '--out', path);
  cutOff(one);
  const applied = await vhv('apply', path, '--yes');
  expect(applied).toMatchObject({ exitCode: 4, stdout: expect.stringMatching(/db +changed/) });
  expect(applied.stderr).toContain('1 of the VMs of this plan');
});

test('a journal of a server that this run is not about is refused', async () => {
  const both = await servers();
  await leaveOff(both);
  const ran = await vhvAt(listed(entry(both.one, 'one')), ['resume', both.journal, '--yes']);
  expect(ran).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(both.two.url.slice(0, -4)),
  });
});
