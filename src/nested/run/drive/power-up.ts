import { setTimeout as sleep } from 'node:timers/promises';
import { ExchangeError, TaskUnknownError, VsphereError } from '../../../errors.ts';
import type { MoRef, VirtualMachineQuestionInfo } from '../../../vim25/index.ts';
import { type Patience, powerOn, powerOnByDrs, type VmRuntime } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import type { VmChange } from '../../plan/change.ts';
import type { VmPlan } from '../../plan/vm-plan.ts';
import { stale, whileBusy } from './change-config.ts';
import { waitUntilIdle } from './idle.ts';
import { rereadOne } from './reread.ts';
import type { ServerContext } from './server-context.ts';

/** How long a VM whose power-on is over may take to be read as on. */
const settleMs = 10_000;

/** Asked at a power-on where the host cannot offer what nestedHVEnabled asks for; docs/facts.md#no-virtualization-question has the key that answers it. */
const noVirtualization = 'msg.cpuid.noVHVQuestion';

export const isOn = ({ powerState }: { readonly powerState: string | undefined }): boolean =>
  powerState === 'poweredOn';

/** A power-on that waits for somebody to answer a question that is not ours. */
export class QuestionError extends VsphereError {
  override name = 'QuestionError';

  constructor({ path }: VmFacts, { text }: VirtualMachineQuestionInfo) {
    super('QUESTION_PENDING', `${path} waits for an answer: ${text}`);
  }
}

/** How long a VM may take to be read as on that the server has tried to start, and named no task for. */
const unnamedMs = 120_000;

/** How many looks in a row have to find a VM off and idle before a start of which no answer came is sent again. */
const looksAfterLoss = 10;

/** The descriptionId of PowerOnMultiVM_Task, which is a task of the datacenter (TaskManager.description, in govmomi's simulator/vpx/task_manager.go). [SRC] */
const placing = 'Datacenter.powerOnVm';

/** A VM that is on. */
export interface Started {
  /** As it was read right after its start, with details; absent if it was not read then. */
  readonly now?: VmFacts;
}

/** One way of starting a VM. */
export interface WayToPowerOn {
  /** Where DRS is asked: what has not come to the VM yet shows there. */
  readonly datacenter?: MoRef;
  /** Tells whether the start is known to be over. */
  readonly start: () => Promise<boolean>;
}

/**
 * The ways there are, the best first: where DRS wants it, and where it ran. With devices of its host a VM is only whole there, and a VM whose
 * key is in doubt starts on the host that had it.
 */
export function waysToPowerOn(
  server: ServerContext,
  { moRef, host, datacenter }: VmFacts,
  { steps, keyGroup }: VmPlan,
): readonly WayToPowerOn[] {
  const { session, runTask } = server;
  const onItsHost: WayToPowerOn = {
    start: async () => {
      await powerOn(session, runTask, moRef, host);
      return true;
    },
  };
  if (datacenter === undefined || steps.startOnOwnHost === true || keyGroup !== undefined) {
    return [onItsHost];
  }
  const start = () => powerOnByDrs(session, runTask, datacenter, moRef);
  return [{ datacenter, start }, onItsHost];
}

/** Whether the way to the server failed, and not the start: that says nothing about the VM. */
export function isTransportError(error: unknown): boolean {
  return error instanceof ExchangeError || error instanceof TaskUnknownError;
}

/**
 * Starts a VM in one way, unless somebody else has. It is on when it is read so: neither a task's success nor its failure is proof. If the
 * request or its answer was lost, it is sent again only to a VM that stays off with no task under way, until the patience is over.
 *
 * @param now the VM as it was read a moment ago; undefined if it has to be read first
 * @throws what the call threw where the VM is not on afterwards; VsphereError (QUESTION_PENDING, STILL_OFF, PLAN_STALE)
 */
export async function startVm(
  server: ServerContext,
  { change }: VmPlan,
  facts: VmFacts,
  way: WayToPowerOn,
  patience: Patience,
  now?: VmFacts,
): Promise<Started> {
  let latest = now;
  for (;;) {
    const { started, failure } = await tryToStart(server, change, facts, way, latest);
    if (started !== undefined) {
      return started;
    }
    latest = undefined;
    if (!isTransportError(failure)) {
      throw failure;
    }
    do {
      await patience.pause(failure);
    } while (!(await isIdle(server, facts, way)));
  }
}

/** @returns what `startVm` does, or why the VM is not on */
async function tryToStart(
  server: ServerContext,
  change: VmChange,
  facts: VmFacts,
  way: WayToPowerOn,
  now: VmFacts | undefined,
): Promise<{ readonly started?: Started; readonly failure?: unknown }> {
  const { moRef, path } = facts;
  const { session } = server;
  const guard = new QuestionGuard(server, facts);
  let failure: unknown;
  let withinMs = settleMs;
  let latest = now;
  try {
    const startOnce = async (): Promise<void> => {
      const seen = latest;
      latest = undefined;
      withinMs = (await startIfOff(server, facts, way, seen)) ? settleMs : unnamedMs;
    };
    await Promise.race([whileBusy(startOnce, server.options), guard.asked]);
  } catch (error) {
    failure = error;
    withinMs = isTransportError(error) ? looksAfterLoss * server.options.pollMs : 0;
  } finally {
    guard.end();
  }
  if (failure instanceof QuestionError) {
    return { failure };
  }
  if (failure === undefined) {
    // If its guest is back as well, this is what proves the change, too.
    const details = { details: true };
    const started = await server.patiently(() => rereadOne(session, facts, change, details));
    if (isOn(started)) {
      return { started: { now: started } };
    }
  }
  await server.patiently(() => waitUntilIdle(session, moRef));
  const runtime = await server.watchPower(moRef, isOn, withinMs);
  const message = `${path} is off though its power-on succeeded`;
  return runtime === undefined
    ? { failure: failure ?? new VsphereError('STILL_OFF', message) }
    : { started: {} };
}

/** Whether no task is under way that may start the VM yet. */
async function isIdle(
  server: ServerContext,
  { moRef }: VmFacts,
  { datacenter }: WayToPowerOn,
): Promise<boolean> {
  return server.patiently(async () => {
    const { session } = server;
    // It ends when the VM's own task has begun, so the VM is looked at after it.
    const isPlaced =
      datacenter === undefined || (await waitUntilIdle(session, datacenter, { only: placing }));
    return isPlaced && (await waitUntilIdle(session, moRef));
  });
}

/** @throws VsphereError (PLAN_STALE) if somebody else has suspended the VM, or another one has its place */
async function startIfOff(
  server: ServerContext,
  facts: VmFacts,
  { start }: WayToPowerOn,
  seen: VmFacts | undefined,
): Promise<boolean> {
  const now =
    seen ?? (await server.patiently(() => rereadOne(server.session, facts, { extraConfig: [] })));
  if (now.powerState === 'suspended' || now.instanceUuid !== facts.instanceUuid) {
    throw stale(facts);
  }
  return isOn(now) || start();
}

/** Looks for questions while a VM is being started, and answers the one that we have brought about. */
class QuestionGuard {
  /** Rejects at a question that is not ours to answer, and never resolves. */
  readonly asked: Promise<never>;
  #over: boolean = false;
  readonly #server: ServerContext;
  readonly #facts: VmFacts;

  constructor(server: ServerContext, facts: VmFacts) {
    this.#server = server;
    this.#facts = facts;
    this.asked = new Promise((_resolve, reject) => {
      // That nobody can look for questions ends no power-on: it is under way.
      this.#watch().catch((error: unknown) => {
        if (!(error instanceof ExchangeError)) {
          reject(error);
        }
      });
    });
    this.asked.catch(() => undefined);
  }

  end(): void {
    this.#over = true;
  }

  async #watch(): Promise<void> {
    const { session, options } = this.#server;
    const { moRef } = this.#facts;
    // Most starts are over by then.
    await sleep(options.pollMs);
    const asksOrEnds = (runtime: VmRuntime): boolean =>
      this.#over || isOn(runtime) || runtime.question !== undefined;
    while (!this.#over) {
      const runtime = await this.#server.watchPower(moRef, asksOrEnds, options.patienceMs);
      const question = runtime?.question;
      if (this.#over || question === undefined) {
        return;
      }
      const refusal = refusalOf(question);
      if (refusal === undefined) {
        throw new QuestionError(this.#facts, question);
      }
      // Not to go on without it: the power-on fails, and tells so itself.
      const answer = { questionId: question.id, answerChoice: refusal };
      await session.call('AnswerVM', moRef, answer).catch(async (error: unknown) => {
        // Whether it was answered shows in whether it is still asked.
        if (!(error instanceof ExchangeError)) {
          throw error;
        }
        await sleep(options.pollMs);
      });
    }
  }
}

/** The choice that means no, of the question that is ours. */
function refusalOf({ text, message, choice }: VirtualMachineQuestionInfo): string | undefined {
  const isOurs =
    text.includes(noVirtualization) || (message ?? []).some(({ id }) => id === noVirtualization);
  return isOurs ? choice.choiceInfo.find(({ label }) => /^no$/i.test(label))?.key : undefined;
}
