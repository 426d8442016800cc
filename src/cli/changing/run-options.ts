import type { InferredOptionTypes, Options } from 'yargs';
import type { RunOptions } from '../../nested/run/run.ts';
import { withoutUndefined } from '../../nested/without-undefined.ts';
import { type ConsentArgs, consentOptions } from '../arguments/options.ts';
import { wholeNumber } from '../arguments/whole-number.ts';
import type { Context } from '../context.ts';
import { requireNewFile } from '../files/system-error.ts';
import { requireAskable } from '../terminal/consent.ts';
import { UsageError } from '../usage-error.ts';

const group = 'The run:';

/** How a run goes about its VMs. */
export const runOptions = {
  'max-failures': {
    type: 'string',
    describe: 'begin no further VM after so many failures [1 where VMs are power-cycled, else 10]',
    group,
  },
  canary: {
    type: 'string',
    describe: 'so many VMs first, and the others only if all of them did well',
    group,
  },
  limit: { type: 'string', describe: 'no more VMs than these in this run', group },
  'not-after': { type: 'string', describe: 'HH:MM, begin no VM past it', group },
  'shutdown-timeout': {
    type: 'string',
    describe:
      'Seconds a guest may take to shut down [300, Windows 1800]; 0 with hard: power off at once',
    group,
  },
  'guest-timeout': {
    type: 'string',
    describe: 'Seconds to wait for VMware Tools after a power cycle, if they ran before [600]',
    group,
  },
  'busy-timeout': {
    type: 'string',
    describe:
      'Seconds to wait for other tasks on a VM before its power cycle, then skip the VM [120]',
    group,
  },
  patience: {
    type: 'string',
    describe:
      'Seconds to wait for a server that does not answer while VMs are down because of the run; otherwise at most 60 of them [600]',
    group,
  },
  linger: {
    type: 'string',
    describe: 'seconds to watch guests that took longer, once all else is done [600]',
    group,
  },
  concurrency: { type: 'string', describe: 'VMs in flight on one vCenter [32]', group },
  'power-cycles': { type: 'string', describe: 'VMs off at once on one vCenter [4]', group },
  journal: {
    type: 'string',
    describe: 'the journal to write, for resume and rollback [a new one in the state folder]',
    group,
  },
  dashboard: {
    type: 'boolean',
    default: false,
    describe: 'serve a page on loopback to watch the run on; its address is told on stderr',
    group,
  },
} as const satisfies Record<string, Options>;

export type RunArgs = InferredOptionTypes<typeof runOptions>;

/** What every command that changes VMs takes beside its selection. */
export const changeOptions = {
  ...consentOptions,
  ...runOptions,
  'all-or-nothing': {
    type: 'boolean',
    default: false,
    describe: 'change nothing where any of the VMs is blocked',
    group,
  },
  'detailed-exitcode': {
    type: 'boolean',
    default: false,
    describe: 'with --dry-run: exit 3 where something would change',
    group: 'Consent:',
  },
} as const satisfies Record<string, Options>;

const most = 1_000_000;

type NumberFlag = Exclude<keyof RunArgs, 'dashboard'>;

function count(args: RunArgs, flag: NumberFlag, least: number): number | undefined {
  const text = args[flag];
  if (text === undefined) {
    return undefined;
  }
  const value = wholeNumber(`--${flag}`, text, most);
  if (value < least) {
    throw new UsageError(`--${flag} must be ${least} at least, not ${text}`);
  }
  return value;
}

function seconds(args: RunArgs, flag: NumberFlag): number | undefined {
  const value = count(args, flag, 0);
  return value === undefined ? undefined : value * 1000;
}

/** The next time that a clock on the wall shows `HH:MM`. */
function readNotAfter(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) {
    return undefined;
  }
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) {
    throw new UsageError(`--not-after ${text}: write HH:MM, as in 05:30`);
  }
  const at = new Date(now);
  at.setHours(Number(hours), Number(minutes), 0, 0);
  if (at <= now) {
    at.setDate(at.getDate() + 1);
  }
  return at;
}

/**
 * Makes sure that a run may begin: that somebody can agree to it, and that its journal can be written. Nothing was sent.
 *
 * @throws UsageError
 */
export async function prepareRun(context: Context, args: RunArgs & ConsentArgs): Promise<RunFlags> {
  const options = readRunOptions(args);
  requireAskable(context, args);
  if (args.journal !== undefined && !args['dry-run']) {
    await requireNewFile(args.journal, '--journal');
  }
  return options;
}

/** What of a run has a flag. */
export type RunFlags = Pick<
  RunOptions,
  | 'maxFailures'
  | 'canary'
  | 'limit'
  | 'notAfter'
  | 'shutdownTimeoutMs'
  | 'guestTimeoutMs'
  | 'busyTimeoutMs'
  | 'patienceMs'
  | 'lingerMs'
  | 'concurrency'
  | 'powerCycles'
>;

/** What the flags say of a run. */
function readRunOptions(args: RunArgs & ConsentArgs): RunFlags {
  if (args.dashboard && args['dry-run']) {
    throw new UsageError(
      '--dashboard shows a run, and with --dry-run there is none: leave one out',
    );
  }
  return withoutUndefined<RunFlags>({
    maxFailures: count(args, 'max-failures', 1),
    canary: count(args, 'canary', 0),
    limit: count(args, 'limit', 1),
    notAfter: readNotAfter(args['not-after'], new Date()),
    shutdownTimeoutMs: seconds(args, 'shutdown-timeout'),
    guestTimeoutMs: seconds(args, 'guest-timeout'),
    busyTimeoutMs: seconds(args, 'busy-timeout'),
    patienceMs: seconds(args, 'patience'),
    lingerMs: seconds(args, 'linger'),
    concurrency: count(args, 'concurrency', 1),
    powerCycles: count(args, 'power-cycles', 1),
  });
}
