import {
  applyHostOptions,
  type HostOptions,
  planHostOptions,
} from '../../../nested/hosts/host-options.ts';
import { type OptionChangeRow, optionChangesListing } from '../../../report/rows/options.ts';
import type { Selector, Session } from '../../../vsphere/index.ts';
import { readPairs } from '../../arguments/pairs.ts';
import { changeHosts, type HostPlan, withHostChange } from '../../changing/change-hosts.ts';
import type { Context } from '../../context.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { printNote } from '../../terminal/notes.ts';
import { type Command, defineCommand } from '../define-command.ts';
import { eachHost } from './each-host.ts';

function codeOf({ taken, fault }: OptionChangeRow): ExitCode {
  if (fault !== undefined) {
    return exitCodes.someFailed;
  }
  // Without an outcome it was not tried.
  return taken === false ? exitCodes.unverified : exitCodes.done;
}

async function planHost(
  session: Session,
  host: HostOptions,
  wanted: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HostPlan<OptionChangeRow>> {
  const { endpoint } = session;
  const changes = await planHostOptions(session, host, wanted, { signal });
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

export function setOptionsCommand(context: Context): Command {
  const { io } = context;
  return defineCommand({
    command: 'set [selector..]',
    describe: "set options, keeping each one's type; the old value is told",
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
    handler: async (args) => {
      const pairs = Object.entries(readPairs(args.set));
      const wanted = Object.fromEntries(pairs.map(([key, value]) => [key, value ?? '']));
      let isDone = true;
      const plan = async (session: Session, selectors: readonly Selector[]) => {
        const plans: HostPlan<OptionChangeRow>[] = [];
        for await (const host of eachHost(context, session, selectors)) {
          plans.push(await planHost(session, host, wanted, io.stop));
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
}
