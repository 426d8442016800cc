import { dirname, resolve } from 'node:path';
import type { Found, Layer, PasswordSource, TrustSource } from '../connection/layer.ts';
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
  const file = checkEndpoints(await readYaml(path));
  if (typeof file === 'string') {
    throw new UsageError(`${path}: ${file}`);
  }
  return file;
}

function toLayer(one: FileDefaults, path: string, place: string, io: Io): Layer {
  const from = (name: string): string => `${path} ${place}.${name}`;
  const found = <Value>(name: string, value: Value | undefined): Found<Value> | undefined =>
    value === undefined ? undefined : { value, from: from(name) };
  return {
    username: found('username', one.username),
    password: passwordOf(one, path, from, io),
    trust: trustOf(one, path, from),
    tlsMin: found('tlsMin', one.tlsMin),
    concurrency: found('concurrency', one.concurrency),
  };
}

function passwordOf(
  one: FileDefaults,
  path: string,
  from: (name: string) => string,
  io: Io,
): PasswordSource | undefined {
  if (one.passwordFile !== undefined) {
    const value = resolve(dirname(path), one.passwordFile);
    return { kind: 'file', value, from: from('passwordFile') };
  }
  if (one.passwordCommand !== undefined) {
    return { kind: 'command', value: one.passwordCommand, from: from('passwordCommand') };
  }
  if (one.passwordEnv !== undefined) {
    const value = io.env[one.passwordEnv];
    if (value === undefined || value === '') {
      throw new UsageError(`${from('passwordEnv')}: ${one.passwordEnv} is not set`);
    }
    return { kind: 'literal', value, from: one.passwordEnv };
  }
  return one.password === undefined
    ? undefined
    : { kind: 'literal', value: one.password, from: from('password') };
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
