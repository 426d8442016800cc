import { type Listing, text } from '../../report/listing.ts';
import { printRowsFrom } from '../endpoints/print-rows-from.ts';
import { readEndpoints } from '../endpoints/read-endpoints.ts';
import { defineCommand } from './define-command.ts';

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

const aboutListing: Listing<AboutRow> = {
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

export const aboutCommand = defineCommand({
  command: 'about',
  describe: 'what the server is',
  listing: aboutListing,
  builder: (yargs) =>
    yargs
      .example('$0 about -u vc.example.com', 'product, version, and who is logged in')
      .example('$0 about -u sim:', 'the embedded simulator'),
  handler: async (context, args) => {
    const { rows, endpoints } = await readEndpoints(context, args, 'server', [], (session) => {
      const { fullName, apiType, apiVersion, instanceUuid } = session.about;
      const { endpoint } = session;
      const asked = session.client.version;
      const user = session.user.userName;
      return Promise.resolve([
        { endpoint, fullName, apiType, apiVersion, asked, user, instanceUuid },
      ]);
    });
    await printRowsFrom(context.io, args, endpoints, { listing: aboutListing, rows }, 'NAME');
  },
});
