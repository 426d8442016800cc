import type { InferredOptionTypes } from 'yargs';
import { GuestLoginGate } from '../../nested/verify/guest-login-gate.ts';
import type { GuestLevel, Level, Verdict, VmProof } from '../../nested/verify/levels.ts';
import { verify } from '../../nested/verify/verify.ts';
import {
  type Field,
  flag,
  type Listing,
  moRefField,
  pathField,
  text,
  type ValueSchema,
} from '../../report/listing.ts';
import { formatTable } from '../../report/table.ts';
import {
  explainLevels,
  formatLevel,
  outputColumns,
  outputLines,
  verdictTexts,
} from '../../report/verify.ts';
import {
  type ConnectionArgs,
  type OutputArgs,
  type SelectionArgs,
  withSelection,
} from '../arguments/options.ts';
import { readSelection } from '../arguments/selection.ts';
import { guestOptions, readGuestLogin } from '../connection/guest-login.ts';
import type { Context } from '../context.ts';
import { endpointColumn } from '../endpoints/columns.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { printRowsFrom } from '../endpoints/print-rows-from.ts';
import { readVms, rowsOfFacts } from '../endpoints/read-vms.ts';
import { type ExitCode, exitCodes, worst } from '../exit-code.ts';
import { printNote } from '../terminal/notes.ts';
import { defineCommand } from './define-command.ts';

/** The proof for one VM, level beside level. */
export interface VerifyRow extends Omit<VmProof, 'levels'> {
  /** What it was held against, where that was said. */
  readonly expect: 'on' | 'off' | undefined;
  readonly configured: Level;
  readonly required: Level;
  readonly effective: Level;
  readonly guest: GuestLevel;
  /** Codes of what does not agree or was not checked, each once. */
  readonly reasons: readonly string[];
}

function verifyRow({ levels, ...proof }: VmProof, expect: VerifyRow['expect']): VerifyRow {
  const { outputMissing } = levels.guest;
  const said = [...Object.values(levels), ...(outputMissing ? [outputMissing] : [])];
  const reasons = said.flatMap(({ reason }) => reason ?? []);
  return { ...proof, ...levels, expect, reasons: [...new Set(reasons)] };
}

const levelSchema = {
  type: 'object',
  properties: {
    state: { enum: ['agrees', 'disagrees', 'pending', 'notChecked'] },
    value: flag,
    source: text,
    reason: text,
    detail: text,
  },
  required: ['state'],
} as const satisfies ValueSchema;

function levelField(
  name: 'configured' | 'required' | 'effective' | 'guest',
  describe: string,
  drop: number,
  schema: ValueSchema = levelSchema,
): Field<VerifyRow> {
  const format = (row: VerifyRow): string => formatLevel(row[name]);
  return { schema, describe, heading: name.toUpperCase(), drop, cell: format, csv: format };
}

const verifyListing: Listing<VerifyRow> = {
  schema: 'vhv/verify/1',
  fields: {
    path: pathField('VM'),
    verdict: {
      schema: { enum: ['verified', 'disagrees', 'pending', 'incomplete', 'notChecked'] },
      describe: 'what follows from all levels',
      heading: 'VERDICT',
      cut: 'end',
      cell: ({ verdict }) => verdictTexts[verdict],
    },
    powerState: {
      schema: { enum: ['poweredOn', 'poweredOff', 'suspended'] },
      describe: 'runtime.powerState',
      heading: 'POWER',
      drop: 5,
    },
    configured: levelField('configured', 'what is set', 1),
    required: levelField('required', 'what the VM requires of a host', 3),
    effective: levelField('effective', 'what the running VM has', 2),
    guest: levelField('guest', 'what the guest itself sees', 4, {
      ...levelSchema,
      properties: {
        ...levelSchema.properties,
        output: text,
        outputMissing: { type: 'object', properties: { reason: text, detail: text } },
      },
    }),
    reasons: {
      schema: { type: 'array', items: text },
      describe: 'codes of what does not agree or was not checked',
      heading: 'WHY',
      drop: 6,
      cell: ({ configured, required, effective, guest }) =>
        explainLevels({ configured, required, effective, guest }),
      csv: ({ reasons }) => reasons.join(' '),
    },
    expect: { schema: { enum: ['on', 'off'] }, describe: 'what it was held against' },
    name: { schema: text, describe: 'name, as people read it' },
    moRef: moRefField,
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};

const verifyOptions = {
  ...guestOptions,
  expect: {
    choices: ['on', 'off'],
    group: 'Proof:',
    describe: 'what every VM should be; without it only whether each is consistent',
  },
} as const;

type Args = ConnectionArgs & OutputArgs & SelectionArgs & InferredOptionTypes<typeof verifyOptions>;

const codes: Readonly<Record<Verdict, ExitCode>> = {
  verified: exitCodes.done,
  notChecked: exitCodes.done,
  disagrees: exitCodes.unverified,
  pending: exitCodes.unverified,
  incomplete: exitCodes.unverified,
};

export const verifyCommand = defineCommand({
  command: 'verify [selector..]',
  describe: 'proof, level by level: configured, required, effective, seen by the guest',
  listing: verifyListing,
  builder: (yargs) =>
    withSelection(yargs)
      .options(verifyOptions)
      .example('$0 verify', 'is what is set also in effect, everywhere?')
      .example("$0 verify '/DC0/vm/lab/*' --expect on", 'and is it on?')
      .example('$0 verify web01 --guest-user root', 'does its guest see it?'),
  handler: async (context, args) => {
    const selection = await readSelection(context, args);
    const guest = await readGuestLogin(context, args);
    const expect = args.expect === undefined ? undefined : args.expect === 'on';
    const options = {
      expect,
      guest,
      guestLoginGate: guest && new GuestLoginGate(guest.username),
      guestFingerprints: args['guest-fingerprint'],
      guestOutput: args['guest-output'],
    };
    const { rows, endpoints } = await readVms(context, args, selection, async (here) => {
      const targets = await rowsOfFacts(here, {}, (facts) => [facts]);
      return verify(here.session, targets, { ...options, ...here.call });
    });
    await print(context, args, endpoints, rows);
    context.exitCode = worst([context.exitCode, ...rows.map(({ verdict }) => codes[verdict])]);
  },
});

async function print(
  context: Context,
  args: Args,
  endpoints: Endpoints,
  vms: readonly VmProof[],
): Promise<void> {
  const { io } = context;
  const { expect } = args;
  const rows = vms.map((proof) => verifyRow(proof, expect as VerifyRow['expect']));
  const lines = outputLines(vms);
  await printRowsFrom(io, args, endpoints, {
    listing: verifyListing,
    rows,
    below: () =>
      lines.length === 0
        ? ''
        : `\n${formatTable([...endpointColumn(endpoints), ...outputColumns], lines)}`,
  });
  const counts = new Map<Verdict, number>();
  for (const { verdict } of vms) {
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdictTexts[verdict]}`);
  printNote(io, args, parts.length === 0 ? 'no VM' : parts.join(', '));
}
