import type { TlsVersion } from '../../soap/index.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

/** A value, and the flag, variable or place in a file that it comes from. */
export interface Found<Value = string> {
  readonly value: Value;
  readonly from: string;
}

/** Where the secret of a login is to be had; `value` is the secret itself only where it is `literal`. */
export interface CredentialSource extends Found {
  readonly is: 'password' | 'token' | 'clone ticket';
  readonly kind: 'literal' | 'file' | 'stdin' | 'command';
}

/** How a server is to prove who it is; `value` is a fingerprint, or a list of CA files. */
export interface TrustSource extends Found {
  readonly kind: 'fingerprint' | 'insecure' | 'ca';
}

/** One place that settings come from. Of several layers, the first that has a setting decides. */
export interface Layer {
  readonly username?: Found | undefined;
  /** More than one contradict each other, if this is the layer that decides. */
  readonly credentials?: readonly CredentialSource[] | undefined;
  readonly trust?: TrustSource | undefined;
  readonly tlsMin?: Found<TlsVersion> | undefined;
  readonly concurrency?: Found<number> | undefined;
}

/** The first of these variables that is set and not empty. */
export function fromEnv(io: Io, ...names: readonly string[]): Found | undefined {
  for (const from of names) {
    const value = io.env[from];
    if (value !== undefined && value !== '') {
      return { value, from };
    }
  }
  return undefined;
}

/** What a flag was given, under the flag's name. */
export function fromFlag(name: string, value: string | undefined): Found | undefined {
  return value === undefined ? undefined : { value, from: `--${name}` };
}

const yes = /^(1|true|yes|on)$/i;
const no = /^(0|false|no|off)$/i;

/** The first of these variables that says yes. */
export function yesFromEnv(io: Io, ...names: readonly string[]): Found | undefined {
  return names.map((name) => fromEnv(io, name)).find((found) => yes.test(found?.value ?? ''));
}

/** The first of these variables that says no. */
export function noFromEnv(io: Io, ...names: readonly string[]): Found | undefined {
  return names.map((name) => fromEnv(io, name)).find((found) => no.test(found?.value ?? ''));
}

export const tlsVersions = ['1.0', '1.1', '1.2', '1.3'] as const satisfies readonly TlsVersion[];

/** @throws UsageError naming the flag or variable */
export function readTlsMin(found: Found | undefined): Found<TlsVersion> | undefined {
  if (found === undefined) {
    return undefined;
  }
  const value = tlsVersions.find((version) => version === found.value);
  if (value === undefined) {
    throw new UsageError(`${found.from} must be one of ${tlsVersions.join(', ')}`);
  }
  return { value, from: found.from };
}
