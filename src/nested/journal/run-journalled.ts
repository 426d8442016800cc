import type { Session } from '../../vsphere/index.ts';
import { type Applied, runJobs } from '../apply/apply.ts';
import type { Job } from '../apply/job.ts';
import type { ApplyOptions } from '../apply/options.ts';
import { meaningOf } from '../apply/outcome.ts';
import type { JournalEntry } from './journal.ts';
import type { JournalFile } from './journal-file.ts';

export interface JournalledOptions extends Omit<ApplyOptions, 'journal'> {
  /** The journal has VMs besides these that something is left to do about. */
  readonly staysOpen?: boolean;
  /** How the journal names VMs, by their keys now. Default: by these. */
  readonly renamed?: ReadonlyMap<string, string>;
}

/**
 * Carries jobs out and writes them down; the journal is sealed where nothing is left for `resume`. That it cannot be written is told
 * beside the outcomes.
 */
export async function runJournalled(
  sessions: readonly Session[],
  jobs: readonly Job[],
  journal: JournalFile,
  { staysOpen = false, renamed = new Map(), ...options }: JournalledOptions = {},
): Promise<Applied> {
  // A journal knows its VMs by what they were called when it began.
  const append = (entry: JournalEntry): Promise<void> =>
    journal.append({ ...entry, vm: renamed.get(entry.vm) ?? entry.vm });
  const applied = await runJobs(sessions, jobs, { ...options, journal: { append } });
  const { outcomes, journalError } = applied;
  const isLeft = staysOpen || !outcomes.every(({ outcome }) => meaningOf(outcome).isFinished);
  if (journalError !== undefined || isLeft) {
    return applied;
  }
  try {
    await journal.seal();
    return applied;
  } catch (error) {
    return { ...applied, journalError: error as Error };
  }
}
