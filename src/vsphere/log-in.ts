import { answerWasLost, LoginError, VsphereError } from '../errors.ts';
import type { SoapClient } from '../soap/index.ts';
import type { AboutInfo, ServiceContent, UserSession } from '../vim25/index.ts';

/** Who logs in, and who is to know of it. */
export interface LoginOptions {
  readonly username: string;
  readonly password: string;
  readonly signal?: AbortSignal | undefined;
  /**
   * Called when the server has said what it is, and before the password is sent. It may wait, and end the login by throwing:
   * who logs in to many servers keeps one wrong password from being tried at all of them.
   */
  readonly beforeLogin?: ((about: AboutInfo) => Promise<void>) | undefined;
  /** Called when a login is refused, also one that was to renew the session: who logs in elsewhere as the same user learns of it. */
  readonly onRefused?: (() => void) | undefined;
}

/**
 * One login, tried once.
 *
 * @throws LoginError; VsphereError (UNSUPPORTED) where there is nothing to log in at; what `beforeLogin` throws
 */
export async function logIn(
  client: SoapClient,
  { sessionManager, about }: ServiceContent,
  { username: userName, password, signal, beforeLogin, onRefused }: LoginOptions,
): Promise<UserSession> {
  if (sessionManager === undefined) {
    const { endpoint } = client.transport;
    throw new VsphereError('UNSUPPORTED', `${endpoint} has no SessionManager to log in at`);
  }
  await beforeLogin?.(about);
  try {
    return await client.call('Login', sessionManager, { userName, password }, { signal });
  } catch (error) {
    // A Login whose answer was lost half-way has made a session all the same.
    if (client.cookie.value !== undefined && answerWasLost(error)) {
      const options = { deadlineMs: 10_000 };
      await client.call('Logout', sessionManager, {}, options).catch(() => undefined);
    }
    if (error instanceof LoginError) {
      onRefused?.();
    }
    const who = `${userName} at ${client.transport.endpoint}`;
    throw error instanceof LoginError ? new LoginError(who, error.fault) : error;
  }
}
