import type { ConnectOptions, Selector } from '../../index.ts';
import { forEachLimited } from '../../nested/pool.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import { explain } from '../connection/explain.ts';
import { type ExitCode, exitCodeOf, exitCodes, worst } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { Context } from '../run.ts';
import { complain } from '../terminal/say.ts';
import { chooseEndpoints, type Endpoint } from './choose.ts';
import { type Connected, Connector } from './connector.ts';
import { NoEndpointError } from './endpoint-errors.ts';
import { scopeTo } from './scope.ts';

/** Endpoints connected to at once. */
const concurrency = 16;

/** Which endpoints a run is about. */
interface Choice {
  /** All that were named. */
  readonly chosen: readonly Endpoint[];
  /** Those of them that some selector may mean: the others are not contacted. */
  readonly concerned: readonly Endpoint[];
}

/** The endpoints of a run: those that are logged in to, and those that something is wrong with. */
export class Endpoints {
  readonly connected: readonly Connected[];
  readonly chosen: readonly Endpoint[];
  /** Whether more than one endpoint was named, whatever became of them. */
  readonly areSeveral: boolean;
  readonly #concerned: readonly Endpoint[];
  readonly #context: Context;
  readonly #lost = new Map<Endpoint, unknown>();

  constructor(context: Context, choice: Choice, connected: readonly Connected[]) {
    this.#context = context;
    this.chosen = choice.chosen;
    this.areSeveral = choice.chosen.length > 1;
    this.#concerned = choice.concerned;
    this.connected = connected;
  }

  /** The endpoint's name for the address that rows carry. */
  nameOf(address: string): string {
    const found = this.connected.find(({ session }) => session.endpoint === address);
    return found?.endpoint.name ?? address;
  }

  /** The endpoints that something is wrong with, each with what it is. */
  get lost(): readonly { readonly endpoint: Endpoint; readonly error: unknown }[] {
    return [...this.#lost].map(([endpoint, error]) => ({ endpoint, error }));
  }

  /** Says in one line that an endpoint is left out of the run, and why; the exit code will tell too. */
  lose(endpoint: Endpoint, error: unknown, what = 'not looked at'): void {
    this.#lost.set(endpoint, error);
    complain(this.#context.io, `${what}: ${endpoint.name}: ${explain(error)}`);
  }

  /** The code for what was left out, beside what was done. */
  exitCode(): ExitCode {
    return worst(
      [...this.#lost.values()].map((error) => {
        const code = exitCodeOf(error);
        return [exitCodes.loginOrTls, exitCodes.interrupted].some((one) => one === code)
          ? code
          : exitCodes.someFailed;
      }),
    );
  }

  /**
   * Runs `work` for each endpoint, 16 at once. One that fails is left out.
   *
   * @param what becomes of one that fails, for messages: `not looked at`
   * @throws what went wrong at the only one
   */
  async forEach(work: (connected: Connected) => Promise<void>, what?: string): Promise<void> {
    await forEachLimited(this.connected, concurrency, async (connected) => {
      try {
        await work(connected);
      } catch (error) {
        if (this.#concerned.length === 1 || isOfTheWholeRun(error)) {
          throw error;
        }
        this.lose(connected.endpoint, error, what);
      }
    });
  }

  /** @throws NoEndpointError where something is wrong with every one */
  requireAny(): void {
    if (this.#lost.size === this.#concerned.length) {
      throw new NoEndpointError([...this.#lost.values()]);
    }
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
 * @param selectors what the work is about: an endpoint that none of them means is not contacted
 * @throws what kept it from the only endpoint; NoEndpointError where none of several is left; what `work` throws
 */
export async function withEndpoints<Result>(
  context: Context,
  args: ConnectionArgs,
  work: (endpoints: Endpoints) => Promise<Result>,
  selectors: readonly Selector[] = [],
): Promise<Result> {
  const { io } = context;
  const chosen = await chooseEndpoints(args, io);
  const concerned = chosen.filter(
    (endpoint) => selectors.length === 0 || scopeTo(endpoint, selectors, chosen).length > 0,
  );
  const connector = await Connector.create(args, io, concerned.length > 1);
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
    const endpoints = new Endpoints(context, { chosen, concerned }, inOrder);
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
    endpoints.lose(endpoint, failed.get(endpoint));
  }
  endpoints.requireAny();
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
