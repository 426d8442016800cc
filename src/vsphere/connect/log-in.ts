import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { AbortedError, answerWasLost, LoginError, VsphereError } from '../../errors.ts';
import type { SoapClient } from '../../soap/index.ts';
import type { AboutInfo, MoRef, ServiceContent, UserSession } from '../../vim25/index.ts';
import { asRefusal, type Credentials, prepareLogin } from './credentials.ts';

/** How long a login that is under way is waited for when the caller gives up, and its end for an answer. */
const patienceMs = 10_000;

/** Who is to know of a login. */
export interface LoginHooks {
  readonly signal?: AbortSignal | undefined;
  /**
   * Called when the server has said what it is, and before the password (the token, the ticket) is asked for. It may wait, and end the login by throwing:
   * who logs in to many servers keeps one wrong password from being tried at all of them.
   */
  readonly beforeLogin?: ((about: AboutInfo) => Promise<void>) | undefined;
  /** Called when a login is refused, also one that was to renew the session: who logs in elsewhere as the same user learns of it. */
  readonly onRefused?: (() => void) | undefined;
  /** Called when a login that `beforeLogin` was called for is over, whichever way it went: the next one may begin. */
  readonly afterLogin?: (() => void) | undefined;
}

/**
 * Logs in. A server that has the request makes a session whoever waits for the answer, and only the answer says which to end: so one
 * that the caller gives up is still waited for, and its session ended.
 *
 * @throws LoginError, AbortedError, what `beforeLogin` and `prepareLogin` throw
 */
export async function logIn(
  client: SoapClient,
  { sessionManager, about }: ServiceContent,
  credentials: Credentials,
  { signal, beforeLogin, onRefused }: LoginHooks,
): Promise<UserSession> {
  const { endpoint } = client.transport;
  if (sessionManager === undefined) {
    throw new VsphereError('UNSUPPORTED', `${endpoint} has no SessionManager to log in at`);
  }
  client.cookie.forget();
  await beforeLogin?.(about);
  const attempt = await prepareLogin(client, sessionManager, credentials);
  const over = new AbortController();
  try {
    const user = await attempt.send({ signal: afterwards(signal, over.signal) });
    if (signal?.aborted) {
      const message = `the login at ${endpoint} was given up`;
      throw new AbortedError(message, { endpoint, requestSent: true });
    }
    return user;
  } catch (error) {
    // One whose answer was lost half-way has made a session all the same.
    if (client.cookie.value !== undefined && answerWasLost(error)) {
      await endSession(client, sessionManager);
    }
    const told = asRefusal(error, attempt, endpoint);
    if (told instanceof LoginError) {
      onRefused?.();
    }
    throw told;
  } finally {
    over.abort();
  }
}

async function endSession(client: SoapClient, sessionManager: MoRef): Promise<void> {
  const options = { deadlineMs: patienceMs };
  await client.call('Logout', sessionManager, {}, options).catch(() => undefined);
}

/** Fires ten seconds after `signal`, unless `over` fires first; at once where `signal` had fired already. */
function afterwards(signal: AbortSignal | undefined, over: AbortSignal): AbortSignal | undefined {
  if (signal === undefined || signal.aborted) {
    return signal;
  }
  const late = new AbortController();
  once(signal, 'abort', { signal: over })
    .then(() => sleep(patienceMs, undefined, { signal: over }))
    .then(
      () => late.abort(),
      () => undefined,
    );
  return late.signal;
}
