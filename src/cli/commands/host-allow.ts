import type { Argv, CommandModule } from 'yargs';
import {
  type AllowOutcome,
  type AllowPlan,
  applyHostAllow,
  planHostAllow,
  retrieveHostFacts,
  retrieveInventory,
  type Session,
} from '../../index.ts';
import { type AllowRow, allowListing } from '../../report/rows/host-allow.ts';
import { withSession } from '../connection.ts';
import { confirm, requireAskable } from '../consent.ts';
import { type ExitCode, exitCodes, worst } from '../exit-code.ts';
import {
  type ConnectionArgs,
  type ConsentArgs,
  consentOptions,
  type OutputArgs,
  withSelectors,
} from '../options.ts';
import { type Context, printRows } from '../run.ts';
import { say } from '../say.ts';
import { readSelectors } from '../selection.ts';
import { UsageError } from '../usage-error.ts';

type Args = ConnectionArgs &
  OutputArgs &
  ConsentArgs & { selector?: string[]; all: boolean; force: boolean };

const codes: Readonly<Record<AllowRow['outcome'], ExitCode>> = {
  change: exitCodes.done,
  unchanged: exitCodes.done,
  'not needed': exitCodes.done,
  changed: exitCodes.done,
  blocked: exitCodes.blocked,
  failed: exitCodes.someFailed,
  unknown: exitCodes.someFailed,
  unverified: exitCodes.unverified,
  untouched: exitCodes.interrupted,
};

/** The file itself stays out of it: it can hold more than this. */
function rowOf({ host, from, to, fate, reason }: AllowPlan): AllowRow {
  const { endpoint, path, apiVersion } = host;
  const why = reason === undefined ? {} : { reason };
  return { endpoint, host: path, apiVersion, from, to, outcome: fate, ...why };
}

function rowAfter({ plan, outcome, reason }: AllowOutcome): AllowRow {
  return { ...rowOf(plan), outcome, ...(reason === undefined ? {} : { reason }) };
}

async function carryOut(
  context: Context,
  args: Args,
  session: Session,
  plans: readonly AllowPlan[],
): Promise<void> {
  const { io } = context;
  const todo = plans.filter(({ fate }) => fate === 'change');
  const rows = new Map(plans.map((plan) => [plan, rowOf(plan)]));
  const finish = async (): Promise<void> => {
    const all = [...rows.values()];
    await printRows(io, args, allowListing, all);
    context.exitCode = worst(all.map(({ outcome }) => codes[outcome]));
  };
  if (plans.some(({ fate }) => fate === 'not needed')) {
    say(
      io,
      args,
      'since API 5.1 the switch is per VM: vhv enable is all it takes; --force edits the file all the same',
    );
  }
  if (todo.length === 0 || args['dry-run']) {
    await finish();
    return;
  }
  const question = `Write /etc/vmware/config of ${todo.length} ${todo.length === 1 ? 'host' : 'hosts'}?`;
  if (!(await confirm(context, args, question))) {
    say(io, args, 'nothing was changed');
    context.exitCode = exitCodes.interrupted;
    return;
  }
  try {
    for (const plan of todo) {
      rows.set(plan, { ...rowOf(plan), outcome: 'untouched' });
    }
    for (const plan of todo) {
      if (io.stop.aborted) {
        break;
      }
      rows.set(plan, rowAfter(await applyHostAllow(session, plan)));
    }
  } finally {
    // What was done is told even where the rest was not to be had.
    await finish();
  }
}

/** `hosts allow` and `hosts disallow`: vhv.allow in the file that ESXi 5.0 reads. */
export function hostAllowCommand(
  context: Context,
  verb: 'allow' | 'disallow',
): CommandModule<object, Args> {
  const { io } = context;
  return {
    command: `${verb} [selector..]`,
    describe: `${verb} nested virtualization in /etc/vmware/config, over HTTPS: for ESXi 5.0`,
    builder: (yargs) =>
      withSelectors(yargs)
        .options(consentOptions)
        .option('all', {
          type: 'boolean',
          default: false,
          group: 'Selection:',
          describe: 'every host',
        })
        .option('force', {
          group: 'Change:',
          type: 'boolean',
          default: false,
          describe: 'on 5.1 and later too, where nothing reads it',
        })
        .example(`$0 hosts ${verb} esx50-01 --dry-run`, 'what would change')
        .epilogue(
          'Built from documents and published scripts, never seen on a real host: docs/hosts.md.',
        ) as unknown as Argv<Args>,
    handler: async (args) => {
      const selectors = await readSelectors(context, args.selector);
      if (args.all && selectors.length > 0) {
        throw new UsageError('--all and the names of hosts contradict each other: give one');
      }
      if (selectors.length === 0 && !args.all) {
        throw new UsageError('which hosts? Name them or say --all');
      }
      requireAskable(context, args);
      await withSession(args, io, async (session) => {
        const call = { signal: io.stop };
        const inventory = await retrieveInventory(session, call);
        const plans: AllowPlan[] = [];
        for (const facts of await retrieveHostFacts(session, inventory, selectors, call)) {
          const options = { ...call, force: args.force };
          plans.push(await planHostAllow(session, facts, verb === 'allow', options));
        }
        await carryOut(context, args, session, plans);
      });
    },
  };
}
