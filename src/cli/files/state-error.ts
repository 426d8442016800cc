import { StateError } from '../../nested/run/state-error.ts';
import { UsageError } from '../usage-error.ts';

const otherFolder =
  'set XDG_STATE_HOME (LOCALAPPDATA on Windows) to another folder, the same one for all runs on this machine';

/** What helps besides room or the right to write. */
const instead = {
  folder: otherFolder,
  locks: otherFolder,
  journal: 'name another file with --journal FILE',
} as const;

/**
 * `the journal /x/run.jsonl cannot be written: the disk is full. Fix: make room there, then: vhv resume /x/run.jsonl`
 *
 * @param resumes the journal with which the work goes on after that; absent if nothing was begun
 */
export function describeStateError(
  { part, problem, remedy }: StateError,
  resumes?: string,
): string {
  // A journal that goes on stays where it is.
  const other = part === 'journal' && resumes !== undefined ? '' : `, or ${instead[part]}`;
  const goOn = resumes === undefined ? '' : `, then: vhv resume ${resumes}`;
  return `${problem}. Fix: ${remedy}${other}${goOn}`;
}

/** Does work on the state of runs, and says what to do if the state cannot be written; any other error stays as it is. */
export async function withStateWords<T>(
  resumes: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StateError
      ? new UsageError(describeStateError(error, resumes), { cause: error })
      : error;
  }
}
