import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { AbortedError, answerWasLost, LoginError, VsphereError } from '../errors.ts';
import type { SoapClient } from '../soap/index.ts';
import type { AboutInfo, MoRef, ServiceContent, UserSession } from '../vim25/index.ts';

/** How long a login that is under way is waited for when the caller gives up, and its end for an answer. */
const patienceMs = 10_000;

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly signal?: AbortSignal | undefined;
  readonly beforeLogin?: ((about: AboutInfo) => Promise<void>) | undefined;
  readonly onRefused?: (() => void) | undefined;
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
  { username, password, signal, beforeLogin, onRefused }: Credentials,
): Promise<UserSession> {
  const { endpoint } = client.transport;
  if (sessionManager === undefined) {
    throw new VsphereError('UNSUPPORTED', `${endpoint} has no SessionManager to log in at`);
  }
  client.cookie.forget();
  await beforeLogin?.(about);
  const over = new AbortController();
  try {
    const parameters = { userName: username, password };
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
