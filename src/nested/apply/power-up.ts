import { VsphereError } from '../../errors.ts';
import type { VirtualMachineQuestionInfo } from '../../vim25/index.ts';
import { powerOn, powerOnByDrs, type VmRuntime } from '../../vsphere/index.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import type { PlannedSteps } from '../plan/vm-plan.ts';
import { stale, whileBusy } from './change-config.ts';
import { waitUntilIdle } from './lost-answer.ts';
import { rereadOne } from './reread.ts';
import type { ServerAccess } from './server-access.ts';

/** How long a VM whose power-on is over may take to be read as on. */
const settleMs = 10_000;

/** Asked at a power-on where the host cannot offer what nestedHVEnabled asks for; vsphere-facts 3.3 has the key that answers it. */
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

/** One way of starting a VM; tells whether the start is known to be over. */
export type PowerOn = () => Promise<boolean>;

/** The ways there are, the best first: where DRS wants it, and where it ran. With devices of its host a VM is only whole there. */
export function waysToPowerOn(
  server: ServerAccess,
  { moRef, host }: VmFacts,
  { startOnOwnHost }: PlannedSteps,
): readonly PowerOn[] {
  const { session, tasks } = server;
  const datacenter = server.datacenterOf(moRef);
  const byDrs = datacenter && (() => powerOnByDrs(session, tasks, datacenter, moRef));
  const onItsHost: PowerOn = async () => {
    await powerOn(session, tasks, moRef, host);
    return true;
  };
  return byDrs === undefined || startOnOwnHost === true ? [onItsHost] : [byDrs, onItsHost];
}

/**
 * Starts a VM in one way, unless somebody else has. It is on when it is read so: neither a task's success nor its failure is proof.
 *
 * @throws what the call threw where the VM is not on afterwards; VsphereError (QUESTION_PENDING, STILL_OFF, PLAN_STALE)
 */
export async function startVm(server: ServerAccess, facts: VmFacts, start: PowerOn): Promise<void> {
  const { moRef, path } = facts;
  const guard = new QuestionGuard(server, facts);
  let failure: unknown;
  let withinMs = settleMs;
  try {
    const startOnce = async (): Promise<void> => {
      withinMs = (await startIfOff(server, facts, start)) ? settleMs : unnamedMs;
    };
    await Promise.race([whileBusy(startOnce, server.options), guard.asked]);
  } catch (error) {
    failure = error;
    withinMs = 0;
  } finally {
    guard.end();
  }
  if (failure instanceof QuestionError) {
    throw failure;
  }
  const runtime = await server.patiently(async () => {
    await waitUntilIdle(server.session, moRef);
    return server.runtimes.waitFor(moRef, isOn, withinMs);
  });
  if (runtime === undefined) {
    throw failure ?? new VsphereError('STILL_OFF', `${path} is off though its power-on succeeded`);
  }
}

/** @throws VsphereError (PLAN_STALE) if somebody else has suspended the VM, or another one has its place */
async function startIfOff(server: ServerAccess, facts: VmFacts, start: PowerOn): Promise<boolean> {
  const now = await server.patiently(() => rereadOne(server.session, facts, { extraConfig: [] }));
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
  readonly #server: ServerAccess;
  readonly #facts: VmFacts;

  constructor(server: ServerAccess, facts: VmFacts) {
    this.#server = server;
    this.#facts = facts;
    this.asked = new Promise((_resolve, reject) => {
      this.#watch().catch(reject);
    });
    this.asked.catch(() => undefined);
  }

  end(): void {
    this.#over = true;
  }

  async #watch(): Promise<void> {
    const { runtimes, session, options } = this.#server;
    const { moRef } = this.#facts;
    const asksOrEnds = (runtime: VmRuntime): boolean =>
      this.#over || isOn(runtime) || runtime.question !== undefined;
    while (!this.#over) {
      const runtime = await this.#server.patiently(() =>
        runtimes.waitFor(moRef, asksOrEnds, options.patienceMs),
      );
      const question = (runtime as VmRuntime | undefined)?.question;
      if (this.#over || question === undefined) {
        return;
      }
      const refusal = refusalOf(question);
      if (refusal === undefined) {
        throw new QuestionError(this.#facts, question);
      }
      // Not to go on without it: the power-on fails, and tells so itself.
      await session.call('AnswerVM', moRef, { questionId: question.id, answerChoice: refusal });
    }
  }
}

/** The choice that means no, of the question that is ours. */
function refusalOf({ text, message, choice }: VirtualMachineQuestionInfo): string | undefined {
  const isOurs =
    text.includes(noVirtualization) || (message ?? []).some(({ id }) => id === noVirtualization);
  return isOurs ? choice.choiceInfo.find(({ label }) => /^no$/i.test(label))?.key : undefined;
}
