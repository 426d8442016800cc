import { NotFoundError } from '../../errors.ts';
import type { VmDrift } from '../../nested/drift/compare.ts';
import { type Drift, findDrift } from '../../nested/drift/drift.ts';
import {
  describeHistory,
  describeIdleRules,
  describeOverruled,
  describeValue,
  mergeRules,
  summarizeDrift,
} from '../../report/drift.ts';
import {
  type Listing,
  moRefField,
  pathField,
  text,
  type ValueSchema,
} from '../../report/listing.ts';
import { isWholeFleet } from '../../vsphere/index.ts';
import { withSelection } from '../arguments/options.ts';
import { readSelection } from '../arguments/selection.ts';
import { wholeNumber } from '../arguments/whole-number.ts';
import { printRowsFrom } from '../endpoints/print-rows-from.ts';
import { readVms } from '../endpoints/read-vms.ts';
import { namesOf } from '../endpoints/scope.ts';
import { type ExitCode, exitCodes, worst } from '../exit-code.ts';
import { fleetFileOption, readFleetFile } from '../files/fleet-file.ts';
import { printNote } from '../terminal/notes.ts';
import { defineCommand } from './define-command.ts';

/** One setting of one VM that is not as wanted. */
export interface DriftRow {
  readonly endpoint: string;
  readonly path: string;
  readonly moRef: VmDrift['moRef'];
  readonly key: string;
  /** Null is 'not there'. */
  readonly wanted: string | null;
  /** Absent where it could not be read. */
  readonly actual?: string | null;
  /** Absent where the server's history does not tell. */
  readonly changedBy?: string;
  readonly changedAt?: string;
  readonly rule: string;
}

function driftRows(drifts: readonly Drift[]): DriftRow[] {
  return drifts.flatMap(({ vms }) =>
    vms.flatMap(({ endpoint, path, moRef, rule = '', differences }) =>
      differences.map(({ key, wanted, actual, changed }) => ({
        endpoint,
        path,
        moRef,
        key,
        wanted,
        ...(actual !== undefined && { actual }),
        ...(changed !== undefined && { changedBy: changed.by, changedAt: changed.at }),
        rule,
      })),
    ),
  );
}

const maybeText: ValueSchema = { type: ['string', 'null'] };

const driftListing: Listing<DriftRow> = {
  schema: 'vhv/drift/1',
  fields: {
    path: pathField('PATH'),
    moRef: { ...moRefField, heading: 'MOID', drop: 1, cell: moRefField.csv },
    key: {
      schema: text,
      describe: '`nestedHVEnabled`, or the key of an advanced option',
      heading: 'KEY',
    },
    wanted: {
      schema: maybeText,
      describe: 'the value wanted; null, and empty in CSV, is not there',
      heading: 'WANTED',
      cell: ({ wanted }) => describeValue(wanted),
      csv: ({ wanted }) => wanted ?? '',
    },
    actual: {
      schema: maybeText,
      describe: 'the value there; left out, and ? in CSV, where it could not be read',
      heading: 'ACTUAL',
      cell: ({ actual }) => describeValue(actual),
      csv: ({ actual }) => (actual === undefined ? '?' : (actual ?? '')),
    },
    changedBy: {
      schema: text,
      describe: 'who made it so, where the event history tells',
      heading: 'CHANGED BY',
      cell: ({ changedBy }) => changedBy ?? 'not known',
    },
    changedAt: {
      schema: text,
      describe: "when, by the server's clock",
      heading: 'CHANGED AT',
      drop: 2,
    },
    rule: { schema: text, describe: 'the rule that decides', heading: 'RULE', drop: 3 },
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};

const driftOptions = {
  file: { ...fleetFileOption.file, demandOption: true },
  'detailed-exitcode': {
    type: 'boolean',
    default: false,
    describe: 'exit 3 where a VM has drifted; without it drift exits 0, what cannot be read 5',
    group: 'Fleet file:',
  },
  history: {
    type: 'string',
    default: '100',
    describe: 'of how many drifted VMs a server is asked who changed them; 0: none',
    group: 'Fleet file:',
  },
} as const;

export const driftCommand = defineCommand({
  command: 'drift [selector..]',
  describe: 'what is not as a file says it should be, who changed it and when',
  listing: driftListing,
  builder: (yargs) =>
    withSelection(yargs)
      .options(driftOptions)
      .example('$0 drift -f fleet.yaml', 'the whole fleet')
      .example("$0 drift -f fleet.yaml '/DC0/vm/lab/...'", 'of that, one folder')
      .example('$0 drift -f fleet.yaml --detailed-exitcode', 'for a job: 0, or 3 for drift'),
  handler: async (context, args) => {
    const { io } = context;
    const history = wholeNumber('--history', args.history);
    const fleet = await readFleetFile(args.file);
    const selection = await readSelection(context, args);
    const { rows: drifts, endpoints } = await readVms(
      context,
      args,
      selection,
      async ({ session, endpoint, selection: here, call }) => {
        const options = { selection: here, endpointNames: namesOf(endpoint), history, ...call };
        return [await findDrift(session, fleet, options)];
      },
    );
    const isWhole = isWholeFleet(selection);
    if (isWhole) {
      requireManaged(drifts, args.file);
    }
    const rows = driftRows(drifts);
    await printRowsFrom(io, args, endpoints, { listing: driftListing, rows });
    const notes = [
      // Of a part of the fleet it is no news that other rules are about the rest.
      ...(isWhole ? describeIdleRules(mergeRules(drifts)) : []),
      ...describeOverruled(drifts),
      ...describeHistory(drifts),
      summarizeDrift(drifts),
    ];
    for (const note of notes) {
      printNote(io, args, note);
    }
    context.exitCode = worst([context.exitCode, exitCode(drifts, args['detailed-exitcode'])]);
  },
});

/** A file that is about none of the VMs says nothing of them: that is no 'no drift'. */
function requireManaged(drifts: readonly Drift[], file: string): void {
  if (drifts.every(({ vms }) => vms.every(({ rule }) => rule === undefined))) {
    throw new NotFoundError('VM', `the rules of ${file}`, 'Look at their selectors.');
  }
}

function exitCode(drifts: readonly Drift[], isDetailed: boolean): ExitCode {
  const states = new Set(drifts.flatMap(({ vms }) => vms.map(({ state }) => state)));
  // Of what could not be read nobody can say that it is as wanted.
  const unreadable =
    states.has('unknown') ||
    drifts.some(({ vms }) =>
      vms.some(({ differences }) => differences.some(({ actual }) => actual === undefined)),
    );
  return worst([
    ...(unreadable ? [exitCodes.blocked] : []),
    ...(states.has('drifted') && isDetailed ? [exitCodes.changesPending] : []),
  ]);
}
