import { FaultError, InvalidValueError, LoginError, TokenEndedError } from '../../errors.ts';
import type { CallOptions, SoapClient } from '../../soap/index.ts';
import { type MoRef, readSamlToken, securityHeader, type UserSession } from '../../vim25/index.ts';

/** A secret, or who knows it: asked where there is a login to be made, and not where `cookie` will do. */
type Secret = string | (() => Promise<string>);

interface None {
  readonly username?: undefined;
  readonly password?: undefined;
  readonly token?: undefined;
  readonly cloneTicket?: undefined;
}

interface PasswordCredentials extends Omit<None, 'username' | 'password'> {
  readonly username: string;
  readonly password: Secret;
}

interface TokenCredentials extends Omit<None, 'token'> {
  /** A SAML 2.0 bearer assertion of the vCenter's token service, XML. It says itself who logs in. Holder-of-key tokens are refused. */
  readonly token: Secret;
}

interface TicketCredentials extends Omit<None, 'cloneTicket'> {
  /** What AcquireCloneTicket gave to a session of the same server. It is good once: a session made by it cannot be renewed. */
  readonly cloneTicket: Secret;
}

/** What a login is made with: user and password, a token, or a ticket. `Session.user` says who it was. */
export type Credentials = PasswordCredentials | TokenCredentials | TicketCredentials;

/** A login that is ready to be sent. */
interface Attempt {
  /** Who logs in, for errors: `root`, `the token of root@vsphere.local`. */
  readonly who: string;
  /** What a refusal means. */
  readonly means: string;
  send(options: CallOptions): Promise<UserSession>;
}

/**
 * Looks at credentials before anything is sent, as far as they are at hand.
 *
 * @param isSent whether they will be: a session that goes on does without
 * @throws InvalidValueError where there are several or none, or the token cannot be used; TokenEndedError
 */
export function checkCredentials(
  { password, token, cloneTicket }: Credentials,
  isSent: boolean,
): void {
  const given = [password, token, cloneTicket].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new InvalidValueError(
      'credentials',
      'must be one of these: username and password, token, cloneTicket',
    );
  }
  if (typeof token === 'string' && isSent) {
    readGoodToken(token);
  }
}

/**
 * Fetches the secret. From here on the client takes it out of whatever gets into an error.
 *
 * @throws InvalidValueError, TokenEndedError: nothing was sent
 */
export async function prepareLogin(
  client: SoapClient,
  manager: MoRef,
  { username, password, token, cloneTicket }: Credentials,
): Promise<Attempt> {
  if (token !== undefined) {
    const text = await fetch(token);
    client.keepTicket(text);
    const good = readGoodToken(text);
    const soapHeader = securityHeader(good);
    return {
      who: `the token of ${good.subject ?? 'nobody that it names'}`,
      means: 'the token is not good here, or whom it names has no rights',
      send: (options) => client.call('LoginByToken', manager, {}, { ...options, soapHeader }),
    };
  }
  if (cloneTicket !== undefined) {
    const ticket = await fetch(cloneTicket);
    client.keepTicket(ticket);
    return {
      who: 'a clone ticket',
      means: 'it was used before, its session is over, or it is from another server',
      send: (options) => client.call('CloneSession', manager, { cloneTicket: ticket }, options),
    };
  }
  const secret = await fetch(password);
  client.keepSecret(secret);
  return {
    who: username,
    means: 'a wrong user or password, or a locked account',
    send: (options) =>
      client.call('Login', manager, { userName: username, password: secret }, options),
  };
}

/**
 * A refusal under the name of who was refused. Whatever a server says against a token or a ticket refuses it: there is nothing else in
 * such a request. Against a password it is InvalidLogin alone.
 */
export function asRefusal(error: unknown, attempt: Attempt, endpoint: string): unknown {
  const isRefusal = error instanceof LoginError || isAboutTokenOrTicket(error);
  return isRefusal
    ? new LoginError(`${attempt.who} at ${endpoint}`, error.fault, attempt.means)
    : error;
}

function isAboutTokenOrTicket(error: unknown): error is FaultError {
  return error instanceof FaultError && ['LoginByToken', 'CloneSession'].includes(error.method);
}

function fetch(secret: Secret): string | Promise<string> {
  return typeof secret === 'string' ? secret : secret();
}

function readGoodToken(text: string): ReturnType<typeof readSamlToken> {
  const token = readSamlToken(text);
  if (token.endsAt !== undefined && token.endsAt.getTime() <= Date.now()) {
    throw new TokenEndedError(token.subject, token.endsAt);
  }
  return token;
}
