import { faultOf, GoneError, VsphereError } from '../../errors.ts';
import { upgradeHardware } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { isEmpty, reverse, unmet } from '../plan/change.ts';
import { changeConfig, isAsSeen, stale, whileBusy } from './change-config.ts';
import { IgnoredError } from './ignored-error.ts';
import type { Job } from './job.ts';
import { awaitShutdown, forcePowerOff, isOff, powerDown } from './power-down.ts';
import { isOn, QuestionError, startVm, waysToPowerOn } from './power-up.ts';
import { precheck } from './precheck.ts';
import { rereadOne } from './reread.ts';
import type { ServerAccess } from './server-access.ts';
import type { StepHooks, StepName } from './steps.ts';
import { convertToTemplate, convertToVm } from './template.ts';

/**
 * Takes one VM through all of its steps: off, if it must be; changed; read back; and into the state that it had, also where something
 * went wrong on the way.
 *
 * @throws VsphereError LEFT_OFF where it could not be started again, GUEST_STAYS_ON, PLAN_STALE, OUTCOME_UNKNOWN, CHECK_FAILED;
 * IgnoredError; the errors of the calls
 */
export async function driveVm(server: ServerAccess, job: Job, how: StepHooks): Promise<void> {
  const drive = new Drive(server, job, how);
  const { moRef, powerState } = job.plan.facts;
  if (job.powerAfter === 'poweredOn' && (job.mayGoOff === true || powerState !== 'poweredOn')) {
    server.mayBeOff(moRef);
  }
  let failure: unknown;
  try {
    await drive.prepare();
    await drive.change();
  } catch (error) {
    failure = error;
  }
  try {
    await drive.restore(failure);
  } finally {
    server.isBack(moRef);
  }
  if (failure !== undefined) {
    throw failure;
  }
}

class Drive {
  readonly #server: ServerAccess;
  readonly #job: Job;
  readonly #how: StepHooks;
  #facts: VmFacts;
  /** Whether anything was done, or is to be done, to the VM: one that somebody else has changed is left alone. */
  #begun: boolean = false;
  #changed: boolean = false;

  constructor(server: ServerAccess, job: Job, how: StepHooks) {
    this.#server = server;
    this.#job = job;
    this.#how = how;
    this.#facts = job.plan.facts;
  }

  /** Brings the VM into a state in which it can be changed. */
  async prepare(): Promise<void> {
    const { steps, change, facts } = this.#job.plan;
    await this.#reread();
    const wentOff = this.#job.mayGoOff === true && isOff(this.#facts);
    const seen = wentOff ? { ...facts, powerState: this.#facts.powerState } : facts;
    if (!isAsSeen(this.#facts, seen, change)) {
      throw stale(facts);
    }
    if (steps.powerCycle !== undefined && !wentOff) {
      await precheck(this.#server, this.#facts, change);
    }
    this.#begun = true;
    if (!wentOff) {
      await this.#bringDown();
    }
    if (steps.discardSuspended === true) {
      await this.#how.begin('discard');
      await forcePowerOff(this.#server, this.#facts);
    }
    if (steps.convertTemplate !== undefined) {
      await this.#how.begin('to-vm');
      await convertToVm(this.#server, this.#facts, steps.convertTemplate);
    }
    if (steps.upgradeHardware !== undefined) {
      await this.#upgrade(steps.upgradeHardware);
    }
  }

  async #bringDown(): Promise<void> {
    const { powerCycle } = this.#job.plan.steps;
    if (powerCycle !== undefined) {
      this.#server.mayBeOff(this.#facts.moRef);
      await powerDown(this.#server, this.#facts, { mode: powerCycle, ...this.#how });
    } else if (this.#job.mayGoOff === true) {
      await awaitShutdown(this.#server, this.#facts, this.#how);
    }
  }

  async change(): Promise<void> {
    const { change } = this.#job.plan;
    if (isEmpty(change)) {
      return;
    }
    // Its power and its hardware are part of what changeVersion stands for, as far as is known.
    await this.#reread();
    await this.#how.begin('reconfigure');
    this.#changed = true;
    await changeConfig(this.#server, this.#facts, change, { patient: true });
    await this.#reread();
    const missing = unmet(this.#facts, change);
    if (!isEmpty(missing)) {
      throw new IgnoredError(this.#facts, missing);
    }
  }

  /**
   * Puts the VM back into the state it had.
   *
   * @throws VsphereError LEFT_OFF, OUTCOME_UNKNOWN where it is gone; where the VM could only be started without the change, why it would not start with it
   */
  async restore(failure: unknown): Promise<void> {
    if (!this.#begun) {
      await this.#requireNotLeftOff(failure);
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
    if (powerAfter === 'poweredOn' && !(await this.#isOn())) {
      await this.#bringUp(failure);
    }
  }

  /** On the way back nothing holds a VM up, not even a journal that cannot be written: the outcome, written next, tells of that. */
  async #beginBack(step: StepName): Promise<void> {
    await this.#how.begin(step).catch(() => undefined);
  }

  /** A VM that an earlier run has brought down and that was not touched now is down still: that has to be said. */
  async #requireNotLeftOff(failure: unknown): Promise<void> {
    const { powerAfter, plan } = this.#job;
    const wasDown = powerAfter === 'poweredOn' && plan.facts.powerState !== 'poweredOn';
    if (wasDown && !(await this.#isOn())) {
      throw leftOff(`${plan.facts.path} IS OFF since an earlier run, and was not touched`, [
        failure,
      ]);
    }
  }

  async #isOn(): Promise<boolean> {
    const { moRef } = this.#facts;
    try {
      const runtime = await this.#server.patiently(() =>
        this.#server.runtimes.waitFor(moRef, isOn, 0),
      );
      return runtime !== undefined;
    } catch (error) {
      requireThere(error);
      throw leftOff(`${this.#facts.path} may be OFF: it could not be read any more`, [error]);
    }
  }

  async #bringUp(failure: unknown): Promise<void> {
    const reasons: unknown[] = failure === undefined ? [] : [failure];
    for (const start of waysToPowerOn(this.#server, this.#facts)) {
      if (await this.#starts(start, reasons)) {
        return;
      }
    }
    if (this.#changed && (await this.#takenBack(reasons))) {
      const [start] = waysToPowerOn(this.#server, this.#facts).slice(-1);
      if (start !== undefined && (await this.#starts(start, reasons))) {
        const message = `${this.#facts.path} would not start with the change; that was taken back, and it runs again: ${reasonsOf(reasons)}`;
        throw failure ?? new VsphereError('POWER_ON_FAILED', message, { cause: reasons[0] });
      }
    }
    throw this.#leftOff(reasons);
  }

  async #starts(start: () => Promise<void>, reasons: unknown[]): Promise<boolean> {
    await this.#beginBack('power-on');
    try {
      await startVm(this.#server, this.#facts, start);
      return true;
    } catch (error) {
      requireThere(error);
      reasons.push(error);
      if (error instanceof QuestionError) {
        throw this.#leftOff(reasons);
      }
      return false;
    }
  }

  async #takenBack(reasons: unknown[]): Promise<boolean> {
    try {
      await this.#server.patiently(() => this.#reread());
      const back = unmet(this.#facts, reverse(this.#job.plan.change));
      if (!isEmpty(back)) {
        await this.#beginBack('take-back');
        await changeConfig(this.#server, this.#facts, back, { patient: true });
      }
      return true;
    } catch (error) {
      requireThere(error);
      reasons.push(error);
      return false;
    }
  }

  #leftOff(reasons: readonly unknown[]): VsphereError {
    return leftOff(`${this.#facts.path} IS OFF and could not be started again`, reasons);
  }

  async #upgrade(version: string): Promise<void> {
    const { session, tasks } = this.#server;
    await this.#how.begin('upgrade');
    try {
      await whileBusy(() => upgradeHardware(session, tasks, this.#facts.moRef, version));
    } catch (error) {
      if (faultOf(error)?.type !== 'AlreadyUpgraded') {
        throw error;
      }
    }
  }

  async #reread(): Promise<void> {
    const { session } = this.#server;
    const { change } = this.#job.plan;
    this.#facts = await this.#server.patiently(() => rereadOne(session, this.#facts, change));
  }
}

/** A VM that is gone is not brought back by trying. @throws GoneError the error, where it is one */
function requireThere(error: unknown): void {
  if (error instanceof GoneError) {
    throw error;
  }
}

function vanished({ path }: VmFacts, cause: GoneError): VsphereError {
  const message = `${path} is no longer there: it was deleted or unregistered while it was worked on`;
  return new VsphereError('OUTCOME_UNKNOWN', message, { cause });
}

function leftOff(what: string, reasons: readonly unknown[]): VsphereError {
  const cause = reasons.at(-1);
  return new VsphereError('LEFT_OFF', `${what}: ${reasonsOf(reasons)}`, { cause });
}

function reasonsOf(reasons: readonly unknown[]): string {
  const texts = reasons.map((reason) =>
    reason instanceof Error ? reason.message : String(reason),
  );
  return [...new Set(texts)].join('; ');
}
