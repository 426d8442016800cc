import type { Session } from '../../vsphere/index.ts';
import { type Applied, runJobs } from '../apply/apply.ts';
import type { Job } from '../apply/job.ts';
import type { ApplyOptions } from '../apply/options.ts';
import { isOver } from '../apply/outcome.ts';
import type { JournalFile } from './journal-file.ts';

export interface JournalledOptions extends Omit<ApplyOptions, 'journal'> {
  /** The journal has VMs besides these that something is left to do about. */
  readonly staysOpen?: boolean;
}

/**
 * Carries jobs out and writes them down; the journal is sealed where nothing is left for `resume`. That it cannot be written is told
 * beside the outcomes.
 */
export async function runJournalled(
  sessions: readonly Session[],
  jobs: readonly Job[],
  journal: JournalFile,
  { staysOpen = false, ...options }: JournalledOptions = {},
): Promise<Applied> {
  const applied = await runJobs(sessions, jobs, { ...options, journal });
  const { outcomes, journalError } = applied;
  const isLeft = staysOpen || !outcomes.every(({ outcome }) => isOver(outcome));
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
