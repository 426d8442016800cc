import type { Argv, CommandModule } from 'yargs';
import { aboutListing } from '../../report/rows/about.ts';
import { withSession } from '../connection.ts';
import type { ConnectionArgs, OutputArgs } from '../options.ts';
import { type Context, printRows } from '../run.ts';

type Args = ConnectionArgs & OutputArgs;

export function aboutCommand({ io }: Context): CommandModule<object, Args> {
  return {
    command: 'about',
    describe: 'what the server is',
    builder: (yargs) =>
      yargs
        .example('$0 about -u vc.example.com', 'product, version, and who is logged in')
        .example('$0 about -u sim:', 'the embedded simulator') as Argv<Args>,
    handler: (args) =>
      withSession(args, io, async (session) => {
        const { fullName, apiType, apiVersion, instanceUuid } = session.about;
        const { endpoint } = session;
        const asked = session.client.version;
        const user = session.user.userName;
        const row = { endpoint, fullName, apiType, apiVersion, asked, user, instanceUuid };
        await printRows(io, args, aboutListing, [row]);
      }),
  };
}
