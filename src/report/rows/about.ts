import { type Listing, text } from '../listing.ts';

/** What a server says of itself, and how it was asked. */
export interface AboutRow {
  readonly endpoint: string;
  readonly fullName: string;
  readonly apiType: string;
  readonly apiVersion: string;
  readonly asked: string;
  readonly user: string;
  readonly instanceUuid: string | undefined;
}

export const aboutListing: Listing<AboutRow> = {
  schema: 'vhv/about/1',
  fields: {
    endpoint: { schema: text, describe: 'address of the server', heading: 'ENDPOINT' },
    fullName: { schema: text, describe: 'product, version and build', heading: 'SERVER' },
    apiType: {
      schema: text,
      describe: 'VirtualCenter, or HostAgent for an ESXi',
      heading: 'KIND',
      drop: 1,
    },
    apiVersion: { schema: text, describe: 'version of its API', heading: 'API' },
    asked: {
      schema: text,
      describe: 'version it was asked in: the highest that both know',
      heading: 'ASKED AS',
      drop: 2,
    },
    user: { schema: text, describe: 'who is logged in', heading: 'USER' },
    instanceUuid: { schema: text, describe: "the server's own id" },
  },
};
