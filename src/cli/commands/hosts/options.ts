import { InvalidValueError } from '../../../errors.ts';
import { readHostOptions } from '../../../nested/hosts/host-options.ts';
import { type Listing, pathField, text, type ValueSchema } from '../../../report/listing.ts';
import { withSelectors } from '../../arguments/options.ts';
import type { Context } from '../../context.ts';
import { printRowsFrom } from '../../endpoints/print-rows-from.ts';
import { type HostsHere, readHosts } from '../../endpoints/read-hosts.ts';
import { printWarning } from '../../terminal/notes.ts';
import { type Command, defineCommand, defineGroup } from '../define-command.ts';
import { eachHost } from './each-host.ts';

/** An option's value: a long is its digits, since most readers of JSON would lose some. */
export const optionValue: ValueSchema = { type: ['string', 'number', 'boolean'] };

export interface HostOptionRow {
  readonly endpoint: string;
  readonly host: string;
  readonly key: string;
  readonly value: unknown;
}

const hostOptionsListing: Listing<HostOptionRow> = {
  schema: 'vhv/host-options/1',
  fields: {
    host: pathField('HOST', 'inventory path of the host'),
    key: { schema: text, describe: 'name of the option', heading: 'KEY', cut: 'end' },
    value: {
      schema: optionValue,
      describe: 'its value',
      heading: 'VALUE',
      cut: 'end',
      cell: ({ value }) => String(value ?? ''),
    },
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};

/** What a host has, or that it lacks the option that was asked for: hosts are of different builds. */
type Answer = HostOptionRow | InvalidValueError;

/** The options of every host of a server, or those of one name. */
async function readAll(
  context: Context,
  here: HostsHere,
  name: string | undefined,
): Promise<readonly Answer[]> {
  const { session, call } = here;
  const { endpoint } = session;
  const answers: Answer[] = [];
  for await (const host of eachHost(context, here)) {
    try {
      const found = await readHostOptions(session, host, name, call);
      answers.push(...found.map(({ key, value }) => ({ endpoint, host: host.path, key, value })));
    } catch (error) {
      if (!(error instanceof InvalidValueError)) {
        throw error;
      }
      answers.push(error);
    }
  }
  return answers;
}

/**
 * The rows among the answers. A host that lacks the option is told of, and the others are shown.
 *
 * @throws InvalidValueError where no host of any server has it
 */
function rowsAmong({ io }: Context, answers: readonly Answer[]): readonly HostOptionRow[] {
  const lacking = answers.filter((one) => one instanceof InvalidValueError);
  const rows = answers.filter((one): one is HostOptionRow => !(one instanceof InvalidValueError));
  const [first] = lacking;
  if (rows.length === 0 && first !== undefined) {
    throw first;
  }
  for (const { message } of lacking) {
    printWarning(io, message);
  }
  return rows;
}

export const hostOptionGroup = defineGroup('hosts options', 'advanced options of hosts');
export const hostOptionLsCommand = readCommand('ls');
export const hostOptionGetCommand = readCommand('get');

function readCommand(verb: 'ls' | 'get'): Command {
  const isGet = verb === 'get';
  return defineCommand({
    command: `hosts options ${isGet ? 'get <key>' : 'ls'} [selector..]`,
    describe: isGet ? "one option, or with a trailing dot a subtree: 'Net.'" : 'all options',
    listing: hostOptionsListing,
    builder: (yargs) =>
      withSelectors(yargs)
        .positional('key', { type: 'string', describe: 'the name of an option' })
        .example(`$0 hosts options ${isGet ? 'get Misc.HostName' : 'ls'}`, 'of every host')
        .example(`$0 hosts options ${isGet ? 'get Net. esx1' : 'ls esx1 --output csv'}`, 'of one'),
    handler: async (context, args) => {
      const key = isGet ? args.key : undefined;
      const { rows: answers, endpoints } = await readHosts(context, args, (here) =>
        readAll(context, here, key),
      );
      const rows = rowsAmong(context, answers);
      await printRowsFrom(context.io, args, endpoints, { listing: hostOptionsListing, rows });
    },
  });
}
