import { VsphereError } from '../../index.ts';
import { UsageError } from '../usage-error.ts';

/** Why the system does not let a file of a run be written. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: "this user's share of the disk is full",
  EFBIG: 'a file may not be that large here',
  ENOENT: 'a folder of its path is missing and cannot be made',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EIO: 'the disk fails',
  EMFILE: 'too many files are open',
};

const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** A file or folder that a run keeps its state in, and what a person can do if it cannot be written. */
export interface StatePlace {
  /** `the journal /x/run.jsonl`, `the lock folder /x/locks` */
  readonly what: string;
  /** What helps besides room or the right to write: `name another file with --journal FILE`. */
  readonly instead?: string;
  /** The journal with which the work goes on after that; absent if nothing was begun. */
  readonly resumes?: string | undefined;
}

/** `WHAT cannot be written: WHY. Fix: …, then: vhv resume FILE` */
export function describeStateError(error: unknown, { what, instead, resumes }: StatePlace): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : message;
  const first = fullCodes.includes(code) ? 'make room there' : 'make it writable';
  const other = instead === undefined ? '' : `, or ${instead}`;
  const goOn = resumes === undefined ? '' : `, then: vhv resume ${resumes}`;
  return `${what} cannot be written: ${reason}. Fix: ${first}${other}${goOn}`;
}

/** An error that already says what to do stays as it is; any other becomes a sentence. */
export function stateError(error: unknown, place: StatePlace): Error {
  return error instanceof VsphereError || error instanceof UsageError
    ? error
    : new UsageError(describeStateError(error, place), { cause: error });
}
