import { UsageError } from '../usage-error.ts';
import type { CredentialSource, Found, Layer } from './layer.ts';

interface WhoLogsIn {
  readonly username: Found | undefined;
  readonly credential: CredentialSource | undefined;
}

/**
 * The user and the secret of a login, each of the first layer that has one.
 *
 * @param layers the command line first
 * @throws UsageError where that layer says several ways to log in
 */
export function whoLogsIn(layers: readonly Layer[]): WhoLogsIn {
  const found = layers.map(({ credentials = [] }) => credentials).find(({ length }) => length > 0);
  const [credential, other] = found ?? [];
  const username = layers.map((layer) => layer.username).find((name) => name !== undefined);
  if (credential !== undefined && other !== undefined) {
    throw new UsageError(
      `${credential.from} and ${other.from} both say how to log in: give one of them`,
    );
  }
  if (credential === undefined || credential.is === 'password') {
    return { username, credential };
  }
  if (username?.from === '--username') {
    throw new UsageError(
      `--username and ${credential.from}: a ${credential.is} says itself who logs in, give one of them`,
    );
  }
  return { username: undefined, credential };
}
