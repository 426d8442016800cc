import type { GuestLevel, Level, VmProof } from '../../nested/verify/levels.ts';
import {
  type Field,
  flag,
  type Listing,
  moRefField,
  pathField,
  text,
  type ValueSchema,
} from '../listing.ts';
import { explainLevels, formatLevel, verdictTexts } from '../verify.ts';

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

export function verifyRow({ levels, ...proof }: VmProof, expect: VerifyRow['expect']): VerifyRow {
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

export const verifyListing: Listing<VerifyRow> = {
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
