import type { AllowOutcome, AllowPlan } from '../../nested/hosts/host-allow.ts';
import { type Listing, pathField, text } from '../listing.ts';

/** A host whose vhv.allow is to change, and what became of it. */
export interface AllowRow {
  readonly endpoint: string;
  readonly host: string;
  readonly apiVersion: string | undefined;
  readonly from: string | undefined;
  readonly to: string;
  readonly outcome: AllowPlan['fate'] | AllowOutcome['outcome'] | 'untouched';
  readonly reason?: string;
}

export const allowListing: Listing<AllowRow> = {
  schema: 'vhv/host-allow/1',
  fields: {
    host: pathField('HOST', 'inventory path of the host'),
    apiVersion: {
      schema: text,
      describe: 'config.product.apiVersion',
      heading: 'API',
      drop: 1,
    },
    from: {
      schema: text,
      describe: 'value in /etc/vmware/config; left out where it has none, or was not read',
      heading: 'vhv.allow WAS',
    },
    to: { schema: text, describe: 'value it is to have', heading: 'VALUE' },
    outcome: {
      schema: text,
      describe:
        'change (planned), unchanged, not needed, blocked; after the run changed, unverified, failed, unknown or untouched',
      heading: 'OUTCOME',
      cut: 'end',
      cell: ({ outcome, reason }) => (reason === undefined ? outcome : `${outcome}: ${reason}`),
    },
    reason: { schema: text, describe: 'why it did not go as it should' },
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};
