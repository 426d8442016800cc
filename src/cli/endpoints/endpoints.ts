import { forEachLimited } from '../../nested/for-each-limited.ts';
import type { Session } from '../../vsphere/index.ts';
import { explain } from '../connection/explain.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodeOf, exitCodes, worst } from '../exit-code.ts';
import { printWarning } from '../terminal/notes.ts';
import type { Endpoint } from './choose.ts';
import type { Connected } from './connector.ts';
import { NoEndpointError } from './endpoint-errors.ts';

/** Endpoints worked on at once. */
export const concurrency = 16;

/** Which endpoints a run is about. */
interface Choice {
  /** All that were named. */
  readonly chosen: readonly Endpoint[];
  /** Those of them that some selector may mean: the others are not contacted. */
  readonly concerned: readonly Endpoint[];
}

/** The servers of a run, each once. */
export interface Servers {
  /** In their order; one that has several addresses answers to the names of all. */
  readonly servers: readonly Connected[];
  /** Sessions at the same servers through further addresses: journals and plans can name these. */
  readonly aliases: readonly Connected[];
}

/** The endpoints of a run: those that are logged in to, and those that something is wrong with. */
export class Endpoints {
  /** Each server once, through the first of its addresses. */
  readonly connected: readonly Connected[];
  readonly chosen: readonly Endpoint[];
  /** Whether more than one endpoint was named, whatever became of them. */
  readonly areSeveral: boolean;
  readonly #concerned: readonly Endpoint[];
  readonly #context: Context;
  readonly #aliases: readonly Connected[];
  readonly #lost = new Map<Endpoint, unknown>();

  constructor(context: Context, choice: Choice, { servers, aliases }: Servers) {
    this.#context = context;
    this.chosen = choice.chosen;
    this.areSeveral = choice.chosen.length > 1;
    this.#concerned = choice.concerned;
    this.connected = servers;
    this.#aliases = aliases;
  }

  /** Those of all addresses, also where several are one server: what a plan or a journal tells of may be at any. */
  get sessions(): readonly Session[] {
    return this.#all.map(({ session }) => session);
  }

  get #all(): readonly Connected[] {
    return [...this.connected, ...this.#aliases];
  }

  /** The endpoint's name for the address that rows carry. */
  nameOf(address: string): string {
    const found = this.#all.find(({ session }) => session.endpoint === address);
    return found?.endpoint.name ?? address;
  }

  /** The endpoints that something is wrong with, each with what it is. */
  get lost(): readonly { readonly endpoint: Endpoint; readonly error: unknown }[] {
    return [...this.#lost].map(([endpoint, error]) => ({ endpoint, error }));
  }

  /** Says in one line that an endpoint is left out of the run, and why; the exit code will tell too. */
  leaveOut(endpoint: Endpoint, error: unknown, what = 'not looked at'): void {
    this.#lost.set(endpoint, error);
    printWarning(this.#context.io, `${what}: ${endpoint.name}: ${explain(error)}`);
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
        this.leaveOut(connected.endpoint, error, what);
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
export function isOfTheWholeRun(error: unknown): boolean {
  const code = exitCodeOf(error);
  return code === exitCodes.usage || code === exitCodes.interrupted;
}
