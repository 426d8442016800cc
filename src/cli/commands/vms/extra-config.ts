import type { VmFacts } from '../../../nested/facts/vm-facts.ts';
import { type Listing, pathField, text } from '../../../report/listing.ts';
import { changesListing } from '../../../report/rows/changes.ts';
import { excludeOption, withSelection } from '../../arguments/options.ts';
import { readPairs } from '../../arguments/pairs.ts';
import { readSelection } from '../../arguments/selection.ts';
import { runChange } from '../../changing/change-command.ts';
import { changeOptions } from '../../changing/run-options.ts';
import { printRowsFrom } from '../../endpoints/print-rows-from.ts';
import { readVms, rowsOfFacts } from '../../endpoints/read-vms.ts';
import { UsageError } from '../../usage-error.ts';
import { type Command, defineCommand, defineGroup } from '../define-command.ts';

export interface ExtraConfigRow {
  readonly endpoint: string;
  readonly path: string;
  readonly moid: string;
  readonly key: string;
  readonly value: string;
}

const extraConfigListing: Listing<ExtraConfigRow> = {
  schema: 'vhv/extra-config/1',
  fields: {
    path: pathField('VM', 'inventory path of the VM'),
    key: { schema: text, describe: 'name of the option', heading: 'KEY', cut: 'end' },
    value: { schema: text, describe: 'its value', heading: 'VALUE', cut: 'end' },
    moid: { schema: text, describe: "the VM's moid" },
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};

function rowsOf({ endpoint, path, moRef, extraConfig }: VmFacts): ExtraConfigRow[] {
  return Object.entries(extraConfig ?? {}).map(([key, value]) => ({
    endpoint,
    path,
    moid: moRef.value,
    key,
    value,
  }));
}

export const extraConfigGroup = defineGroup('vms extra-config', 'advanced options of VMs');

export const extraConfigLsCommand = defineCommand({
  command: 'vms extra-config ls [selector..]',
  describe: 'list advanced options',
  listing: extraConfigListing,
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
  handler: async (context, args) => {
    const { io } = context;
    const selection = await readSelection(context, args);
    const options = { extraConfig: args.key ?? ('all' as const) };
    const { rows, endpoints } = await readVms(context, args, selection, (here) =>
      rowsOfFacts(here, options, rowsOf),
    );
    await printRowsFrom(io, args, endpoints, { listing: extraConfigListing, rows });
  },
});

export const extraConfigSetCommand = writeCommand('set');
export const extraConfigUnsetCommand = writeCommand('unset');

function writeCommand(verb: 'set' | 'unset'): Command {
  const isSet = verb === 'set';
  return defineCommand({
    command: `vms extra-config ${verb} [selector..]`,
    listing: changesListing,
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
    handler: async (context, args) => {
      const extraConfig = readPairs(args.set, args.unset);
      if (Object.keys(extraConfig).length === 0) {
        throw new UsageError(`nothing to ${verb}: give --${verb}`);
      }
      await runChange(context, args, `extra-config-${verb}`, { extraConfig });
    },
  });
}
