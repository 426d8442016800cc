import { flag, type Listing, pathField, text, type ValueSchema } from '../listing.ts';

/** An option's value: a long is its digits, since most readers of JSON would lose some. */
const optionValue: ValueSchema = { type: ['string', 'number', 'boolean'] };

export interface HostOptionRow {
  readonly endpoint: string;
  readonly host: string;
  readonly key: string;
  readonly value: unknown;
}

export const hostOptionsListing: Listing<HostOptionRow> = {
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

/** An option that is to change, and, once it has been tried, whether it did. */
export interface OptionChangeRow {
  readonly endpoint: string;
  readonly host: string;
  readonly key: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly taken?: boolean;
  readonly fault?: string;
}

function describeTaken({ taken, fault }: OptionChangeRow): string {
  if (taken === true) {
    return 'changed';
  }
  const why = fault === undefined ? '' : `: ${fault}`;
  if (taken === false) {
    return `not taken${why}`;
  }
  return fault === undefined ? 'planned' : `not known${why}`;
}

export const optionChangesListing: Listing<OptionChangeRow> = {
  schema: 'vhv/host-option-changes/1',
  fields: {
    host: pathField('HOST', 'inventory path of the host'),
    key: { schema: text, describe: 'name of the option', heading: 'KEY', cut: 'end' },
    from: {
      schema: optionValue,
      describe: 'value before',
      heading: 'WAS',
      cell: ({ from }) => String(from ?? ''),
    },
    to: {
      schema: optionValue,
      describe: 'value it is to have',
      heading: 'VALUE',
      cell: ({ to }) => String(to ?? ''),
    },
    taken: {
      schema: flag,
      describe:
        'whether the host has it now; left out where it was not tried, or, with a fault, could not be read back',
      heading: 'OUTCOME',
      cell: describeTaken,
    },
    fault: { schema: text, describe: 'why the host refused it, or why it could not be read back' },
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};

export interface ExtraConfigRow {
  readonly endpoint: string;
  readonly path: string;
  readonly moid: string;
  readonly key: string;
  readonly value: string;
}

export const extraConfigListing: Listing<ExtraConfigRow> = {
  schema: 'vhv/extra-config/1',
  fields: {
    path: pathField('VM', 'inventory path of the VM'),
    key: { schema: text, describe: 'name of the option', heading: 'KEY', cut: 'end' },
    value: { schema: text, describe: 'its value', heading: 'VALUE', cut: 'end' },
    moid: { schema: text, describe: "the VM's moid" },
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};
