import type { CommandModule } from 'yargs';
import { withSession } from '../connection.ts';
import type { ConnectionArgs, OutputArgs } from '../options.ts';
import { type Context, printRows } from '../run.ts';

type Args = ConnectionArgs & OutputArgs;

export function aboutCommand({ io }: Context): CommandModule<object, Args> {
  return {
    command: 'about',
    describe: 'what the server is',
    handler: (args) =>
      withSession(args, io, async (session) => {
        const { fullName, apiType, apiVersion, instanceUuid } = session.about;
        const { endpoint } = session;
        const asked = session.client.version;
        const user = session.user.userName;
        printRows(
          io,
          args,
          [
            { heading: 'ENDPOINT', cell: (row) => row.endpoint },
            { heading: 'SERVER', cell: (row) => row.fullName },
            { heading: 'KIND', cell: (row) => row.apiType },
            { heading: 'API', cell: (row) => row.apiVersion },
            { heading: 'ASKED AS', cell: (row) => row.asked },
            { heading: 'USER', cell: (row) => row.user },
          ],
          [{ endpoint, fullName, apiType, apiVersion, asked, user, instanceUuid }],
        );
      }),
  };
}
