import { VsphereError } from '../../../errors.ts';
import { Patience } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { isEmpty, reverse, unmet } from '../../plan/change.ts';
import type { Job } from '../job.ts';
import type { StepName } from '../steps.ts';
import { changeConfig } from './change-config.ts';
import { leftOff, reasonsOf, requireThere } from './drive-errors.ts';
import {
  isOn,
  isTransportError,
  QuestionError,
  type Started,
  startVm,
  type WayToPowerOn,
  waysToPowerOn,
} from './power-up.ts';
import { rereadOne } from './reread.ts';
import { isOff } from './run-watch.ts';
import type { ServerContext } from './server-context.ts';

/** @throws VsphereError (LEFT_OFF) if the VM cannot be read; GoneError */
export async function readsAsOn(server: ServerContext, { moRef, path }: VmFacts): Promise<boolean> {
  try {
    return (await server.watchPower(moRef, isOn, 0)) !== undefined;
  } catch (error) {
    requireThere(error);
    throw leftOff(`${path} may be OFF: it could not be read any more`, [error]);
  }
}

/** A VM that an earlier run has brought down and that was not touched now is down still: that has to be said. @throws VsphereError (LEFT_OFF) */
export async function requireNotLeftOff(
  server: ServerContext,
  { powerAfter, plan: { facts } }: Job,
  failure: unknown,
): Promise<void> {
  const wasDown = powerAfter === 'poweredOn' && facts.powerState !== 'poweredOn';
  if (wasDown && !(await readsAsOn(server, facts))) {
    throw leftOff(`${facts.path} IS OFF since an earlier run, and was not touched`, [failure]);
  }
}

/** Starts a VM again that is off, in each way that there is, and without its change if it does not start with it. */
export class StartAgain {
  readonly #server: ServerContext;
  readonly #job: Job;
  readonly #facts: VmFacts;
  readonly #begin: (step: StepName) => Promise<void>;
  readonly #failure: unknown;
  readonly #reasons: unknown[];
  readonly #patience: Patience;

  /**
   * @param begin writes a step ahead, and never throws
   * @param failure what went wrong before
   */
  constructor(
    server: ServerContext,
    job: Job,
    facts: VmFacts,
    begin: (step: StepName) => Promise<void>,
    failure: unknown,
  ) {
    this.#server = server;
    this.#job = job;
    this.#facts = facts;
    this.#begin = begin;
    this.#failure = failure;
    this.#reasons = failure === undefined ? [] : [failure];
    this.#patience = new Patience(server.options.patienceMs);
  }

  /**
   * @param isChanged whether the change was sent
   * @param now the VM as it was read a moment ago; undefined if it has to be read first
   * @returns the VM as it was read right after its start; undefined if it was not read then, or somebody else has started it
   * @throws VsphereError LEFT_OFF; what went wrong first if the VM only starts without the change
   */
  async run(isChanged: boolean, now?: VmFacts): Promise<VmFacts | undefined> {
    const ways = waysToPowerOn(this.#server, this.#facts, this.#job.plan);
    let latest = now;
    for (const way of ways) {
      const started = await this.#start(way, latest);
      if (started !== undefined) {
        return started.now;
      }
      latest = undefined;
    }
    if (await readsAsOn(this.#server, this.#facts)) {
      return undefined;
    }
    const way = ways.at(-1);
    const isBack = isChanged && (await this.#takesBack());
    if (isBack && way !== undefined && (await this.#start(way)) !== undefined) {
      const message = `${this.#facts.path} would not start with the change; that was taken back, and it runs again: ${reasonsOf(this.#reasons)}`;
      throw (
        this.#failure ?? new VsphereError('POWER_ON_FAILED', message, { cause: this.#reasons[0] })
      );
    }
    throw this.#leftOff();
  }

  /** @returns undefined if the server has refused it: another way may be better, or to start the VM as it was */
  async #start(way: WayToPowerOn, now?: VmFacts): Promise<Started | undefined> {
    await this.#begin('power-on');
    try {
      return await startVm(this.#server, this.#job.plan, this.#facts, way, this.#patience, now);
    } catch (error) {
      requireThere(error);
      this.#reasons.push(error);
      const isTakenOver = error instanceof VsphereError && error.code === 'PLAN_STALE';
      // A server that is away has refused nothing, and its last request may still be taken on.
      if (isTakenOver || error instanceof QuestionError || isTransportError(error)) {
        throw this.#leftOff();
      }
      return undefined;
    }
  }

  async #takesBack(): Promise<boolean> {
    const { change } = this.#job.plan;
    const { session } = this.#server;
    try {
      const now = await this.#server.patiently(() => rereadOne(session, this.#facts, change));
      const back = unmet(now, reverse(change));
      if (isOff(now) && !isEmpty(back)) {
        await this.#begin('take-back');
        await changeConfig(this.#server, now, back, { patient: true });
      }
      return true;
    } catch (error) {
      requireThere(error);
      this.#reasons.push(error);
      return false;
    }
  }

  #leftOff(): VsphereError {
    return leftOff(`${this.#facts.path} IS OFF and could not be started again`, this.#reasons);
  }
}
