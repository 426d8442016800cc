import {
  type AllowOutcome,
  type AllowPlan,
  applyHostAllow,
  planHostAllow,
} from '../../../nested/hosts/host-allow.ts';
import { retrieveHostFacts } from '../../../nested/hosts/host-facts.ts';
import { type Listing, pathField, text } from '../../../report/listing.ts';
import { changeHosts, type HostPlan, withHostChange } from '../../changing/change-hosts.ts';
import type { HostsHere } from '../../endpoints/read-hosts.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { printNote } from '../../terminal/notes.ts';
import { type Command, defineCommand } from '../define-command.ts';

/** A host whose vhv.allow is to change, and what became of it. */
export interface AllowRow {
  readonly endpoint: string;
  readonly host: string;
  readonly apiVersion: string | undefined;
  readonly from: string | undefined;
  readonly to: string;
  readonly outcome: AllowPlan['fate'] | AllowOutcome['outcome'] | 'untouched';
  readonly reason?: string;
}

const allowListing: Listing<AllowRow> = {
  schema: 'vhv/host-allow/1',
  fields: {
    host: pathField('HOST', 'inventory path of the host'),
    apiVersion: {
      schema: text,
      describe: 'config.product.apiVersion',
      heading: 'API',
      drop: 1,
    },
    from: {
      schema: text,
      describe: 'value in /etc/vmware/config; left out where it has none, or was not read',
      heading: 'vhv.allow WAS',
    },
    to: { schema: text, describe: 'value it is to have', heading: 'VALUE' },
    outcome: {
      schema: text,
      describe:
        'change (planned), unchanged, not needed, blocked; after the run changed, unverified, failed, unknown or untouched',
      heading: 'OUTCOME',
      cut: 'end',
      cell: ({ outcome, reason }) => (reason === undefined ? outcome : `${outcome}: ${reason}`),
    },
    reason: { schema: text, describe: 'why it did not go as it should' },
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};

const codes: Readonly<Record<AllowRow['outcome'], ExitCode>> = {
  change: exitCodes.done,
  unchanged: exitCodes.done,
  'not needed': exitCodes.done,
  changed: exitCodes.done,
  blocked: exitCodes.blocked,
  failed: exitCodes.someFailed,
  unknown: exitCodes.someFailed,
  unverified: exitCodes.unverified,
  // What kept the run from it says so itself.
  untouched: exitCodes.done,
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

function hostPlan(plan: AllowPlan): HostPlan<AllowRow> {
  const { endpoint } = plan.host;
  const same = { endpoint, rows: [rowOf(plan)] };
  return plan.fate === 'change'
    ? { ...same, change: async (session) => [rowAfter(await applyHostAllow(session, plan))] }
    : same;
}

export const hostAllowCommand = allowOrNot('allow');
export const hostDisallowCommand = allowOrNot('disallow');

/** vhv.allow in the file that ESXi 5.0 reads. */
function allowOrNot(verb: 'allow' | 'disallow'): Command {
  return defineCommand({
    command: `hosts ${verb} [selector..]`,
    describe: `${verb} nested virtualization in /etc/vmware/config, over HTTPS: for ESXi 5.0`,
    listing: allowListing,
    builder: (yargs) =>
      withHostChange(yargs)
        .option('force', {
          group: 'Change:',
          type: 'boolean',
          default: false,
          describe: 'on 5.1 and later too, where nothing reads it',
        })
        .example(`$0 hosts ${verb} esx50-01 --dry-run`, 'what would change')
        .epilogue(
          'Built from documents and published scripts, never seen on a real host: docs/hosts.md.',
        ),
    handler: async (context, args) => {
      const { io } = context;
      let isNeeded = true;
      const plan = async ({ session, inventory, selectors, call }: HostsHere) => {
        const options = { ...call, force: args.force };
        const plans: AllowPlan[] = [];
        for (const facts of await retrieveHostFacts(session, inventory, selectors, call)) {
          plans.push(await planHostAllow(session, facts, verb === 'allow', options));
        }
        isNeeded &&= plans.every(({ fate }) => fate !== 'not needed');
        return plans.map(hostPlan);
      };
      await changeHosts(context, args, {
        listing: allowListing,
        plan,
        question: ({ length }) =>
          `Write /etc/vmware/config of ${length} ${length === 1 ? 'host' : 'hosts'}?`,
        untouched: (row): AllowRow => ({ ...row, outcome: 'untouched' }),
        exitCode: ({ outcome }) => codes[outcome],
      });
      if (!isNeeded) {
        printNote(
          io,
          args,
          'since API 5.1 the switch is per VM: vhv enable is all it takes; --force edits the file all the same',
        );
      }
    },
  });
}
