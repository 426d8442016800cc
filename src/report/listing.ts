import { decodeName } from '../entity-name.ts';
import type { VmFacts } from '../nested/facts/vm-facts.ts';
import type { Yielding } from './fit.ts';
import type { Column } from './table.ts';

/** As much of JSON Schema as the fields need. */
export interface ValueSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly items?: ValueSchema;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: ValueSchema;
}

/** One thing that is told of a row. Its name in JSON, YAML and CSV is the key it stands under; names do not change. */
export interface Field<Row> extends Yielding {
  /** What it is in JSON. A value that is not there is left out, so nothing but the first few are required. */
  readonly schema: ValueSchema;
  readonly describe: string;
  /** Its column in tables; without one it is told in the other formats alone. */
  readonly heading?: string;
  /** An inventory path: tables show its names as people read them, all else as the API escapes them. Default false. */
  readonly isPath?: true;
  /** What a table shows; by default the value itself, and `-` where there is none. */
  readonly cell?: (row: Row) => string;
  /** What CSV holds; by default the value itself, and JSON for what is no scalar. */
  readonly csv?: (row: Row) => string;
}

/** What a command lists: the one definition from which its tables, JSON, CSV, schema and documentation are made. */
export interface Listing<Row> {
  /** Stands in every JSON document, `vhv/vms/1`. Its number rises when a field goes or changes what it means. */
  readonly schema: `vhv/${string}/${number}`;
  /** Documents hold more than these rows, under a name of their own: the schema is that of a line of JSONL. Default false. */
  readonly linesOnly?: true;
  /** Every property of a row, in the order of columns. */
  readonly fields: { readonly [Name in keyof Row & string]-?: Field<Row> };
}

/** A listing, whatever its rows are. */
export type AnyListing = Listing<never>;

export function fieldsOf<Row>(listing: Listing<Row>): [keyof Row & string, Field<Row>][] {
  return Object.entries(listing.fields) as [keyof Row & string, Field<Row>][];
}

function cellOf<Row>(row: Row, name: keyof Row): string {
  const value: unknown = row[name];
  if (value === undefined || value === null) {
    return '-';
  }
  return value === true ? 'yes' : value === false ? 'no' : String(value);
}

export function columnsOf<Row>(listing: Listing<Row>): Column<Row>[] {
  return fieldsOf(listing).flatMap(([name, { heading, cell, drop, cut, isPath }]) =>
    heading === undefined
      ? []
      : [
          {
            heading,
            cell:
              cell ?? ((row: Row) => (isPath ? decodeName(cellOf(row, name)) : cellOf(row, name))),
            ...(drop === undefined ? {} : { drop }),
            ...(cut === undefined ? {} : { cut }),
          },
        ],
  );
}

/** The JSON Schema of what is printed under the name of a listing: the document that holds its rows, or a line of JSONL. */
export function jsonSchemaOf<Row>(listing: Listing<Row>): object {
  const fields = Object.fromEntries(
    fieldsOf(listing).map(([name, { schema, describe }]) => [
      name,
      { ...schema, description: describe },
    ]),
  );
  const base = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: listing.schema,
    type: 'object',
  };
  const schema = { const: listing.schema };
  if (listing.linesOnly) {
    return { ...base, required: ['schema'], properties: { schema, ...fields } };
  }
  return {
    ...base,
    required: ['schema', 'rows'],
    properties: {
      schema,
      notLookedAt: {
        type: 'array',
        items: { type: 'object', properties: { endpoint: text, reason: text } },
        description: 'the endpoints that are missing, and why; left out where none is',
      },
      rows: { type: 'array', items: { type: 'object', properties: fields } },
    },
  };
}

export const text: ValueSchema = { type: 'string' };
export const flag: ValueSchema = { type: 'boolean' };
export const texts: ValueSchema = { type: 'array', items: text };
export const reference: ValueSchema = {
  type: 'object',
  properties: { type: text, value: text },
  required: ['type', 'value'],
};

type HasMoRef = Pick<VmFacts, 'moRef'>;

function moidOf({ moRef }: HasMoRef): string {
  return moRef.value;
}

/** The reference of a row's VM or host: the whole reference in JSON, only its moid in tables and CSV. */
/** Fields of an inventory path under a heading. */
export function pathField(
  heading: string,
  describe = 'inventory path, its names as the API escapes them (%2f, %5c, %25)',
) {
  return { schema: text, describe, heading, cut: 'start', isPath: true } as const;
}

export const moRefField = {
  schema: reference,
  describe: 'reference',
  csv: moidOf,
} satisfies Field<HasMoRef>;
