import { type Listing, text } from '../listing.ts';

/** A setting that is in force, and what decided. */
export interface SettingRow {
  readonly endpoint: string;
  readonly setting: string;
  readonly value: string;
  /** The flag, variable or place in a file that decided. */
  readonly from: string;
}

export const settingsListing: Listing<SettingRow> = {
  schema: 'vhv/settings/1',
  fields: {
    setting: { schema: text, describe: 'name of the setting', heading: 'SETTING' },
    value: {
      schema: text,
      describe: 'what it is; of a password only whether it is set',
      heading: 'VALUE',
      cut: 'end',
    },
    from: {
      schema: text,
      describe: 'the flag, variable or place in a file that decided',
      heading: 'FROM',
      cut: 'end',
    },
    endpoint: { schema: text, describe: "the endpoint's name" },
  },
};
