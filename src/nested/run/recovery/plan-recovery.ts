import { InvalidValueError } from '../../../errors.ts';
import type { Session } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { forEachLimited } from '../../for-each-limited.ts';
import { powersOff } from '../../plan/actions.ts';
import type { VmPlan } from '../../plan/vm-plan.ts';
import { waitUntilIdle } from '../drive/idle.ts';
import { cyclesPower, inTurn, isDownAlready, type Job, vmKey } from '../job.ts';
import type { JournalRecord, VmRecord } from '../journal/read-journal.ts';
import { meaningOf } from '../outcome.ts';
import { planResumes } from './plan-resumes.ts';
import { planRollbacks, type RollbackPlanOptions } from './plan-rollbacks.ts';
import { isFoundMade, isLeftDown, type Seen } from './plan-vm-recovery.ts';
import { retrieveRecords } from './retrieve-records.ts';

/** Something that was done to a VM, or may have been, and that this rollback does not undo. */
export interface Lasting {
  readonly job: Job;
  /** `found-made`: somebody else had made the change before the run did; the VM is only put back into the state that it had. */
  readonly step: 'upgrade' | 'discard' | 'found-made';
}

/** What is to be done about the VMs of a journal: each is in one of the lists. */
export interface RecoveryPlan {
  readonly kind: 'resume' | 'rollback';
  /** The journal that it was made upon. */
  readonly record: JournalRecord;
  readonly jobs: readonly Job[];
  /** They are as they should be already. */
  readonly done: readonly Job[];
  /** They are not what the journal's last entry explains, and are left alone. */
  readonly movedOn: readonly { readonly job: Job; readonly reason: string }[];
  /** `plan.findings` of each says why. */
  readonly blocked: readonly Job[];
  /** Something is left to do about them, and none of the sessions is at their server: nothing is known but what the journal tells. */
  readonly unreached: readonly VmRecord[];
  /** Of those that are left alone or blocked: the run has brought them down, and they are down still. As they are now. */
  readonly leftDown: readonly VmFacts[];
  /** The run has brought them down, and they are not to be found, under another moid either. As they were last read. */
  readonly lostDown: readonly VmFacts[];
  /** For a rollback: the run has begun nothing on them. As they are now, or as the journal has them where they are gone. */
  readonly untouched: readonly VmFacts[];
  /** Plans of the VMs in `leftDown`, and those of servers that were not reached that may be down: a run has to keep their neighbours up. */
  readonly staysDown: readonly VmPlan[];
  /** VMs that have another moid since: their keys in the journal, by their keys now. */
  readonly renamed: ReadonlyMap<string, string>;
  /** For a resume: the run's limit leaves them out. As they were planned. */
  readonly outside: readonly VmFacts[];
  /** For a resume: so many of the jobs go first, since the run has had fewer VMs that did well than its canaries. */
  readonly canary: number;
  /** For a rollback, what stays as it is all the same. */
  readonly lasting: readonly Lasting[];
}

/** VMs that are waited for at once. */
const waitedFor = 16;

/**
 * Reads what the VMs of a journal are now and says what is to be done. What the dead run has begun may still be under way: those VMs
 * are waited for first.
 *
 * @param sessions one for each endpoint that the journal tells of; VMs at others are left alone
 * @throws InvalidValueError where a run is to be resumed that was rolled back; AbortedError where `options.signal` fires
 */
export async function planRecovery(
  sessions: readonly Session[],
  record: JournalRecord,
  kind: 'resume' | 'rollback',
  options: RollbackPlanOptions = {},
): Promise<RecoveryPlan> {
  const { rolledBackBy } = record;
  const isOutside = (one: VmRecord): boolean => kind === 'resume' && one.isOutside === true;
  const all = record.vms.filter((one) => !isOutside(one));
  if (kind === 'resume' && rolledBackBy !== undefined) {
    throw new InvalidValueError(
      'journal',
      `of a run that was rolled back: go on with the rollback's own, ${rolledBackBy}; a rollback of that does the run's changes again`,
    );
  }
  const reached = new Set(sessions.map(({ endpoint }) => endpoint));
  const isReached = ({ job }: VmRecord): boolean => reached.has(job.plan.facts.endpoint);
  const vms = all.filter(isReached);
  const call = { signal: options.signal };
  const isUnsettled = ({ steps, outcome }: VmRecord): boolean =>
    steps.length > 0 && (outcome === undefined || outcome === 'unknown' || outcome === 'open');
  await forEachLimited(vms.filter(isUnsettled), waitedFor, async ({ job: { plan } }) => {
    const session = sessions.find(({ endpoint }) => endpoint === plan.facts.endpoint);
    if (session !== undefined) {
      await waitUntilIdle(session, plan.facts.moRef, call);
    }
  });
  const { now, missing } = await retrieveRecords(sessions, vms, {
    details: kind === 'rollback' || vms.some(goesDown),
    ...call,
  });
  const seen = ({ vm }: VmRecord): Seen =>
    now.get(vm) ?? missing.get(vm) ?? 'it is no longer there';
  const found =
    kind === 'resume'
      ? await planResumes(sessions, vms, seen, options)
      : await planRollbacks(sessions, vms, seen, options);
  const left = found.filter(({ kind: what }) => what === 'moved-on' || what === 'blocked');
  const alone = new Set(left.map(({ vm }) => vm));
  const down = vms.filter(
    (record) =>
      alone.has(record.vm) && isLeftDown(record) && now.get(record.vm)?.powerState !== 'poweredOn',
  );
  const unreached = all.filter((record) => !isReached(record) && hasWorkLeft(record, kind));
  return {
    kind,
    record,
    jobs: inTurn(found.filter((one) => one.kind === 'job').map(({ job }) => job)),
    done: found.filter((one) => one.kind === 'done').map(({ job }) => job),
    movedOn: found.filter((one) => one.kind === 'moved-on'),
    blocked: found.filter((one) => one.kind === 'blocked').map(({ job }) => job),
    unreached,
    leftDown: down.flatMap(({ vm }) => now.get(vm) ?? []),
    lostDown: down.filter(({ vm }) => !now.has(vm)).map(({ job }) => job.plan.facts),
    renamed: new Map([...now].map(([vm, facts]) => [vmKey(facts), vm] as const).filter(isRenamed)),
    staysDown: [...down, ...unreached.filter(mayBeDown)].map(({ job }) => job.plan),
    outside: record.vms.filter(isOutside).map(({ job }) => job.plan.facts),
    canary: kind === 'resume' ? canariesLeft(record) : 0,
    untouched:
      kind === 'resume'
        ? []
        : all
            .filter(({ steps }) => steps.length === 0)
            .map(({ vm, job }) => now.get(vm) ?? job.plan.facts),
    lasting:
      kind === 'resume'
        ? []
        : vms.flatMap((record) => lastingOf(record, now.get(record.vm), alone)),
  };
}

/** Whether the VM goes down, or has been brought down, so that its devices and whatever blocks that are to be known. */
function goesDown({ job }: VmRecord): boolean {
  return powersOff(job.plan.steps) || isDownAlready(job);
}

/** Any VM that did well counts: beyond the canaries none was begun before all of them had. */
function canariesLeft({ vms, course: { canary = 0 } }: JournalRecord): number {
  const well = vms.filter(({ outcome }) => outcome !== undefined && meaningOf(outcome).isSuccess);
  return Math.max(0, canary - well.length);
}

const isRenamed = ([now, before]: readonly [string, string]): boolean => now !== before;

/** Whether a journal leaves something to do about a VM, as far as it tells by itself. */
export function hasWorkLeft(
  { steps, outcome, isOutside }: VmRecord,
  kind: 'resume' | 'rollback',
): boolean {
  return kind === 'rollback'
    ? steps.length > 0
    : isOutside !== true && (outcome === undefined || !meaningOf(outcome).isFinished);
}

/** Whether a VM may be down, as far as the journal tells by itself. */
function mayBeDown({ job, steps, outcome }: VmRecord): boolean {
  const isBack = outcome !== undefined && meaningOf(outcome).isFinished;
  return cyclesPower(job) && !isBack && (steps.length > 0 || isDownAlready(job));
}

function lastingOf(
  record: VmRecord,
  now: VmFacts | undefined,
  alone: ReadonlySet<string>,
): Lasting[] {
  const { vm, job, steps } = record;
  const before = job.plan.facts;
  const isUpgraded = steps.includes('upgrade') && now?.hardwareVersion !== before.hardwareVersion;
  const isDiscarded = steps.includes('discard') && now?.powerState !== before.powerState;
  return [
    ...(isUpgraded ? [{ job, step: 'upgrade' as const }] : []),
    ...(isDiscarded ? [{ job, step: 'discard' as const }] : []),
    ...(isFoundMade(record) && !alone.has(vm) ? [{ job, step: 'found-made' as const }] : []),
  ];
}
