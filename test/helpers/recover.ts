import type { JobOptions } from '../../src/nested/run/options.ts';
import {
  type Recovered,
  type RollbackOptions,
  resume as resumeIn,
  rollback as rollBackIn,
} from '../../src/nested/run/recover.ts';
import type { Session } from '../../src/vsphere/index.ts';
import { makeTempDir } from './temp-dir.ts';

type Options = Omit<JobOptions, 'journal'>;

/** Resumes a run with a state folder of its own, so that only the journal ties it to the run. */
export function resume(
  sessions: readonly Session[],
  path: string,
  options: Options = {},
): Promise<Recovered> {
  return resumeIn(sessions, path, { ...options, state: makeTempDir() });
}

/** Rolls a run back with a state folder of its own. @param to where the rollback's journal is to be */
export function rollback(
  sessions: readonly Session[],
  path: string,
  to: string,
  options: Options & Pick<RollbackOptions, 'plan'> = {},
): Promise<Recovered> {
  return rollBackIn(sessions, path, { ...options, state: makeTempDir(), journal: to });
}
