import { type Listing, text, texts, type ValueSchema } from '../listing.ts';

const count: ValueSchema = { type: 'integer' };

/** A file of a kit. What stands beside name and size is known of recordings alone. */
export interface KitRow {
  readonly file: string;
  readonly bytes: number;
  readonly command?: string;
  readonly exitCode?: number;
  readonly calls?: number;
  readonly failed?: number;
  readonly replaced?: Readonly<Record<string, number>>;
  readonly kept?: readonly string[];
}

function replacedCell({ replaced }: KitRow): string {
  const kinds = Object.entries(replaced ?? {});
  return kinds.length === 0 ? '-' : kinds.map(([kind, n]) => `${n} ${kind}`).join(', ');
}

export const recordKitListing: Listing<KitRow> = {
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
