import type { VmFacts } from '../../../nested/facts/vm-facts.ts';
import { type ExtraConfigRow, extraConfigListing } from '../../../report/rows/options.ts';
import { excludeOption, withSelection } from '../../arguments/options.ts';
import { readPairs } from '../../arguments/pairs.ts';
import { readSelection } from '../../arguments/selection.ts';
import { runChange } from '../../changing/change-command.ts';
import { changeOptions } from '../../changing/run-options.ts';
import type { Context } from '../../context.ts';
import { printRowsFrom } from '../../endpoints/print-rows-from.ts';
import { readVms, rowsOfFacts } from '../../endpoints/read-vms.ts';
import { UsageError } from '../../usage-error.ts';
import { type Command, defineCommand } from '../define-command.ts';

function rowsOf({ endpoint, path, moRef, extraConfig }: VmFacts): ExtraConfigRow[] {
  return Object.entries(extraConfig ?? {}).map(([key, value]) => ({
    endpoint,
    path,
    moid: moRef.value,
    key,
    value,
  }));
}

function lsCommand(context: Context): Command {
  const { io } = context;
  return defineCommand({
    command: 'ls [selector..]',
    describe: 'list advanced options',
    builder: (yargs) =>
      withSelection(yargs)
        .option('key', {
          type: 'string',
          array: true,
          group: 'Change:',
          describe: 'only this key',
        })
        .example('$0 vms extra-config ls web01', 'all of a VM')
        .example('$0 vms extra-config ls --key disk.EnableUUID', 'one, of every VM'),
    handler: async (args) => {
      const selection = await readSelection(context, args);
      const options = { extraConfig: args.key ?? ('all' as const) };
      const { rows, endpoints } = await readVms(context, args, selection, (here) =>
        rowsOfFacts(here, options, rowsOf),
      );
      await printRowsFrom(io, args, endpoints, { listing: extraConfigListing, rows });
    },
  });
}

function writeCommand(context: Context, verb: 'set' | 'unset'): Command {
  const isSet = verb === 'set';
  return defineCommand({
    command: `${verb} [selector..]`,
    describe: isSet ? 'set advanced options; only what differs is sent' : 'remove advanced options',
    builder: (yargs) =>
      withSelection(yargs)
        .options(excludeOption)
        .options(changeOptions)
        .option(verb, {
          ...(isSet ? { alias: 'e' } : {}),
          type: 'string',
          array: true,
          demandOption: true,
          group: 'Change:',
          describe: isSet ? 'key=value' : 'key',
        })
        .example(
          isSet
            ? '$0 vms extra-config set web01 --set disk.EnableUUID=TRUE'
            : '$0 vms extra-config unset web01 --unset disk.EnableUUID',
          'asks, changes, reads back',
        ),
    handler: async (args) => {
      const extraConfig = readPairs(args.set, args.unset);
      if (Object.keys(extraConfig).length === 0) {
        throw new UsageError(`nothing to ${verb}: give --${verb}`);
      }
      await runChange(context, args, `extra-config-${verb}`, { extraConfig });
    },
  });
}

export function extraConfigCommands(context: Context): Command {
  return defineCommand({
    command: 'extra-config <action>',
    describe: 'advanced options of VMs',
    builder: (yargs) =>
      yargs
        .command(lsCommand(context))
        .command(writeCommand(context, 'set'))
        .command(writeCommand(context, 'unset'))
        .demandCommand(1, 'name an action: ls, set or unset'),
    handler: () => undefined,
  });
}
