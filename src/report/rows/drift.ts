import type { VmDrift } from '../../nested/drift/compare.ts';
import type { Drift } from '../../nested/drift/drift.ts';
import { type Listing, moRefField, pathField, text, type ValueSchema } from '../listing.ts';

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

export function driftRows(drifts: readonly Drift[]): DriftRow[] {
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

/** What a setting is, for people. */
export function describeValue(value: string | null | undefined): string {
  return value === undefined ? 'not readable' : (value ?? 'not there');
}

const maybeText: ValueSchema = { type: ['string', 'null'] };

export const driftListing: Listing<DriftRow> = {
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
