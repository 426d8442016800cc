import { aboutListing } from '../../report/rows/about.ts';
import type { Context } from '../context.ts';
import { printRowsFrom } from '../endpoints/print-rows-from.ts';
import { readEndpoints } from '../endpoints/read-endpoints.ts';
import { type Command, defineCommand } from './define-command.ts';

export function aboutCommand(context: Context): Command {
  return defineCommand({
    command: 'about',
    describe: 'what the server is',
    builder: (yargs) =>
      yargs
        .example('$0 about -u vc.example.com', 'product, version, and who is logged in')
        .example('$0 about -u sim:', 'the embedded simulator'),
    handler: async (args) => {
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
}
