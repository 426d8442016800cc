import { GoneError, VsphereError } from '../../../errors.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { isEmpty, unmet } from '../../plan/change.ts';
import { atTurn, isDownAlready, type Job } from '../job.ts';
import type { StepHooks, StepName } from '../steps.ts';
import { changeConfig, isAsSeen, stale } from './change-config.ts';
import { NotNowError, requireThere, vanished } from './drive-errors.ts';
import type { Driven } from './driven.ts';
import { IgnoredError } from './ignored-error.ts';
import { awaitShutdown, forcePowerOff, mayStillGoOff, powerDown } from './power-down.ts';
import { isOn } from './power-up.ts';
import { precheck, requireFound } from './precheck.ts';
import { requireDone } from './require-done.ts';
import { rereadOne } from './reread.ts';
import { isOff, isSameRun, type RunEnd, RunWatch } from './run-watch.ts';
import type { ServerContext } from './server-context.ts';
import { readsAsOn, requireNotLeftOff, StartAgain } from './start-again.ts';
import { convertToTemplate, convertToVm } from './template.ts';
import { awaitTurn, checkOff } from './turn.ts';
import { upgrade } from './upgrade.ts';

/** How long, in milliseconds, what was read of a VM serves as what it is right before the next step. */
const latestMs = 5000;
/** Takes one VM through its steps; `driveVm` calls prepare, change and restore, in this order. */
export class Drive {
  readonly #server: ServerContext;
  #job: Job;
  readonly #how: StepHooks;
  #facts: VmFacts;
  /** What the VM has to be still when its power is touched. */
  #seen: VmFacts;
  /** When the VM was read; long ago if something was done to it since. */
  #readAt: number = Number.NEGATIVE_INFINITY;
  #started: VmFacts | undefined;
  /** Whether anything was done, or is to be done, to the VM: one that somebody else has changed is left alone. */
  #begun: boolean = false;
  /** Whether its power was. */
  #isTouched: boolean = false;
  #changed: boolean = false;
  /** Somebody else has made the change, and the VM is in the state that it is to end in: nothing is left to do. */
  #isDone: boolean = false;
  /** This run, and not its guest, has powered it off. */
  #wasCut: boolean = false;
  /** The power state in which the VM is changed. */
  #powerAt: VmFacts['powerState'];

  constructor(server: ServerContext, job: Job, how: StepHooks) {
    this.#server = server;
    this.#job = job;
    this.#how = {
      ...how,
      begin: (step) => {
        this.#wasCut ||= step === 'power-off';
        this.#readAt = Number.NEGATIVE_INFINITY;
        return how.begin(step);
      },
    };
    this.#facts = job.plan.facts;
    this.#seen = job.plan.facts;
    this.#powerAt = job.plan.facts.powerState;
  }

  get driven(): Driven {
    const job = this.#job;
    const mayBeDown = this.#isTouched || isDownAlready(job);
    return {
      job,
      facts: this.#facts,
      mayBeDown: mayBeDown && job.powerAfter === 'poweredOn',
      started: this.#started,
    };
  }

  /** Brings the VM into a state in which it can be changed. */
  async prepare(): Promise<void> {
    const { steps } = this.#job.plan;
    // Any other is read in its turn, right before its power is touched.
    if (steps.powerCycle === undefined || this.#job.mayGoOff === true) {
      await this.#reread();
    }
    const wentOff = this.#job.mayGoOff === true && isOff(this.#facts);
    this.#seen = wentOff ? this.#facts : this.#seen;
    if (!this.#isAsSeen()) {
      requireDone(this.#job, this.#facts);
      this.#isDone = true;
      return;
    }
    if (steps.powerCycle !== undefined && !wentOff) {
      await this.#precheck();
    }
    // The turn of a VM that is to be shut down does nothing to it yet.
    this.#begun = steps.powerCycle === undefined || this.#job.mayGoOff === true;
    if (wentOff) {
      this.#powerAt = 'poweredOff';
    } else if ((await this.#powerDown()) === 'elsewhere') {
      await this.#leaveAlone();
      return;
    }
    if (this.#job.powerAfter === 'poweredOn' && this.#powerAt === 'poweredOff') {
      await this.#checkOff();
    }
    if (steps.convertTemplate !== undefined) {
      await this.#how.begin('to-vm');
      await convertToVm(this.#server, this.#facts, steps.convertTemplate);
    }
    if (steps.upgradeHardware !== undefined) {
      await this.#how.begin('upgrade');
      await upgrade(this.#server, this.#facts, steps.upgradeHardware);
    }
  }

  #isAsSeen(): boolean {
    const { change } = this.#job.plan;
    return isSameRun(this.#facts, this.#seen) && isAsSeen(this.#facts, this.#seen, change);
  }

  /** @throws VsphereError (CHECK_FAILED); NotNowError */
  async #precheck(): Promise<void> {
    const check = () => precheck(this.#server, this.#facts, this.#job.plan.change);
    try {
      await check();
    } catch (error) {
      requireFound(error);
      // Other work that has begun since, or another host, may explain what was found. One that somebody else has taken over is left alone.
      await this.#awaitTurn();
      if (this.#isAsSeen()) {
        await check();
      }
    }
  }

  async #checkOff(): Promise<void> {
    // What an earlier run did to it, this one does not know: it may have cut it.
    const wasCut = this.#wasCut || isOff(this.#job.plan.facts);
    try {
      this.#facts = await checkOff(this.#server, this.#facts, this.#job.plan, { wasCut });
      this.#readAt = performance.now();
    } catch (error) {
      const code = error instanceof VsphereError ? error.code : '';
      this.#begun &&= code !== 'HA_FAILOVER' && code !== 'LEFT_OFF';
      throw error;
    }
  }

  /** @returns undefined if the VM is changed in the state that it is in */
  async #powerDown(): Promise<RunEnd | undefined> {
    const { steps, change } = this.#job.plan;
    const { powerCycle, discardSuspended } = steps;
    if (powerCycle === undefined && discardSuspended !== true && this.#job.mayGoOff !== true) {
      return undefined;
    }
    this.#powerAt = 'poweredOff';
    this.#readAt = Number.NEGATIVE_INFINITY;
    this.#isTouched = this.#job.mayGoOff === true;
    if (powerCycle !== undefined) {
      // The check beforehand takes its time.
      await this.#awaitTurn();
      if (this.#job.mayGoOff === true && isOff(this.#facts)) {
        return 'off';
      }
      if (!this.#isAsSeen()) {
        return 'elsewhere';
      }
      this.#begun = true;
      this.#isTouched = true;
      this.#server.mayBeOff(this.#facts.moRef);
      const ready = () => awaitTurn(this.#server, this.#facts, this.#job.plan);
      return powerDown(this.#server, this.#facts, {
        mode: powerCycle,
        change,
        ready,
        ...this.#how,
      });
    }
    if (discardSuspended === true) {
      await this.#awaitTurn();
      if (!this.#isAsSeen()) {
        return 'elsewhere';
      }
      await this.#how.begin('discard');
      const watch = new RunWatch(this.#server, this.#facts, change);
      return forcePowerOff(this.#server, this.#facts, watch);
    }
    return awaitShutdown(this.#server, this.#facts, { change, ...this.#how });
  }

  /** @throws NotNowError; VsphereError (GUEST_STAYS_ON) if an earlier run has asked its guest to go */
  async #awaitTurn(): Promise<void> {
    try {
      const turn = await awaitTurn(this.#server, this.#facts, this.#job.plan);
      this.#facts = turn.facts;
      this.#job = atTurn(this.#job, turn);
    } catch (error) {
      const isAsked = error instanceof NotNowError && this.#job.mayGoOff === true;
      // Nothing was done to it, and whatever is under way there must not be met by a power-on.
      this.#begun &&= !(error instanceof NotNowError);
      throw isAsked ? mayStillGoOff(this.#facts, error) : error;
    }
  }

  /** Somebody else has taken the VM over: from here on nothing is done to it. @throws VsphereError PLAN_STALE, LEFT_OFF */
  async #leaveAlone(): Promise<void> {
    this.#begun = false;
    await this.#reread();
    const { powerState, path } = this.#facts;
    if (this.#isTouched && this.#job.powerAfter === 'poweredOn' && powerState === 'poweredOff') {
      const message = `${path} IS OFF: somebody else has powered it on and off meanwhile, so it was left alone`;
      throw new VsphereError('LEFT_OFF', message);
    }
    requireDone(this.#job, this.#facts);
    this.#isDone = true;
  }

  async change(): Promise<void> {
    const { change, facts } = this.#job.plan;
    if (this.#isDone || isEmpty(change)) {
      return;
    }
    // Its power and its hardware are part of what changeVersion stands for, as far as is known.
    if (this.#latest === undefined) {
      await this.#reread();
    }
    const { powerState } = this.#facts;
    if (powerState !== this.#powerAt) {
      await this.#leaveAlone();
      return;
    }
    // What somebody else has made a rollback of this run leaves.
    if (isEmpty(unmet(this.#facts, change))) {
      return;
    }
    if (!isAsSeen(this.#facts, { ...facts, powerState }, change)) {
      throw stale(facts);
    }
    await this.#how.begin('reconfigure');
    this.#changed = true;
    const how = await changeConfig(this.#server, this.#facts, change, { patient: true });
    if (how === 'found') {
      this.#changed = false;
      await this.#how.begin('found-made');
    }
    await this.#reread();
    const missing = unmet(this.#facts, change);
    if (!isEmpty(missing)) {
      throw new IgnoredError(this.#facts, missing);
    }
  }

  /** Puts the VM back into the state it had. @throws VsphereError LEFT_OFF, OUTCOME_UNKNOWN where it is gone; where the VM could only be started without the change, why it would not start with it */
  async restore(failure: unknown): Promise<void> {
    if (!this.#begun) {
      if (!this.#isDone) {
        await requireNotLeftOff(this.#server, this.#job, failure);
      }
      return;
    }
    try {
      await this.#putBack(failure);
    } catch (error) {
      throw error instanceof GoneError ? vanished(this.#facts, error) : error;
    }
  }

  async #putBack(failure: unknown): Promise<void> {
    requireThere(failure);
    const { templateAfter, powerAfter } = this.#job;
    if (templateAfter) {
      await this.#beginBack('to-template');
      await convertToTemplate(this.#server, this.#facts);
    }
    const now = this.#latest;
    if (
      powerAfter !== 'poweredOn' ||
      (now ? isOn(now) : await readsAsOn(this.#server, this.#facts))
    ) {
      return;
    }
    const begin = (step: StepName) => this.#beginBack(step);
    const startAgain = new StartAgain(this.#server, this.#job, this.#facts, begin, failure);
    this.#started = await startAgain.run(this.#changed, now);
  }

  /** On the way back nothing holds a VM up, not even a journal that cannot be written: the outcome, written next, tells of that. */
  async #beginBack(step: StepName): Promise<void> {
    await this.#how.begin(step).catch(() => undefined);
  }

  /** The VM as it was read a moment ago, if nothing was done to it since; undefined if it has to be read again, also for want of its power state. */
  get #latest(): VmFacts | undefined {
    const isLate = performance.now() - this.#readAt >= latestMs;
    return isLate || this.#facts.powerState === undefined ? undefined : this.#facts;
  }

  async #reread(): Promise<void> {
    const reread = () => rereadOne(this.#server.session, this.#facts, this.#job.plan.change);
    this.#facts = await this.#server.patiently(reread);
    this.#readAt = performance.now();
  }
}
