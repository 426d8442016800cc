import type { Session } from '../../vsphere/index.ts';
import { type Applied, runJobs } from '../apply/apply.ts';
import type { Job } from '../apply/job.ts';
import type { ApplyOptions } from '../apply/options.ts';
import { isOver } from '../apply/outcome.ts';
import type { JournalFile } from './journal-file.ts';

/**
 * Carries jobs out and writes them down; the journal is sealed where nothing is left for `resume`. That it cannot be written is told
 * beside the outcomes.
 */
export async function runJournalled(
  sessions: readonly Session[],
  jobs: readonly Job[],
  journal: JournalFile,
  options: Omit<ApplyOptions, 'journal'> = {},
): Promise<Applied> {
  const applied = await runJobs(sessions, jobs, { ...options, journal });
  const { outcomes, journalError } = applied;
  if (journalError !== undefined || !outcomes.every(({ outcome }) => isOver(outcome))) {
    return applied;
  }
  try {
    await journal.seal();
    return applied;
  } catch (error) {
    return { ...applied, journalError: error as Error };
  }
}
