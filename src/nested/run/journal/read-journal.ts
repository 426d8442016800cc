import { createHash } from 'node:crypto';
import type { RunCourse, RunLimits } from '../../plan/run-limits.ts';
import { type Job, outsideOf, vmKey } from '../job.ts';
import type { Outcome } from '../outcome.ts';
import type { StepName } from '../steps.ts';
import { DamagedFileError } from './damaged-file.ts';
import type { Line } from './lines.ts';

/** What a journal tells of one VM. */
export interface VmRecord {
  /** `https://vc.example.com#vm-42`. */
  readonly vm: string;
  readonly job: Job;
  /** The steps that were begun, in their order; whether the last one was done is not known. */
  readonly steps: readonly StepName[];
  /** How it ended, if it did. */
  readonly outcome: Outcome | undefined;
  /** Set if the run's limit leaves it out, so that no resume begins it. */
  readonly isOutside?: true;
}

export interface JournalRecord {
  /** Of its file. */
  readonly path: string;
  /** Of all that the file held when it was read: another one shows that a run has written to it since. */
  readonly digest: string;
  readonly command: string;
  readonly startedAt: Date;
  readonly limits?: RunLimits;
  /** What was asked for when the run was begun. */
  readonly course: RunCourse;
  /** Whether all that was begun is over. */
  readonly isSealed: boolean;
  /** The journal of the rollback that undoes this run; absent where there is none. */
  readonly rolledBackBy?: string;
  readonly vms: readonly VmRecord[];
}

interface Draft {
  readonly vm: string;
  readonly job: Job;
  readonly steps: StepName[];
  outcome: Outcome | undefined;
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What to do about a journal of a run that did not come to its first VM. */
const planAgain = 'remove the file and run the command again';

/** @throws DamagedFileError if the file is not a journal, or was changed */
export async function readJournal(path: string, text: string): Promise<JournalRecord> {
  // What checks the lines takes long to load, and few commands read files.
  const { jobOfLine, readLines } = await import('./lines.ts');
  const { lines, isSealed } = readLines(path, text);
  const [header, ...rest] = lines;
  if (header === undefined) {
    const reason = 'it has no whole line. Its run ended before it did anything';
    throw new DamagedFileError(path, reason, planAgain);
  }
  if (header.kind !== 'journal') {
    throw new DamagedFileError(path, 'it is not a journal', 'name the journal of the run');
  }
  const drafts = new Map<string, Draft>();
  for (const line of rest) {
    if (line.kind === 'vm') {
      const job = jobOfLine(line);
      const vm = vmKey(job.plan.facts);
      drafts.set(vm, { vm, job, steps: [], outcome: undefined });
    } else {
      take(path, drafts, line);
    }
  }
  if (drafts.size < header.vms) {
    const reason = `it names ${drafts.size} of ${header.vms} VMs. Nothing was begun: its run ended while it wrote them down`;
    throw new DamagedFileError(path, reason, planAgain);
  }
  const { limit, canary } = header;
  const outside = new Set(
    outsideOf(
      [...drafts.values()].map(({ job }) => job),
      limit,
    ),
  );
  const undone = rest.findLast((line) => line.kind === 'rolled-back');
  return {
    path,
    digest: digestOf(text),
    command: header.command,
    startedAt: new Date(header.startedAt),
    ...(header.limits !== undefined && { limits: header.limits }),
    isSealed,
    ...(undone !== undefined && { rolledBackBy: undone.by }),
    course: { ...(limit !== undefined && { limit }), ...(canary !== undefined && { canary }) },
    vms: [...drafts.values()].map((draft) =>
      outside.has(draft.job) && draft.steps.length === 0 ? { ...draft, isOutside: true } : draft,
    ),
  };
}

function take(path: string, drafts: Map<string, Draft>, line: Line): void {
  if (line.kind === 'step' || line.kind === 'outcome') {
    const draft = drafts.get(line.vm);
    if (draft === undefined) {
      const reason = `it has a ${line.kind} of ${line.vm}, which is none of its VMs`;
      throw new DamagedFileError(path, reason, 'restore the file from a copy');
    }
    if (line.kind === 'step') {
      draft.steps.push(line.step);
      draft.outcome = undefined;
    } else {
      draft.outcome = line.outcome;
    }
  }
}
