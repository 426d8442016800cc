import type { CommandModule } from 'yargs';
import { chooseEndpoints } from '../endpoints/choose.ts';
import { Connector, openSavedSessions } from '../endpoints/connector.ts';
import type { ConnectionArgs, OutputArgs } from '../options.ts';
import { type Context, printRows } from '../run.ts';

type Args = ConnectionArgs & OutputArgs;

function lsCommand({ io }: Context): CommandModule<object, Args> {
  return {
    command: 'ls',
    describe: 'the sessions that were left for the next run',
    handler: async (args) => {
      const saved = await (await openSavedSessions(io)).all();
      printRows(
        io,
        args,
        [
          { heading: 'ENDPOINT', cell: (row) => row.endpoint },
          { heading: 'USER', cell: (row) => row.username },
          { heading: 'SINCE', cell: (row) => row.since },
        ],
        // The cookie stays where it is.
        saved.map(({ endpoint, username, since }) => ({ endpoint, username, since })),
      );
    },
  };
}

function logoutCommand({ io }: Context): CommandModule<object, Args> {
  return {
    command: 'logout',
    describe: 'log out of those at the servers that are named',
    handler: async (args) => {
      const endpoints = await chooseEndpoints(args, io);
      const connector = await Connector.create(args, io);
      const sessions = await openSavedSessions(io);
      const saved = await sessions.all();
      for (const endpoint of endpoints) {
        for (const one of saved.filter((each) => each.endpoint === endpoint.url.value)) {
          const isEnded = await connector.end(endpoint, one);
          await sessions.forget(one);
          io.err(`vhv: ${endpoint.name}: ${isEnded ? 'logged out' : 'was over already'}\n`);
        }
      }
      const addresses = new Set(endpoints.map(({ url }) => url.value));
      for (const { endpoint } of saved.filter((one) => !addresses.has(one.endpoint))) {
        io.err(`vhv: ${endpoint} is left as it is: end it with --url ${endpoint}\n`);
      }
    },
  };
}

export function sessionCommand(context: Context): CommandModule<object, never> {
  return {
    command: 'session <action>',
    describe: 'sessions that --session-reuse has left',
    builder: (yargs) =>
      yargs
        .command(lsCommand(context))
        .command(logoutCommand(context))
        .demandCommand(1, 'name an action: ls or logout') as never,
    handler: () => undefined,
  };
}
