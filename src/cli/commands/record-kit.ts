import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listing, text, texts, type ValueSchema } from '../../report/listing.ts';
import { makeOutputFolder } from '../../soap/output-folder.ts';
import {
  type ConnectionArgs,
  type ConsentArgs,
  consentOptions,
  type OutputArgs,
  type SelectionArgs,
  withSelection,
} from '../arguments/options.ts';
import { readSelection } from '../arguments/selection.ts';
import { isEmbeddedUrl } from '../connection/embedded.ts';
import type { Context } from '../context.ts';
import { chooseEndpoints } from '../endpoints/choose.ts';
import { exitCodes, worst } from '../exit-code.ts';
import { requireNewFile } from '../files/system-error.ts';
import { writeWhole } from '../files/whole-file.ts';
import { type KitFile, type KitRow, keptIn, readContents, zip } from '../kit/contents.ts';
import { changeQuestion, planKitChange, recordChange } from '../kit/kit-change.ts';
import { KitRuns } from '../kit/kit-runs.ts';
import { confirm, requireAskable } from '../terminal/consent.ts';
import { InterruptedError } from '../terminal/interrupted.ts';
import { printNote, printWarning } from '../terminal/notes.ts';
import { printRows } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';
import { defineCommand } from './define-command.ts';

const count: ValueSchema = { type: 'integer' };

function replacedCell({ replaced }: KitRow): string {
  const kinds = Object.entries(replaced ?? {});
  return kinds.length === 0 ? '-' : kinds.map(([kind, n]) => `${n} ${kind}`).join(', ');
}

const recordKitListing: Listing<KitRow> = {
  schema: 'vhv/record-kit/1',
  fields: {
    file: { schema: text, describe: 'name inside the archive', heading: 'FILE' },
    bytes: { schema: count, describe: 'size before compression', heading: 'BYTES' },
    command: {
      schema: text,
      describe: 'what was recorded, with pseudonyms',
      heading: 'COMMAND',
      cut: 'end',
    },
    exitCode: { schema: count, describe: "the command's exit code", heading: 'EXIT' },
    calls: { schema: count, describe: 'requests and answers', heading: 'CALLS' },
    failed: {
      schema: count,
      describe: 'requests without a whole answer, which are left out',
      heading: 'FAILED',
      drop: 1,
    },
    replaced: {
      schema: { type: 'object', additionalProperties: count },
      describe: 'different texts that have a pseudonym, by kind',
      heading: 'REPLACED',
      drop: 2,
      cell: replacedCell,
    },
    kept: { schema: texts, describe: 'names of the elements and properties whose text is kept' },
  },
};

export const recordKitCommand = defineCommand({
  command: 'record-kit [selector..]',
  describe: 'Record about, hosts, vms and a dry run in one archive without secrets or names',
  listing: recordKitListing,
  builder: (yargs) =>
    withSelection(yargs)
      .option('out', {
        group: 'The archive:',
        type: 'string',
        describe: 'Archive to write (ZIP) [vhv-kit-TIME.zip]',
      })
      .option('with-change', {
        group: 'Change:',
        type: 'string',
        describe: 'Powered-off VM: also record a change of its setting, and the change back',
      })
      .option('yes', consentOptions.yes)
      .example('$0 record-kit', 'reads, shows what it would write, asks')
      .example(
        "$0 record-kit '/DC0/vm/lab/*' --with-change /DC0/vm/lab/web01",
        'one folder, and one VM that is off',
      ),
  handler: async (context, args) => {
    const { io } = context;
    await refuseUnfit(context, args);
    requireAskable(context, args, '--record DIR on another command to look');
    const out = args.out ?? defaultName();
    await requireNewFile(out, '--out');
    const { 'with-change': vm } = args;
    const change = vm === undefined ? undefined : await planKitChange(context, args, vm);
    if (change !== undefined && !(await confirm(context, args, changeQuestion(change)))) {
      context.exitCode = exitCodes.interrupted;
      printNote(io, args, 'nothing was recorded or changed');
      return;
    }
    const folder = args.record ?? (await mkdtemp(join(tmpdir(), 'vhv-kit-')));
    try {
      makeOutputFolder(folder);
      const runs = new KitRuns(context, args, folder);
      await recordReadings(context, args, runs);
      if (change !== undefined) {
        const end = await recordChange(context, args, runs, change);
        context.exitCode = worst([context.exitCode, end]);
      }
      if (io.stop.aborted) {
        throw new InterruptedError('interrupted; no archive was written');
      }
      const files = readContents(folder, runs.runs);
      await writeKit(context, args, { folder, out, files, changed: change?.path });
    } finally {
      if (args.record === undefined) {
        await rm(folder, { recursive: true, force: true });
      }
    }
  },
});

/** Records what changes nothing. A command that fails is recorded like any other. */
async function recordReadings(
  context: Context,
  args: SelectionArgs & OutputArgs,
  runs: KitRuns,
): Promise<void> {
  const { io } = context;
  for (const [title, words] of readings(context, args)) {
    printNote(io, args, `recording vhv ${title}`);
    const exitCode = await runs.record(title, words);
    if (!harmlessEnds(title).includes(exitCode)) {
      printWarning(io, `'vhv ${title}' ended with exit code ${exitCode}; it is recorded as it is`);
      context.exitCode = worst([context.exitCode, exitCodes.someFailed]);
    }
  }
}

interface Kit {
  /** Where its files lie. */
  readonly folder: string;
  readonly files: readonly KitFile[];
  /** The archive. */
  readonly out: string;
  /** The VM that was changed and changed back for it. */
  readonly changed: string | undefined;
}

/** Shows what is to be in the archive, asks, and writes it. */
async function writeKit(
  context: Context,
  args: OutputArgs & Pick<ConsentArgs, 'yes'>,
  { folder, files, out, changed }: Kit,
): Promise<void> {
  const { io } = context;
  const rows = files.map(({ row }) => row);
  await printRows(io, args, { listing: recordKitListing, rows });
  printNote(io, args, `kept as they are, by name: ${keptIn(files).join(', ')}`);
  printNote(io, args, 'all other texts are replaced; passwords and session keys are removed');
  if (!args.yes) {
    printNote(io, args, `the files are in ${folder} until you answer: look at them`);
  }
  const isAgreed = await confirm(
    context,
    args,
    `Write these ${files.length} files to ${out}?`,
  ).catch((error: unknown) => {
    const before = changed === undefined ? '' : `. ${changed} was changed before, and changed back`;
    throw error instanceof InterruptedError
      ? new InterruptedError(`interrupted; no archive was written${before}`, { cause: error })
      : error;
  });
  if (!isAgreed) {
    context.exitCode = exitCodes.interrupted;
    printNote(io, args, 'no archive was written');
    return;
  }
  await writeWhole(out, await zip(files));
  printNote(io, args, `written: ${out}. How to send it: docs/recordings.md`);
}

/** @throws UsageError for what a kit cannot be made of */
async function refuseUnfit(context: Context, args: ConnectionArgs & SelectionArgs): Promise<void> {
  const { io, dash } = context;
  if (args['record-raw'] === true) {
    throw new UsageError('a kit is made to be sent, and never raw: leave --record-raw out');
  }
  if (dash) {
    throw new UsageError('a kit takes no selectors from stdin, since it reads them several times');
  }
  // Each command reads the words again; here a wrong one ends the kit before the first.
  await readSelection(context, args);
  const [endpoint, ...others] = await chooseEndpoints(args, io);
  if (others.length > 0) {
    throw new UsageError('a kit is about one server. Fix: name one with --url');
  }
  if (endpoint !== undefined && isEmbeddedUrl(endpoint.url.value)) {
    throw new UsageError(
      `${endpoint.url.value} is vhv's own simulator, and new at each login. Fix: name a server, or try it on one that 'vhv simulate' runs`,
    );
  }
  if (endpoint?.credential?.is === 'clone ticket') {
    throw new UsageError(
      'a clone ticket is good for one login, and a kit needs one for each command',
    );
  }
}

/** What is recorded of a server that nothing is changed on. */
function readings(
  { literal }: Context,
  args: SelectionArgs,
): readonly (readonly [title: string, words: readonly string[]])[] {
  const narrowed = (['cluster', 'host', 'folder', 'pool', 'where'] as const).flatMap((name) =>
    (args[name] ?? []).map((value) => `--${name}=${value}`),
  );
  const flags = [...narrowed, ...(args['ignore-case'] ? ['--ignore-case'] : [])];
  const names = [...(args.selector ?? []), ...literal];
  const isAll = names.length + narrowed.length === 0;
  const end = names.some((name) => name.startsWith('-')) ? ['--'] : [];
  const vms = [...flags, ...(isAll ? ['--all'] : [...end, ...names])];
  return [
    ['about', ['about']],
    ['hosts', ['hosts']],
    ['vms', ['vms', ...vms]],
    ['dry-run', ['enable', '--dry-run', ...vms]],
  ];
}

/** Of a dry run, VMs that are blocked are no failure. */
function harmlessEnds(title: string): readonly number[] {
  return title === 'dry-run'
    ? [exitCodes.done, exitCodes.blocked, exitCodes.powerCycleRequired]
    : [exitCodes.done];
}

/** `vhv-kit-2026-11-30T18-20-11Z.zip`: it names no server. */
function defaultName(): string {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  return `vhv-kit-${time}.zip`;
}
