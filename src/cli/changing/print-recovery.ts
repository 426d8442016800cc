import type { VmFacts } from '../../nested/facts/vm-facts.ts';
import type { VmPlan } from '../../nested/plan/vm-plan.ts';
import { describeIds } from '../../nested/run/drive/locate-vm.ts';
import { vmKey } from '../../nested/run/job.ts';
import type { VmRecord } from '../../nested/run/journal/read-journal.ts';
import type { Outcome } from '../../nested/run/outcome.ts';
import {
  hasWorkLeft,
  type Lasting,
  type RecoveryPlan,
} from '../../nested/run/recovery/plan-recovery.ts';
import type { OutputArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { exitCodes, worst } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printNote, printWarning } from '../terminal/notes.ts';

/** The finding's own remedy, to shut them down and try again, would make them VMs that somebody else has changed. */
export function printCycleRequired(io: Io, path: string, blocked: readonly VmPlan[]): void {
  const running = blocked.filter(({ findings }) =>
    findings.some(({ code }) => code === 'POWER_CYCLE_REQUIRED'),
  );
  if (running.length > 0) {
    printWarning(
      io,
      `POWER_CYCLE_REQUIRED: ${running.length} of these VMs run, and have to be shut down and started again to undo their change: vhv rollback ${path} --power-cycle soft`,
    );
  }
}

const whatLasts: Readonly<Record<Lasting['step'], string>> = {
  upgrade: 'its hardware stays upgraded',
  discard: 'what it held suspended is gone',
  'found-made':
    'somebody else has made the change: its values stay; the VM is only put back into the state that it had',
};

/** VMs that are left alone, and what stays all the same. */
export function printExceptions(
  context: Context,
  args: OutputArgs,
  { movedOn, renamed, unreached, untouched, lasting }: RecoveryPlan,
): void {
  const { io } = context;
  for (const [now, before] of renamed) {
    printNote(io, args, `${before} was registered again and is ${now} now`);
  }
  for (const { job, reason } of movedOn) {
    printWarning(io, `MOVED_ON: ${job.plan.facts.path} is left alone: ${reason}`);
    context.exitCode = worst([context.exitCode, exitCodes.blocked]);
  }
  for (const record of unreached) {
    printWarning(io, unreachedLine(record));
    context.exitCode = worst([context.exitCode, exitCodes.someFailed]);
  }
  for (const { path } of untouched) {
    printNote(io, args, `${path}: that run has begun nothing on it, and it stays as it is`);
  }
  for (const { job, step } of lasting) {
    printNote(io, args, `${job.plan.facts.path}: ${whatLasts[step]}`);
    if (step === 'found-made') {
      context.exitCode = worst([context.exitCode, exitCodes.blocked]);
    }
  }
}

/** The last lines of a recovery: VMs that our run has brought down, and that this one may not start again. */
export function printLeftDown(
  context: Context,
  { leftDown, lostDown, unreached }: RecoveryPlan,
): void {
  for (const line of linesOfDown(unreached)) {
    printWarning(context.io, line);
  }
  for (const { path, endpoint, moRef } of leftDown) {
    printWarning(
      context.io,
      `${path} (${endpoint}#${moRef.value}) IS OFF, and ran before: it is left alone, so start it yourself`,
    );
    context.exitCode = worst([context.exitCode, exitCodes.someFailed]);
  }
  for (const facts of lostDown) {
    printWarning(context.io, lostLine(facts));
    context.exitCode = worst([context.exitCode, exitCodes.someFailed]);
  }
}

/** Nothing on the servers is certainly this VM, so only its ids and its file lead to it. */
function lostLine(facts: VmFacts): string {
  return `${facts.path} (${vmKey(facts)} until now) IS OFF, and ran before: it was not found again (${describeIds(facts)}). Fix: find it by these, and start it`;
}

/** Of VMs that could not be looked at: those that by the journal are off because of the run, or may be. */
export function linesOfDown(records: readonly VmRecord[]): readonly string[] {
  return records.filter(mayBeDown).map(unreachedLine);
}

const goDown: readonly string[] = ['shutdown', 'power-off', 'discard'];

/** Whether the VM ran, or is to run, and the run has brought it down or asked it to go, and has not told that it is back. */
function mayBeDown(record: VmRecord): boolean {
  const { job, steps } = record;
  const wasDown = job.mayGoOff === true || job.plan.facts.powerState !== 'poweredOn';
  const isOurs = wasDown || steps.some((step) => goDown.includes(step));
  return job.powerAfter === 'poweredOn' && isOurs && hasWorkLeft(record, 'resume');
}

/** A VM of a journal whose server is not there: what the journal tells of it, and nobody knows more. */
function unreachedLine(record: VmRecord): string {
  const { path, endpoint } = record.job.plan.facts;
  return `not looked at: ${path} (${endpoint}), which by the journal ${endOf(record)}`;
}

const endWords = {
  changed: 'ended as changed',
  unverified: 'ended as unverified',
  failed: 'ended as failed',
  'left-off': 'IS OFF, and ran before',
  open: 'MAY GO OFF',
  unknown: undefined,
  untouched: 'was not begun',
} as const satisfies Readonly<Record<Outcome, string | undefined>>;

function endOf(record: VmRecord): string {
  const words = record.outcome && endWords[record.outcome];
  return words ?? (mayBeDown(record) ? 'may be OFF, and ran before' : 'was not finished');
}
