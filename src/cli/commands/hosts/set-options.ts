import {
  applyHostOptions,
  type HostOptions,
  planHostOptions,
} from '../../../nested/hosts/host-options.ts';
import { flag, type Listing, pathField, text } from '../../../report/listing.ts';
import { readPairs } from '../../arguments/pairs.ts';
import { changeHosts, type HostPlan, withHostChange } from '../../changing/change-hosts.ts';
import type { HostsHere } from '../../endpoints/read-hosts.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { printNote } from '../../terminal/notes.ts';
import { defineCommand } from '../define-command.ts';
import { eachHost } from './each-host.ts';
import { optionValue } from './options.ts';

/** An option that is to change, and, once it has been tried, whether it did. */
export interface OptionChangeRow {
  readonly endpoint: string;
  readonly host: string;
  readonly key: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly taken?: boolean;
  readonly fault?: string;
}

function describeTaken({ taken, fault }: OptionChangeRow): string {
  if (taken === true) {
    return 'changed';
  }
  const why = fault === undefined ? '' : `: ${fault}`;
  if (taken === false) {
    return `not taken${why}`;
  }
  return fault === undefined ? 'planned' : `not known${why}`;
}

const optionChangesListing: Listing<OptionChangeRow> = {
  schema: 'vhv/host-option-changes/1',
  fields: {
    host: pathField('HOST', 'inventory path of the host'),
    key: { schema: text, describe: 'name of the option', heading: 'KEY', cut: 'end' },
    from: {
      schema: optionValue,
      describe: 'value before',
      heading: 'WAS',
      cell: ({ from }) => String(from ?? ''),
    },
    to: {
      schema: optionValue,
      describe: 'value it is to have',
      heading: 'VALUE',
      cell: ({ to }) => String(to ?? ''),
    },
    taken: {
      schema: flag,
      describe:
        'whether the host has it now; left out where it was not tried, or, with a fault, could not be read back',
      heading: 'OUTCOME',
      cell: describeTaken,
    },
    fault: { schema: text, describe: 'why the host refused it, or why it could not be read back' },
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};

function codeOf({ taken, fault }: OptionChangeRow): ExitCode {
  if (fault !== undefined) {
    return exitCodes.someFailed;
  }
  // Without an outcome it was not tried.
  return taken === false ? exitCodes.unverified : exitCodes.done;
}

async function planHost(
  { session, call }: HostsHere,
  host: HostOptions,
  wanted: Readonly<Record<string, string>>,
): Promise<HostPlan<OptionChangeRow>> {
  const { endpoint } = session;
  const changes = await planHostOptions(session, host, wanted, call);
  const rowOf = (one: (typeof changes)[number]): OptionChangeRow => ({
    endpoint,
    host: host.path,
    ...one,
  });
  return changes.length === 0
    ? { endpoint, rows: [] }
    : {
        endpoint,
        rows: changes.map(rowOf),
        change: async (at) => (await applyHostOptions(at, host, changes)).map(rowOf),
      };
}

export const hostOptionSetCommand = defineCommand({
  command: 'hosts options set [selector..]',
  describe: "set options, keeping each one's type; the old value is told",
  listing: optionChangesListing,
  builder: (yargs) =>
    withHostChange(yargs)
      .option('set', {
        alias: 'e',
        type: 'string',
        array: true,
        demandOption: true,
        group: 'Change:',
        describe: 'key=value',
      })
      .example(
        '$0 hosts options set esx1 --set Net.ReversePathFwdCheckPromisc=1',
        'asks, sets, reads back',
      ),
  handler: async (context, args) => {
    const { io } = context;
    const pairs = Object.entries(readPairs(args.set));
    const wanted = Object.fromEntries(pairs.map(([key, value]) => [key, value ?? '']));
    let isDone = true;
    const plan = async (here: HostsHere) => {
      const plans: HostPlan<OptionChangeRow>[] = [];
      for await (const host of eachHost(context, here)) {
        plans.push(await planHost(here, host, wanted));
      }
      isDone &&= plans.every(({ rows }) => rows.length === 0);
      return plans;
    };
    await changeHosts(context, args, {
      listing: optionChangesListing,
      plan,
      question: (todo) => {
        const { length } = todo.flatMap(({ rows }) => rows);
        return `Set ${length} ${length === 1 ? 'option' : 'options'}?`;
      },
      untouched: (row) => row,
      exitCode: codeOf,
    });
    if (isDone) {
      printNote(io, args, 'nothing to do');
    }
  },
});
