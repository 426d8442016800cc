import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { envOf, runCli } from '../helpers/cli.ts';
import { oneVm } from '../helpers/endpoints.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

/** A server with one VM, and the folder of a machine's journals. */
async function startMachine() {
  const simulator = await testSimulator({ inventory: oneVm('a') });
  const state = makeTempDir();
  const journals = join(state, 'vhv', 'journals');
  mkdirSync(journals, { recursive: true });
  const env = { ...envOf(simulator), XDG_STATE_HOME: state };
  const vhv = (...args: string[]) => runCli(args, { env });
  return { vhv, file: (name: string) => join(journals, name) };
}

it('files that are no journals are each told of once, and keep no run from its work', async () => {
  const { vhv, file } = await startMachine();
  writeFileSync(file('zeros.jsonl'), `${'\0'.repeat(40)}\n`);
  writeFileSync(file('list.jsonl'), '[]\n');
  mkdirSync(file('folder.jsonl'));
  symlinkSync(file('nowhere'), file('gone.jsonl'));
  writeFileSync(file('begun.jsonl'), '');
  const ran = await vhv('enable', 'a', '--yes');
  expect(ran.exitCode).toBe(0);
  for (const name of ['zeros', 'list', 'folder']) {
    expect(ran.stderr.split(`${name}.jsonl`)).toHaveLength(2);
  }
  expect(ran.stderr.match(/move it away/g)).toHaveLength(3);
  expect(ran.stderr).not.toContain('vhv resume');
  const resumed = await vhv('resume', '--yes');
  expect(resumed.stderr).toContain('no run was left unfinished');
});

it('a journal that ends in its VMs, or was sealed and half gone on with, is what it is', async () => {
  const { vhv, file } = await startMachine();
  await vhv('enable', 'a', '--yes', '--journal', file('sealed.jsonl'));
  appendFileSync(file('sealed.jsonl'), '{"kind":"resu');
  const line = JSON.stringify({ kind: 'vm', job: 'x'.repeat(10_000) });
  writeFileSync(file('long.jsonl'), `${line}\n`);
  writeFileSync(file('longer.jsonl'), `${line}\n${line}`);
  writeFileSync(file('short.jsonl'), '{"kind":"journal"}\n{"kind":"step"}\n');
  const resumed = await vhv('resume', '--yes');
  expect(resumed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('which one? 3') });
  expect(resumed.stderr).not.toContain('sealed.jsonl');
});

it('a run that was left unfinished is told of before anything else, also where nothing is to be done', async () => {
  const { vhv, file } = await startMachine();
  await vhv('enable', 'a', '--yes');
  writeFileSync(file('open.jsonl'), '{"kind":"journal"}\n{"kind":"step"}\n');
  const ran = await vhv('enable', 'a', '--yes');
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
  expect(ran.stderr).toContain(`vhv resume ${file('open.jsonl')}`);
});
