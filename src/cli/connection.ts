import type { Session } from '../index.ts';
import { chooseEndpoints } from './endpoints/choose.ts';
import { Connector } from './endpoints/connector.ts';
import type { Io } from './io.ts';
import type { ConnectionArgs } from './options.ts';
import { complain } from './say.ts';
import { UsageError } from './usage-error.ts';

/**
 * Logs in to the one endpoint that the flags and the environment name, runs `work`, and logs out whatever happens.
 *
 * @throws UsageError where there are several
 */
export async function withSession<Result>(
  args: ConnectionArgs,
  io: Io,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const [endpoint, ...others] = await chooseEndpoints(args, io);
  if (endpoint === undefined || others.length > 0) {
    throw new UsageError(`this command works on one server, and ${others.length + 1} are named`);
  }
  const connector = await Connector.create(args, io);
  const { session, leave } = await connector.open(endpoint);
  let result: Result;
  try {
    result = await work(session);
  } catch (error) {
    // The failure that ended the work is the one to tell.
    await leave().catch(() => undefined);
    throw error;
  }
  await leave().catch((error: unknown) => {
    complain(io, `not logged out of ${session.endpoint}: ${(error as Error).message}`);
  });
  return result;
}
