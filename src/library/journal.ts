import { z } from 'zod';
import { InvalidValueError } from '../errors.ts';
import { readSelf } from '../nested/facts/read-self.ts';
import type { VmPlan } from '../nested/plan/vm-plan.ts';
import { type Fields, plan as planSchema } from '../nested/run/journal/job-schema.ts';
import {
  formatPlanFile as format,
  type PlanFile,
  readPlanFile as parsePlanFile,
} from '../nested/run/journal/plan-file.ts';
import {
  type JournalRecord,
  readJournal as parseJournal,
} from '../nested/run/journal/read-journal.ts';
import { FileUnreadableError, readFileText } from '../nested/run/journal/unreadable-file.ts';
import {
  planRecovery as planFrom,
  type RecoveryPlan,
} from '../nested/run/recovery/plan-recovery.ts';
import { refreshPlans as refresh } from '../nested/run/recovery/stale-plan.ts';
import { findOpenJournals as findOpen, type OpenJournals } from '../nested/run/state-folder.ts';
import type { Session } from '../vsphere/index.ts';
import {
  callFields,
  checkedOptions,
  requireValid,
  type SignalOptions,
  sessionsOf,
  text,
} from './check.ts';
import { conditionFields, type PlanOptions } from './plan.ts';

/** What a recovery may do to VMs: a resume does what was agreed upon, so only a rollback uses all but `signal`. */
export type RecoveryOptions = Omit<PlanOptions, 'profile'>;

const recoveryFields = {
  ...conditionFields,
  ...callFields,
} satisfies Fields<RecoveryOptions>;

/**
 * Finds the journals of runs that are under way or unfinished, the oldest first.
 *
 * @param state the state folder of the runs. If there is none, there are no journals
 * @throws FileUnreadableError (FILE_UNREADABLE) if the folder cannot be read; InvalidValueError
 */
export async function findOpenJournals(state: string): Promise<OpenJournals> {
  requireValid(text, state, 'state');
  try {
    return await findOpen(state);
  } catch (error) {
    throw FileUnreadableError.of(state, 'folder', error);
  }
}

/**
 * Reads the journal of a run: its VMs, the steps that were begun on each, and what became of it.
 *
 * @throws FileUnreadableError (FILE_UNREADABLE); DamagedFileError (DAMAGED_FILE) if it is no journal, or was changed; InvalidValueError
 */
export async function readJournal(path: string): Promise<JournalRecord> {
  requireValid(text, path, 'path');
  return parseJournal(path, await readFileText(path));
}

/**
 * Reads a file of plans, which `formatPlanFile` or `vhv plan --out` has made.
 *
 * @throws as `readJournal`
 */
export async function readPlanFile(path: string): Promise<PlanFile> {
  requireValid(text, path, 'path');
  return parsePlanFile(path, (await readFileText(path)).replaceAll('\r\n', '\n'));
}

/** The text of a file of plans, which `vhv apply` carries out. @throws InvalidValueError */
export function formatPlanFile(file: PlanFile): string {
  const shape = z.looseObject({ createdAt: z.date(), plans: z.array(planSchema) });
  requireValid(shape, file, 'file');
  return format(file);
}

/**
 * Says what `resume` or `rollback` would do to the VMs of a journal, which take it in place of the journal's path. Nothing is changed.
 *
 * @throws as `readJournal`; InvalidValueError if a run is to be resumed that was rolled back
 */
export async function planRecovery(
  sessions: Session | readonly Session[],
  journal: string,
  kind: 'resume' | 'rollback',
  options: RecoveryOptions = {},
): Promise<RecoveryPlan> {
  const all = sessionsOf(sessions);
  if (kind !== 'resume' && kind !== 'rollback') {
    throw new InvalidValueError('kind', 'must be resume or rollback');
  }
  const how = checkedOptions<RecoveryOptions>(recoveryFields, options);
  return planFrom(all, await readJournal(journal), kind, { ...how, selfOf: readSelf });
}

/**
 * Makes sure that saved plans still hold: reads their VMs again, and what is around those that go down.
 *
 * @returns the plans with new facts; blocked if something stands in the way by now
 * @throws StalePlanError (PLAN_STALE) if a VM is no longer as it was when it was planned; InvalidValueError
 */
export async function refreshPlans(
  sessions: Session | readonly Session[],
  plans: readonly VmPlan[],
  options: SignalOptions = {},
): Promise<readonly VmPlan[]> {
  const all = sessionsOf(sessions);
  requireValid(z.array(planSchema), plans, 'plans');
  const how = checkedOptions<SignalOptions>(callFields, options);
  return refresh(all, plans, { ...how, selfOf: readSelf });
}
