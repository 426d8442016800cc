import { type Listing, text } from '../listing.ts';

/** A session that was left for the next run. Its cookie is a secret, and no part of this. */
export interface SessionRow {
  readonly endpoint: string;
  readonly username: string;
  readonly since: string;
}

export const sessionsListing: Listing<SessionRow> = {
  schema: 'vhv/saved-sessions/1',
  fields: {
    endpoint: { schema: text, describe: 'address of the server', heading: 'ENDPOINT', cut: 'end' },
    username: { schema: text, describe: 'who is logged in', heading: 'USER', cut: 'end' },
    since: { schema: text, describe: 'since when, ISO 8601', heading: 'SINCE' },
  },
};
