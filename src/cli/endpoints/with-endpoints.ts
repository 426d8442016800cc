import { forEachLimited } from '../../nested/for-each-limited.ts';
import type { ConnectOptions, Selector } from '../../vsphere/index.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { worst } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printWarning } from '../terminal/notes.ts';
import { chooseEndpoints, type Endpoint } from './choose.ts';
import { type Connected, Connector } from './connector.ts';
import { concurrency, Endpoints, isOfTheWholeRun } from './endpoints.ts';
import { mergeAliases } from './merge-aliases.ts';
import { scopeTo } from './scope.ts';

/**
 * Logs in to every endpoint that the flags, the file or the environment name, runs `work` on those that answered, and logs out of
 * all, whatever happens. Who does not answer or is not let in is said in one line each.
 *
 * @param selectors what the work is about: an endpoint that none of them means is not contacted; without any, all are
 * @throws what kept it from the only endpoint; NoEndpointError where none of several is left; what `work` throws
 */
export async function withEndpoints<Result>(
  context: Context,
  args: ConnectionArgs,
  selectors: readonly Selector[],
  work: (endpoints: Endpoints) => Promise<Result>,
): Promise<Result> {
  const { io } = context;
  const chosen = await chooseEndpoints(args, io);
  const concerned = chosen.filter(
    (endpoint) => selectors.length === 0 || scopeTo(endpoint, selectors, chosen).length > 0,
  );
  const connector = await Connector.create(args, context, concerned.length > 1);
  const prepared = await prepareAll(connector, concerned);
  const connected = new Map<Endpoint, Connected>();
  const failed = new Map<Endpoint, unknown>();
  try {
    await forEachLimited(concerned, concurrency, async (endpoint) => {
      try {
        connected.set(endpoint, await connector.open(endpoint, prepared.get(endpoint)));
      } catch (error) {
        failed.set(endpoint, error);
      }
    });
    const interrupted = [...failed.values()].find(isOfTheWholeRun);
    if (interrupted !== undefined) {
      throw interrupted;
    }
    const inOrder = concerned.flatMap((endpoint) => connected.get(endpoint) ?? []);
    const { servers, aliases } = await mergeAliases(inOrder, io);
    const others = aliases.map(({ endpoint }) => endpoint);
    const apart = concerned.filter((endpoint) => !others.includes(endpoint));
    const choice = { chosen, concerned: apart };
    const endpoints = new Endpoints(context, choice, { servers, aliases });
    tellFailures(endpoints, concerned, failed);
    const result = await work(endpoints);
    context.exitCode = worst([context.exitCode, endpoints.exitCode()]);
    return result;
  } finally {
    await leaveAll([...connected.values()], io);
  }
}

/** One after the other: a person may be asked. */
async function prepareAll(
  connector: Connector,
  concerned: readonly Endpoint[],
): Promise<Map<Endpoint, ConnectOptions>> {
  const prepared = new Map<Endpoint, ConnectOptions>();
  for (const endpoint of concerned.filter(({ url }) => !url.value.startsWith('sim:'))) {
    const peers = concerned.filter(({ username }) => username?.value === endpoint.username?.value);
    const where = peers.length > 1 ? `${peers.length} endpoints` : endpoint.name;
    prepared.set(endpoint, await connector.prepare(endpoint, where));
  }
  return prepared;
}

function tellFailures(
  endpoints: Endpoints,
  concerned: readonly Endpoint[],
  failed: ReadonlyMap<Endpoint, unknown>,
): void {
  if (concerned.length === 1 && failed.size === 1) {
    throw [...failed.values()][0];
  }
  for (const endpoint of concerned.filter((one) => failed.has(one))) {
    endpoints.leaveOut(endpoint, failed.get(endpoint));
  }
  endpoints.requireAny();
}

/** A failure to log out is told, and is no failure of the work. */
async function leaveAll(connected: readonly Connected[], io: Io): Promise<void> {
  await Promise.all(
    connected.map(({ endpoint, leave }) =>
      leave().catch((error: unknown) => {
        printWarning(io, `not logged out of ${endpoint.name}: ${(error as Error).message}`);
      }),
    ),
  );
}
