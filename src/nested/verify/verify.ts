import {
  type CallOptions,
  type GuestLogin,
  GuestOperations,
  type Session,
} from '../../vsphere/index.ts';
import { forEachLimited } from '../for-each-limited.ts';
import { type Asking, askGuest } from './ask-guest.ts';
import { type Evidence, isReached, retrieveEvidence, type Target } from './evidence.ts';
import { GuestLoginGate } from './guest-login-gate.ts';
import { refusalOf } from './guest-refusal.ts';
import { type GuestAnswer, judge } from './judge.ts';
import type { VmProof } from './levels.ts';

export interface VerifyOptions extends CallOptions {
  /** What every VM should be. Default: only whether its levels agree with each other. */
  readonly expect?: boolean | undefined;
  /** Also ask the guests that run, as this user. Default: they are left alone. */
  readonly guest?: GuestLogin | undefined;
  /** What the same user's logins at the guests of other servers have come to. Default: there are no others. */
  readonly guestLoginGate?: GuestLoginGate | undefined;
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
  const running = evidence.filter((one) => one.powerState === 'poweredOn' && isReached(one));
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
  const { guestLoginGate: gate = new GuestLoginGate(login.username) } = options;
  await forEachLimited(running, guestsAtOnce, async (one) => {
    const answer = await gate.pass(() => askGuest(guests, one, asking, options));
    answers.set(one.moRef.value, answer);
  });
  return answers;
}
