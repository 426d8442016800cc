import {
  type CallOptions,
  type GuestLogin,
  GuestOperations,
  type Session,
} from '../../vsphere/index.ts';
import { forEachLimited } from '../pool.ts';
import { type Asking, askGuest } from './ask-guest.ts';
import { type Evidence, retrieveEvidence, type Target } from './evidence.ts';
import { refusalOf } from './guest-refusal.ts';
import { type GuestAnswer, judge } from './judge.ts';
import type { VmProof } from './levels.ts';

export interface VerifyOptions extends CallOptions {
  /** What every VM should be. Default: only whether its levels agree with each other. */
  readonly expect?: boolean | undefined;
  /** Also ask the guests that run, as this user. Default: they are left alone. */
  readonly guest?: GuestLogin | undefined;
  /**
   * SHA-256 of the certificates of guests that are an ESXi: those are asked by their own API, at the address that Tools report. Default: they
   * are not asked.
   */
  readonly guestFingerprints?: readonly string[] | undefined;
  /** Also keep what the program in the guest wrote: a temporary file in the guest, fetched and deleted. Default false. */
  readonly guestOutput?: boolean | undefined;
}

/** Guests asked at once. */
const guestsAtOnce = 16;

/**
 * Proves, VM by VM, what nested virtualization there is: reads everything again, asks the guests where a login is given, and judges. It
 * changes nothing but, with `guestOutput`, for a moment a file in the guest.
 *
 * @throws FaultError where the session has ended, ExchangeError; what one VM or guest refuses is in its proof instead
 */
export async function verify(
  session: Session,
  targets: readonly Target[],
  options: VerifyOptions = {},
): Promise<VmProof[]> {
  const evidence = await retrieveEvidence(session, targets, options);
  const answers =
    options.guest === undefined
      ? undefined
      : await askGuests(session, evidence, options.guest, options);
  return evidence.map((one) =>
    judge(one, answers && (answers.get(one.moRef.value) ?? {}), options.expect),
  );
}

async function askGuests(
  session: Session,
  evidence: readonly Evidence[],
  login: GuestLogin,
  options: VerifyOptions,
): Promise<ReadonlyMap<string, GuestAnswer>> {
  const running = evidence.filter(({ powerState }) => powerState === 'poweredOn');
  const answers = new Map<string, GuestAnswer>();
  if (running.length === 0) {
    return answers;
  }
  let guests: GuestOperations;
  try {
    guests = await GuestOperations.open(session, login, options);
  } catch (error) {
    const refusal = refusalOf(error);
    return new Map(running.map(({ moRef }) => [moRef.value, refusal]));
  }
  const asking: Asking = {
    login,
    withOutput: options.guestOutput ?? false,
    esxiPins: options.guestFingerprints ?? [],
  };
  const gate = new LoginGate(login.username);
  const ask = async (one: Evidence): Promise<void> => {
    const answer: GuestAnswer = gate.isShut
      ? { reason: 'GUEST_LOGIN_STOPPED' }
      : await askGuest(guests, one, asking, options);
    gate.learn(answer);
    answers.set(one.moRef.value, answer);
  };
  let alone = 0;
  for (const one of running) {
    if (gate.isOpen) {
      break;
    }
    await ask(one);
    alone += 1;
  }
  await forEachLimited(running.slice(alone), guestsAtOnce, ask);
  return answers;
}

/**
 * Keeps a wrong password from locking an account that many guests share: of a domain's user (`LAB\\ann`, `ann@lab`) the guests are asked one
 * after another until one has let it in, and after a refusal none is asked any more. Users of the guests' own are another one in each.
 */
class LoginGate {
  isOpen: boolean;
  isShut: boolean = false;
  readonly #isShared: boolean;

  constructor(username: string) {
    this.#isShared = /[\\@]/.test(username);
    this.isOpen = !this.#isShared;
  }

  learn({ reason, value }: GuestAnswer): void {
    this.isOpen ||= value !== undefined;
    this.isShut ||= this.#isShared && reason === 'GUEST_LOGIN_REFUSED';
  }
}
