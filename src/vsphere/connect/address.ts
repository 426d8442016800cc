import { InvalidValueError } from '../../errors.ts';
import { bareHost, unescapePart } from '../../soap/index.ts';

/** Where a server is, read from what people type. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
}

/**
 * Reads `vc.example.com`, `user:pass@host:8443`, `https://[::1]/sdk`: the scheme and the path `/sdk` may be left out.
 *
 * @throws InvalidValueError for another scheme, another path, or nothing that is an address. The text itself is not repeated: it
 * may hold a password.
 */
export function parseAddress(text: string): Address {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(withScheme)) {
    throw new InvalidValueError('url', 'is not an address such as https://vc.example.com/sdk');
  }
  const url = new URL(withScheme);
  if (url.protocol !== 'https:') {
    throw new InvalidValueError('url', `must be https, not ${url.protocol.slice(0, -1)}`);
  }
  // What follows the host is not repeated either: in `root:12/34@host` it is the rest of the password.
  if (!/^\/?(sdk\/?)?$/.test(url.pathname + url.search + url.hash)) {
    throw new InvalidValueError(
      'url',
      'must have the path /sdk or none (in a password, write / ? # as %2F %3F %23)',
    );
  }
  if (url.hostname === '') {
    throw new InvalidValueError('url', 'names no host');
  }
  return {
    host: bareHost(url.hostname),
    port: url.port === '' ? 443 : Number(url.port),
    ...(url.username === '' ? {} : { username: unescapePart(url.username) }),
    ...(url.password === '' ? {} : { password: unescapePart(url.password) }),
  };
}
