import { dirname, resolve } from 'node:path';
import type { CredentialSource, Found, Layer, TrustSource } from '../connection/layer.ts';
import { isReadByOthers } from '../files/private-file.ts';
import { readYaml } from '../files/yaml-file.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { checkEndpoints, type EndpointsFile, type FileDefaults } from './file-format.ts';

/** An endpoint as the file has it. */
export interface ListedEndpoint {
  readonly name: string | undefined;
  readonly url: Found;
  /** Its own settings, then the file's defaults. */
  readonly layers: readonly Layer[];
}

/**
 * Reads a file of endpoints, YAML or JSON.
 *
 * @throws UsageError naming the file and the place in it, never a value
 */
export async function readEndpointsFile(path: string, io: Io): Promise<readonly ListedEndpoint[]> {
  const file = await parse(path);
  const hasPassword = [file.defaults, ...file.endpoints].some((one) => one?.password !== undefined);
  if (hasPassword && (await isReadByOthers(path))) {
    throw new UsageError(
      `${path} holds a password and others can read it: chmod 600 it, or write passwordFile, passwordEnv or passwordCommand`,
    );
  }
  const defaults = toLayer(file.defaults ?? {}, path, 'defaults', io);
  return file.endpoints.map((one, index) => {
    const place = `endpoints[${index}]`;
    return {
      name: one.name,
      url: { value: one.url, from: `${path} ${place}.url` },
      layers: [toLayer(one, path, place, io), defaults],
    };
  });
}

async function parse(path: string): Promise<EndpointsFile> {
  const { data, placeOf } = await readYaml(path);
  const checked = checkEndpoints(data);
  if (!('reason' in checked)) {
    return checked;
  }
  const { path: at, hiddenKey, reason } = checked;
  // A plain list of hosts was checked as the `endpoints` of an object.
  const inFile = Array.isArray(data) ? at.slice(1) : at;
  const place = placeOf(hiddenKey === undefined ? inFile : [...inFile, hiddenKey]);
  throw new UsageError(`${place}: ${formatPath(at)}: ${reason}`);
}

/** `endpoints[3].url` */
function formatPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return text.replace(/^\./, '') || 'the file';
}

function toLayer(one: FileDefaults, path: string, place: string, io: Io): Layer {
  const from = (name: string): string => `${path} ${place}.${name}`;
  const found = <Value>(name: string, value: Value | undefined): Found<Value> | undefined =>
    value === undefined ? undefined : { value, from: from(name) };
  return {
    username: found('username', one.username),
    credentials: credentialsOf(one, path, from, io),
    trust: trustOf(one, path, from),
    tlsMin: found('tlsMin', one.tlsMin),
    concurrency: found('concurrency', one.concurrency),
  };
}

/** At most one: the file was checked. */
function credentialsOf(
  one: FileDefaults,
  path: string,
  from: (name: string) => string,
  io: Io,
): readonly CredentialSource[] {
  const inFile = (name: 'passwordFile' | 'tokenFile') =>
    ({ kind: 'file', value: resolve(dirname(path), one[name] ?? ''), from: from(name) }) as const;
  const inEnv = (name: 'passwordEnv' | 'tokenEnv') => {
    const variable = one[name] ?? '';
    const value = io.env[variable];
    if (value === undefined || value === '') {
      throw new UsageError(`${from(name)}: no environment variable of this name is set`);
    }
    return { kind: 'literal', value, from: variable } as const;
  };
  if (one.tokenFile !== undefined) {
    return [{ is: 'token', ...inFile('tokenFile') }];
  }
  if (one.tokenEnv !== undefined) {
    return [{ is: 'token', ...inEnv('tokenEnv') }];
  }
  const is = 'password';
  if (one.passwordFile !== undefined) {
    return [{ is, ...inFile('passwordFile') }];
  }
  if (one.passwordCommand !== undefined) {
    return [{ is, kind: 'command', value: one.passwordCommand, from: from('passwordCommand') }];
  }
  if (one.passwordEnv !== undefined) {
    return [{ is, ...inEnv('passwordEnv') }];
  }
  return one.password === undefined
    ? []
    : [{ is, kind: 'literal', value: one.password, from: from('password') }];
}

function trustOf(
  one: FileDefaults,
  path: string,
  from: (name: string) => string,
): TrustSource | undefined {
  if (one.fingerprint !== undefined) {
    return { kind: 'fingerprint', value: one.fingerprint, from: from('fingerprint') };
  }
  if (one.ca !== undefined) {
    return { kind: 'ca', value: resolve(dirname(path), one.ca), from: from('ca') };
  }
  return one.insecure === true
    ? { kind: 'insecure', value: 'true', from: from('insecure') }
    : undefined;
}
