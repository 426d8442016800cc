import { type Listing, text } from '../../report/listing.ts';
import { chooseEndpoints } from '../endpoints/choose.ts';
import { Connector, openSavedSessions } from '../endpoints/connector.ts';
import { printNote } from '../terminal/notes.ts';
import { printRows } from '../terminal/print.ts';
import { defineCommand, defineGroup } from './define-command.ts';

/** A session that was left for the next run. Its cookie is a secret, and no part of this. */
export interface SessionRow {
  readonly endpoint: string;
  readonly username: string;
  readonly since: string;
}

const sessionsListing: Listing<SessionRow> = {
  schema: 'vhv/saved-sessions/1',
  fields: {
    endpoint: { schema: text, describe: 'address of the server', heading: 'ENDPOINT', cut: 'end' },
    username: { schema: text, describe: 'who is logged in', heading: 'USER', cut: 'end' },
    since: { schema: text, describe: 'since when, ISO 8601', heading: 'SINCE' },
  },
};

export const sessionGroup = defineGroup('session', 'sessions that --session-reuse has left');

export const sessionLsCommand = defineCommand({
  command: 'session ls',
  describe: 'the sessions that were left for the next run',
  listing: sessionsListing,
  builder: (yargs) => yargs.example('$0 session ls', 'no server is asked'),
  handler: async ({ io }, args) => {
    const saved = await (await openSavedSessions(io)).all();
    // The cookie stays where it is.
    const rows = saved.map(({ endpoint, username, since }) => ({ endpoint, username, since }));
    await printRows(io, args, { listing: sessionsListing, rows });
  },
});

export const sessionLogoutCommand = defineCommand({
  command: 'session logout',
  describe: 'log out of those at the servers that are named',
  builder: (yargs) =>
    yargs.example('$0 session logout -u vc.example.com', 'ends it at the server too'),
  handler: async (context, args) => {
    const { io } = context;
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
