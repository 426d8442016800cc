import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { configSpec } from '../../src/nested/plan/change.ts';
import { jobOf, vmKey } from '../../src/nested/run/job.ts';
import { JournalFile } from '../../src/nested/run/journal/journal-file.ts';
import { readJournal } from '../../src/nested/run/journal/read-journal.ts';
import { VmLocks } from '../../src/nested/run/locks/vm-locks.ts';
import type { SimulatorOptions } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Fleet } from '../run/jobs/fleet.ts';

/** A run that has begun to change its one VM. Its locks are taken where `locks` says so. */
async function startRun(options: SimulatorOptions = {}) {
  const fleet = await Fleet.start([{ name: 'a', host: 'esx-01' }], options);
  const [plan] = await fleet.plan();
  if (plan === undefined) {
    throw new Error('there is no VM');
  }
  const folder = makeTempDir();
  const path = join(folder, 'run.jsonl');
  const live = await JournalFile.create(path, 'enable', [jobOf(plan)]);
  const vm = vmKey(plan.facts);
  await live.append({ kind: 'step', vm, step: 'reconfigure' });
  const env = { ...envOf(fleet.simulator), XDG_STATE_HOME: folder };
  const resume = (stop = new AbortController().signal) =>
    runCli(['resume', path, '--yes'], { env, stop });
  const read = () => readJournal(path, readFileSync(path, 'utf8'));
  return { fleet, plan, folder, live, vm, resume, read };
}

test('a resume does not seal the journal of a run that is still at work', async () => {
  const { fleet, plan, folder, live, vm, resume, read } = await startRun();
  const locks = await VmLocks.take(join(folder, 'vhv', 'locks'), [jobOf(plan)], 'enable');
  // The VM is changed; that it is was not written down yet.
  await fleet.apply();
  const refused = await resume();
  expect(refused).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('another run') });
  await live.append({ kind: 'outcome', vm, outcome: 'changed' });
  expect(await read()).toMatchObject({ isSealed: false, vms: [{ outcome: 'changed' }] });
  await locks[Symbol.asyncDispose]();
  await live[Symbol.asyncDispose]();
  expect(await resume()).toMatchObject({ exitCode: 0 });
  expect(await read()).toMatchObject({ isSealed: true });
});

test('Ctrl-C is heard while a resume waits for what the dead run has begun', async () => {
  const { fleet, plan, live, resume } = await startRun({ taskMs: 600_000 });
  await live[Symbol.asyncDispose]();
  const spec = configSpec(plan.facts, plan.change);
  await fleet.session.call('ReconfigVM_Task', plan.facts.moRef, { spec });
  const { requests } = fleet.simulator;
  requests.reset();
  const stop = new AbortController();
  const ran = resume(stop.signal);
  while (requests.of('RetrievePropertiesEx') < 4) {
    await sleep(10);
  }
  stop.abort();
  expect(await ran).toMatchObject({ exitCode: 130 });
});
