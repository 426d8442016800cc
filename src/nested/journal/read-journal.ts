import { type Job, vmKey } from '../apply/job.ts';
import type { Outcome } from '../apply/outcome.ts';
import type { StepName } from '../apply/steps.ts';
import type { Line } from './lines.ts';
import { DamagedFileError, readSealedLines } from './sealed-lines.ts';

/** What a journal tells of one VM. */
export interface VmRecord {
  /** `https://vc.example.com#vm-42`. */
  readonly vm: string;
  readonly job: Job;
  /** The steps that were begun, in their order; whether the last one was done is not known. */
  readonly steps: readonly StepName[];
  /** How it ended, if it did. */
  readonly outcome: Outcome | undefined;
}

export interface JournalRecord {
  readonly command: string;
  readonly startedAt: Date;
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

/** @throws DamagedFileError for a file that is no journal */
export async function readJournal(path: string, text: string): Promise<JournalRecord> {
  // What checks the lines takes long to load, and few commands read files.
  const { jobOfLine, readLine } = await import('./lines.ts');
  const { lines, isSealed } = readSealedLines(path, text);
  const [header, ...rest] = lines.map((line, index) => readLine(path, line, index + 1));
  if (header?.kind !== 'journal') {
    throw new DamagedFileError(path, 'is no journal');
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
    throw new DamagedFileError(
      path,
      `is not whole: it names ${drafts.size} of ${header.vms} VMs. Nothing was begun then; plan again`,
    );
  }
  const undone = rest.findLast((line) => line.kind === 'rolled-back');
  return {
    command: header.command,
    startedAt: new Date(header.startedAt),
    isSealed,
    ...(undone !== undefined && { rolledBackBy: undone.by }),
    vms: [...drafts.values()],
  };
}

function take(path: string, drafts: Map<string, Draft>, line: Line): void {
  if (line.kind === 'step' || line.kind === 'outcome') {
    const draft = drafts.get(line.vm);
    if (draft === undefined) {
      throw new DamagedFileError(path, `tells of ${line.vm}, which it does not know`);
    }
    if (line.kind === 'step') {
      draft.steps.push(line.step);
      draft.outcome = undefined;
    } else {
      draft.outcome = line.outcome;
    }
  }
}
