import { sessionsListing } from '../../report/rows/sessions.ts';
import type { Context } from '../context.ts';
import { chooseEndpoints } from '../endpoints/choose.ts';
import { Connector, openSavedSessions } from '../endpoints/connector.ts';
import { printNote } from '../terminal/notes.ts';
import { printRows } from '../terminal/print.ts';
import { type Command, defineCommand } from './define-command.ts';

function lsCommand({ io }: Context): Command {
  return defineCommand({
    command: 'ls',
    describe: 'the sessions that were left for the next run',
    builder: (yargs) => yargs.example('$0 session ls', 'no server is asked'),
    handler: async (args) => {
      const saved = await (await openSavedSessions(io)).all();
      // The cookie stays where it is.
      const rows = saved.map(({ endpoint, username, since }) => ({ endpoint, username, since }));
      await printRows(io, args, { listing: sessionsListing, rows });
    },
  });
}

function logoutCommand(context: Context): Command {
  const { io } = context;
  return defineCommand({
    command: 'logout',
    describe: 'log out of those at the servers that are named',
    builder: (yargs) =>
      yargs.example('$0 session logout -u vc.example.com', 'ends it at the server too'),
    handler: async (args) => {
      const endpoints = await chooseEndpoints(args, io);
      const connector = await Connector.create(args, context);
      const sessions = await openSavedSessions(io);
      const saved = await sessions.all();
      for (const endpoint of endpoints) {
        const left = saved.filter((each) => each.endpoint === endpoint.url.value);
        if (left.length === 0) {
          printNote(io, args, `${endpoint.name}: no session was left there`);
        }
        for (const one of left) {
          const isEnded = await connector.end(endpoint, one);
          await sessions.forget(one);
          printNote(io, args, `${endpoint.name}: ${isEnded ? 'logged out' : 'was over already'}`);
        }
      }
      const addresses = new Set(endpoints.map(({ url }) => url.value));
      for (const { endpoint } of saved.filter((one) => !addresses.has(one.endpoint))) {
        printNote(io, args, `${endpoint} is left as it is: end it with --url ${endpoint}`);
      }
    },
  });
}

export function sessionCommand(context: Context): Command {
  return defineCommand({
    command: 'session <action>',
    describe: 'sessions that --session-reuse has left',
    builder: (yargs) =>
      yargs
        .command(lsCommand(context))
        .command(logoutCommand(context))
        .demandCommand(1, 'name an action: ls or logout'),
    handler: () => undefined,
  });
}
