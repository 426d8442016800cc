import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { AbortedError, answerWasLost, LoginError, VsphereError } from '../errors.ts';
import type { SoapClient } from '../soap/index.ts';
import type { AboutInfo, MoRef, ServiceContent, UserSession } from '../vim25/index.ts';

/** How long a login that is under way is waited for when the caller gives up, and its end for an answer. */
const patienceMs = 10_000;

/** Who logs in, and who is to know of it. */
export interface LoginOptions {
  readonly username: string;
  /** A function is asked where there is a login to be made, and not where `cookie` will do: for who would have to ask a person. */
  readonly password: string | (() => Promise<string>);
  readonly signal?: AbortSignal | undefined;
  /**
   * Called when the server has said what it is, and before the password is asked for. It may wait, and end the login by throwing:
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
 * @throws LoginError, AbortedError, what `beforeLogin` throws
 */
export async function logIn(
  client: SoapClient,
  { sessionManager, about }: ServiceContent,
  { username, password, signal, beforeLogin, onRefused }: LoginOptions,
): Promise<UserSession> {
  const { endpoint } = client.transport;
  if (sessionManager === undefined) {
    throw new VsphereError('UNSUPPORTED', `${endpoint} has no SessionManager to log in at`);
  }
  client.cookie.forget();
  await beforeLogin?.(about);
  const secret = typeof password === 'string' ? password : await password();
  client.keepSecret(secret);
  const over = new AbortController();
  try {
    const parameters = { userName: username, password: secret };
    const options = { signal: afterwards(signal, over.signal) };
    const user = await client.call('Login', sessionManager, parameters, options);
    if (signal?.aborted) {
      const message = `the login at ${endpoint} was given up`;
      throw new AbortedError(message, { endpoint, requestSent: true });
    }
    return user;
  } catch (error) {
    // A Login whose answer was lost half-way has made a session all the same.
    if (client.cookie.value !== undefined && answerWasLost(error)) {
      await endSession(client, sessionManager);
    }
    if (error instanceof LoginError) {
      onRefused?.();
    }
    const who = `${username} at ${endpoint}`;
    throw error instanceof LoginError ? new LoginError(who, error.fault) : error;
  } finally {
    over.abort();
  }
}

async function endSession(client: SoapClient, sessionManager: MoRef): Promise<void> {
  const options = { deadlineMs: patienceMs };
  await client.call('Logout', sessionManager, {}, options).catch(() => undefined);
}

/** Fires some time after `signal`; at once where that has fired already. Until `over` fires, that is. */
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
