import { systemCode, systemReason, VsphereError } from '../../errors.ts';

/** What the system says of a folder or a file that cannot be written, where the usual words are too general. */
const reasons = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOENT: 'a folder of its path is missing and cannot be made',
} as const;

const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** What keeps the state of runs: its folders, the folder of locks, one journal. */
export type StatePart = 'folder' | 'locks' | 'journal';

const words = {
  folder: 'the folder',
  locks: 'the lock folder',
  journal: 'the journal',
} as const satisfies Readonly<Record<StatePart, string>>;

function reasonOf(cause: unknown): string {
  const { path = 'something' } = (cause ?? {}) as NodeJS.ErrnoException;
  const inTheWay = `${path} is in the way: it is not a folder, or it is a link that leads nowhere`;
  return systemReason(cause, { ...reasons, EEXIST: inTheWay });
}

/** The state of a run cannot be written, so no VM was begun, or no further one. `code` is STATE_UNWRITABLE; `cause` is the system's error. */
export class StateError extends VsphereError {
  override name = 'StateError';
  readonly part: StatePart;
  readonly path: string;
  /** `the journal /x/run.jsonl cannot be written: the disk is full` */
  readonly problem: string;
  /** `make room there` */
  readonly remedy: string;

  constructor(part: StatePart, path: string, cause: unknown) {
    const code = systemCode(cause);
    const problem = `${words[part]} ${path} cannot be written: ${reasonOf(cause)}`;
    const remedy = fullCodes.includes(code)
      ? 'make room there'
      : code === 'EEXIST'
        ? 'move that away'
        : 'make it writable';
    super('STATE_UNWRITABLE', `${problem}. Fix: ${remedy}`, { cause });
    this.part = part;
    this.path = path;
    this.problem = problem;
    this.remedy = remedy;
  }

  /** An error that already says what to do stays as it is; one of the system becomes a StateError. */
  static of(part: StatePart, path: string, error: unknown): VsphereError {
    return error instanceof VsphereError ? error : new StateError(part, path, error);
  }
}
