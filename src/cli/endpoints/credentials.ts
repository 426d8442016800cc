import type { Secrets } from '../../soap/index.ts';
import { readSamlToken } from '../../vim25/index.ts';
import type { ConnectOptions, Credentials } from '../../vsphere/index.ts';
import type { Entrant } from './login-gate.ts';

/** Whose session it is that credentials make, for who looks for it in a later run. A ticket does not tell. */
export function ownerOf({ username, token }: Credentials): string | undefined {
  return typeof token === 'string' ? readSamlToken(token).subject : username;
}

/** What is refused at one vCenter, and is not to be tried at the next. */
export function entrantOf({ username, token, cloneTicket }: Credentials): Entrant {
  const secret = token ?? cloneTicket;
  if (secret !== undefined) {
    const name = token === undefined ? 'the ticket' : 'the token';
    return { key: `secret ${String(secret)}`, name, why: 'is not shown to others' };
  }
  return {
    // Directories do not tell case apart.
    key: `user ${username?.toLowerCase()}`,
    name: username ?? '',
    why: 'accounts are locked after a few wrong passwords',
  };
}

/** The same options; what is secret of them is learnt as it is fetched. */
export function teaching(options: ConnectOptions, secrets: Secrets): ConnectOptions {
  const { token, cloneTicket } = options;
  for (const ticket of [token, cloneTicket]) {
    if (typeof ticket === 'string') {
      secrets.addTicket(ticket);
    }
  }
  if (options.password === undefined) {
    return options;
  }
  const { password } = options;
  const learn = (text: string): string => {
    secrets.addPassword(text);
    return text;
  };
  return {
    ...options,
    password: typeof password === 'string' ? learn(password) : () => password().then(learn),
  };
}
