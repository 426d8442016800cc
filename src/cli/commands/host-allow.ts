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
import type { Column } from '../../report/table.ts';
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
import { readSelectors } from '../selection.ts';
import { UsageError } from '../usage-error.ts';

type Args = ConnectionArgs &
  OutputArgs &
  ConsentArgs & { selector?: string[]; all: boolean; force: boolean };

interface Row {
  readonly endpoint: string;
  readonly host: string;
  readonly apiVersion: string | undefined;
  readonly from: string | undefined;
  readonly to: string;
  readonly outcome: AllowPlan['fate'] | AllowOutcome['outcome'] | 'untouched';
  readonly reason?: string;
}

const columns: readonly Column<Row>[] = [
  { heading: 'HOST', cell: (row) => row.host },
  { heading: 'API', cell: (row) => row.apiVersion ?? '-' },
  { heading: 'vhv.allow WAS', cell: (row) => row.from ?? '-' },
  { heading: 'VALUE', cell: (row) => row.to },
  {
    heading: 'OUTCOME',
    cell: ({ outcome, reason }) => (reason === undefined ? outcome : `${outcome}: ${reason}`),
  },
];

const codes: Readonly<Record<Row['outcome'], ExitCode>> = {
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
function rowOf({ host, from, to, fate, reason }: AllowPlan): Row {
  const { endpoint, path, apiVersion } = host;
  const why = reason === undefined ? {} : { reason };
  return { endpoint, host: path, apiVersion, from, to, outcome: fate, ...why };
}

function rowAfter({ plan, outcome, reason }: AllowOutcome): Row {
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
  const finish = (): void => {
    const all = [...rows.values()];
    printRows(io, args, columns, all);
    context.exitCode = worst(all.map(({ outcome }) => codes[outcome]));
  };
  if (plans.some(({ fate }) => fate === 'not needed')) {
    io.err(
      'vhv: since API 5.1 the switch is per VM: vhv enable is all it takes; --force edits the file all the same\n',
    );
  }
  if (todo.length === 0 || args['dry-run']) {
    finish();
    return;
  }
  const question = `Write /etc/vmware/config of ${todo.length} ${todo.length === 1 ? 'host' : 'hosts'}?`;
  if (!(await confirm(context, args, question))) {
    io.err('vhv: nothing was changed\n');
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
    finish();
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
        .option('all', { type: 'boolean', default: false, describe: 'every host' })
        .option('force', {
          type: 'boolean',
          default: false,
          describe: 'on 5.1 and later too, where nothing reads it',
        })
        .example(`$0 hosts ${verb} esx50-01 --dry-run`, 'what would change')
        .epilogue(
          'Built from documents and published scripts, never seen on a real host: docs/hosts.md.',
        ) as unknown as Argv<Args>,
    handler: async (args) => {
      requireAskable(context, args);
      const selectors = await readSelectors(context, args.selector);
      if (args.all && selectors.length > 0) {
        throw new UsageError('--all and the names of hosts contradict each other: give one');
      }
      if (selectors.length === 0 && !args.all) {
        throw new UsageError('which hosts? Name them or say --all');
      }
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
