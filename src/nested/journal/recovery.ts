import { readFile } from 'node:fs/promises';
import type { Session } from '../../vsphere/index.ts';
import type { Applied } from '../apply/apply.ts';
import type { Job } from '../apply/job.ts';
import { waitUntilIdle } from '../apply/lost-answer.ts';
import type { ApplyOptions } from '../apply/options.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import type { PlanOptions } from '../plan/plan.ts';
import { forEachLimited } from '../pool.ts';
import { JournalFile } from './journal-file.ts';
import { type JournalRecord, readJournal, type VmRecord } from './read-journal.ts';
import { planResume, planRollback } from './recover.ts';
import { retrieveRecords } from './retrieve-records.ts';
import { runJournalled } from './run-journalled.ts';

/** Something that was done to a VM, or may have been, and that nothing undoes. */
export interface Lasting {
  readonly job: Job;
  readonly step: 'upgrade' | 'discard';
}

/** What is to be done about the VMs of a journal: each is in one of the lists, but for those that a rollback has no business with. */
export interface RecoveryPlan {
  readonly jobs: readonly Job[];
  /** They are as they should be already. */
  readonly done: readonly Job[];
  /** They are not what the journal's last entry explains, and are left alone. */
  readonly movedOn: readonly { readonly job: Job; readonly reason: string }[];
  /** `plan.findings` of each says why. */
  readonly blocked: readonly Job[];
  /** For a rollback, what stays as it is all the same. */
  readonly lasting: readonly Lasting[];
}

export type Recovered = Applied & Omit<RecoveryPlan, 'jobs'>;

export type RecoverOptions = Omit<ApplyOptions, 'journal'> & {
  /** For a rollback: whether VMs may be power-cycled, as for any change. A resume does what was agreed upon. */
  readonly plan?: PlanOptions;
};

/** VMs that are waited for at once. */
const waitedFor = 16;

/**
 * Reads what the VMs of a journal are now and says what is to be done. What the dead run has begun may still be under way: those VMs
 * are waited for first.
 *
 * @param sessions one for each endpoint that the journal tells of
 */
export async function planRecovery(
  sessions: readonly Session[],
  { vms }: JournalRecord,
  kind: 'resume' | 'rollback',
  options: PlanOptions = {},
): Promise<RecoveryPlan> {
  const isUnsettled = ({ steps, outcome }: VmRecord): boolean =>
    steps.length > 0 && (outcome === undefined || outcome === 'unknown');
  await forEachLimited(vms.filter(isUnsettled), waitedFor, async ({ job: { plan } }) => {
    const session = sessions.find(({ endpoint }) => endpoint === plan.facts.endpoint);
    if (session !== undefined) {
      await waitUntilIdle(session, plan.facts.moRef);
    }
  });
  const now = await retrieveRecords(sessions, vms);
  const found = vms.flatMap((record) => {
    const facts = now.get(record.vm);
    const recovery =
      kind === 'resume' ? planResume(record, facts) : planRollback(record, facts, options);
    return recovery ?? [];
  });
  return {
    jobs: found.filter((one) => one.kind === 'job').map(({ job }) => job),
    done: found.filter((one) => one.kind === 'done').map(({ job }) => job),
    movedOn: found.filter((one) => one.kind === 'moved-on'),
    blocked: found.filter((one) => one.kind === 'blocked').map(({ job }) => job),
    lasting:
      kind === 'resume' ? [] : vms.flatMap((record) => lastingOf(record, now.get(record.vm))),
  };
}

function lastingOf({ job, steps }: VmRecord, now: VmFacts | undefined): Lasting[] {
  const before = job.plan.facts;
  const isUpgraded = steps.includes('upgrade') && now?.hardwareVersion !== before.hardwareVersion;
  const isDiscarded = steps.includes('discard') && now?.powerState !== before.powerState;
  return [
    ...(isUpgraded ? [{ job, step: 'upgrade' as const }] : []),
    ...(isDiscarded ? [{ job, step: 'discard' as const }] : []),
  ];
}

/**
 * Carries out what was planned for a journal, and goes on writing that journal; it is sealed when nothing is left open.
 *
 * @throws DamagedFileError
 */
export async function carryOutRecovery(
  sessions: readonly Session[],
  path: string,
  plan: RecoveryPlan,
  options: Omit<ApplyOptions, 'journal'> = {},
): Promise<Recovered> {
  await using journal = await JournalFile.reopen(path);
  const applied = await runJournalled(sessions, plan.jobs, journal, options);
  return { ...plan, ...applied };
}

/** Seals a journal of which nothing is left to do. @throws DamagedFileError */
export async function sealJournal(path: string): Promise<void> {
  await using journal = await JournalFile.reopen(path);
  await journal.seal();
}

/**
 * Finishes what a run left behind that was killed, or that a server was lost to.
 *
 * @throws DamagedFileError
 */
export async function resume(
  sessions: readonly Session[],
  path: string,
  options: RecoverOptions = {},
): Promise<Recovered> {
  return recover(sessions, path, 'resume', options);
}

/**
 * Undoes a run: exact previous values, removed keys and power states.
 *
 * @throws DamagedFileError
 */
export async function rollback(
  sessions: readonly Session[],
  path: string,
  options: RecoverOptions = {},
): Promise<Recovered> {
  return recover(sessions, path, 'rollback', options);
}

async function recover(
  sessions: readonly Session[],
  path: string,
  kind: 'resume' | 'rollback',
  { plan: planOptions, ...options }: RecoverOptions,
): Promise<Recovered> {
  const record = await readJournal(path, await readFile(path, 'utf8'));
  const plan = await planRecovery(sessions, record, kind, planOptions);
  return carryOutRecovery(sessions, path, plan, options);
}
