import type { ConnectOptions } from '../../index.ts';
import { forEachLimited } from '../../nested/pool.ts';
import { explain } from '../connection/explain.ts';
import { type ExitCode, exitCodeOf, exitCodes, worst } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { ConnectionArgs } from '../options.ts';
import type { Context } from '../run.ts';
import { complain } from '../say.ts';
import { chooseEndpoints, type Endpoint } from './choose.ts';
import { type Connected, Connector } from './connector.ts';
import { NoEndpointError } from './endpoint-errors.ts';

/** Endpoints connected to at once. */
const concurrency = 16;

/** The endpoints of a run: those that are logged in to, and those that something is wrong with. */
export class Endpoints {
  readonly connected: readonly Connected[];
  /** All that the run is about. */
  readonly chosen: readonly Endpoint[];
  /** Whether the run is about more than one endpoint, whatever became of them. */
  readonly areSeveral: boolean;
  readonly #context: Context;
  readonly #lost: unknown[] = [];

  constructor(context: Context, chosen: readonly Endpoint[], connected: readonly Connected[]) {
    this.#context = context;
    this.chosen = chosen;
    this.areSeveral = chosen.length > 1;
    this.connected = connected;
  }

  /** The endpoint's name for the address that rows carry. */
  nameOf(address: string): string {
    const found = this.connected.find(({ session }) => session.endpoint === address);
    return found?.endpoint.name ?? address;
  }

  /** Says in one line that an endpoint is left out of the run, and why; the exit code will tell too. */
  lose(endpoint: Endpoint, error: unknown): void {
    this.#lost.push(error);
    complain(this.#context.io, `not looked at: ${endpoint.name}: ${explain(error)}`);
  }

  /** The code for what was left out, beside what was done. */
  exitCode(): ExitCode {
    return worst(
      this.#lost.map((error) => {
        const code = exitCodeOf(error);
        return [exitCodes.loginOrTls, exitCodes.interrupted].some((one) => one === code)
          ? code
          : exitCodes.someFailed;
      }),
    );
  }

  /** Runs `work` for each endpoint, 16 at once. One that fails is left out, unless it is the only one. */
  async forEach(work: (connected: Connected) => Promise<void>): Promise<void> {
    await forEachLimited(this.connected, concurrency, async (connected) => {
      try {
        await work(connected);
      } catch (error) {
        if (!this.areSeveral || isOfTheWholeRun(error)) {
          throw error;
        }
        this.lose(connected.endpoint, error);
      }
    });
  }
}

/** A wrong command line, or a signal: it would be the same at every endpoint. */
function isOfTheWholeRun(error: unknown): boolean {
  const code = exitCodeOf(error);
  return code === exitCodes.usage || code === exitCodes.interrupted;
}

/**
 * Logs in to every endpoint that the flags, the file or the environment name, runs `work` on those that answered, and logs out of
 * all, whatever happens. Who does not answer or is not let in is said in one line each.
 *
 * @throws what kept it from the only endpoint; NoEndpointError where none of several is left; what `work` throws
 */
export async function withEndpoints<Result>(
  context: Context,
  args: ConnectionArgs,
  work: (endpoints: Endpoints) => Promise<Result>,
): Promise<Result> {
  const { io } = context;
  const chosen = await chooseEndpoints(args, io);
  const connector = await Connector.create(args, io, chosen.length > 1);
  const prepared = await prepareAll(connector, chosen);
  const connected = new Map<Endpoint, Connected>();
  const failed = new Map<Endpoint, unknown>();
  try {
    await forEachLimited(chosen, concurrency, async (endpoint) => {
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
    const inOrder = chosen.flatMap((endpoint) => connected.get(endpoint) ?? []);
    const endpoints = new Endpoints(context, chosen, inOrder);
    tellFailures(endpoints, chosen, failed);
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
  chosen: readonly Endpoint[],
): Promise<Map<Endpoint, ConnectOptions>> {
  const prepared = new Map<Endpoint, ConnectOptions>();
  for (const endpoint of chosen.filter(({ url }) => !url.value.startsWith('sim:'))) {
    const peers = chosen.filter(({ username }) => username?.value === endpoint.username?.value);
    const where = peers.length > 1 ? `${peers.length} endpoints` : endpoint.name;
    prepared.set(endpoint, await connector.prepare(endpoint, where));
  }
  return prepared;
}

function tellFailures(
  endpoints: Endpoints,
  chosen: readonly Endpoint[],
  failed: ReadonlyMap<Endpoint, unknown>,
): void {
  if (chosen.length === 1 && failed.size === 1) {
    throw [...failed.values()][0];
  }
  for (const endpoint of chosen.filter((one) => failed.has(one))) {
    endpoints.lose(endpoint, failed.get(endpoint));
  }
  if (endpoints.connected.length === 0) {
    throw new NoEndpointError([...failed.values()]);
  }
}

/** A failure to log out is told, and is no failure of the work. */
async function leaveAll(connected: readonly Connected[], io: Io): Promise<void> {
  await Promise.all(
    connected.map(({ endpoint, leave }) =>
      leave().catch((error: unknown) => {
        complain(io, `not logged out of ${endpoint.name}: ${(error as Error).message}`);
      }),
    ),
  );
}
