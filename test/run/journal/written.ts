import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planVm, type VmPlan } from '../../../src/nested/plan/plan.ts';
import { jobOf, vmKey } from '../../../src/nested/run/job.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import { vmFacts } from '../../helpers/facts.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';

const turnOn = { nestedHVEnabled: true, extraConfig: {} };

/** Names of more than one byte a letter: where bytes and letters are mixed up, these tell. */
export const plans: readonly VmPlan[] = ['vm-1', 'vm-2'].map((value) =>
  planVm(
    vmFacts({ moRef: { type: 'VirtualMachine', value }, name: `größe-東京-${value}` }),
    turnOn,
  ),
);
export const jobs = plans.map(jobOf);
export const [first = ''] = plans.map(({ facts }) => vmKey(facts));

/** A journal with a step of its first VM, and an outcome whose last letters are not ASCII. */
export async function writeJournal(seals: boolean): Promise<string> {
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'vhv enable größe', jobs);
  await journal.append({ kind: 'step', vm: first, step: 'reconfigure' });
  const error = { code: 'X', message: 'größe 東京' };
  await journal.append({ kind: 'outcome', vm: first, outcome: 'failed', error });
  if (seals) {
    await journal.seal();
  }
  return path;
}

export const read = async (path: string) => readJournal(path, await readFile(path, 'utf8'));
