import { delimiter } from 'node:path';
import type { Trust } from '../../vsphere/index.ts';
import { requireFingerprint } from '../arguments/fingerprint.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import { cannotRead } from '../files/system-error.ts';
import { readPemFile } from '../files/text-file.ts';
import type { Io } from '../io.ts';
import { hostKey, type KnownHosts, readGovcKnownHosts, readKnownHosts } from './known-hosts.ts';
import type { Found, TrustSource } from './layer.ts';

/** What is known of servers from earlier runs, read once. */
export interface Known {
  readonly own: KnownHosts;
  readonly govc: KnownHosts;
}

export async function readKnown(args: ConnectionArgs, io: Io): Promise<Known> {
  const [own, govc] = await Promise.all([readKnownHosts(args, io), readGovcKnownHosts(io)]);
  return { own, govc };
}

/** Which setting decides how a server proves who it is, in the order of docs/connection.md. */
export interface TrustChoice {
  /** Set by a flag, by the endpoints file or by a variable of our own. */
  readonly chosen: TrustSource | undefined;
  /** Set by variables of other programs. */
  readonly peers: TrustSource | undefined;
  readonly host: string;
  readonly port: number;
}

/** Where a server's trust comes from, for `vhv env`. */
export function trustOrigin(choice: TrustChoice, known: Known): Found {
  const key = hostKey(choice.host, choice.port);
  const pin = known.own.get(key);
  if (choice.chosen !== undefined) {
    return inWords(choice.chosen);
  }
  if (pin !== undefined) {
    return { value: pin, from: 'known hosts' };
  }
  const thumbprint = known.govc.get(key);
  if (thumbprint !== undefined && choice.peers?.kind !== 'insecure') {
    return { value: thumbprint, from: 'GOVC_TLS_KNOWN_HOSTS' };
  }
  return choice.peers === undefined
    ? { value: "Node's authorities", from: 'default' }
    : inWords(choice.peers);
}

function inWords({ kind, value, from }: TrustSource): Found {
  return { value: kind === 'insecure' ? 'not checked' : value, from };
}

/**
 * How the server has to prove who it is.
 *
 * @throws UsageError naming the flag, the variable or the place in the file that holds no fingerprint or no readable certificate
 */
export async function resolveTrust(choice: TrustChoice, known: Known): Promise<Trust> {
  const key = hostKey(choice.host, choice.port);
  const pin = known.own.get(key);
  if (choice.chosen === undefined && pin !== undefined) {
    return { kind: 'pinned', fingerprint256: pin };
  }
  const source = choice.chosen ?? choice.peers;
  switch (source?.kind) {
    case 'fingerprint':
      return readPin(source);
    case 'insecure':
      return { kind: 'insecure' };
    default: {
      const orFingerprint = choice.chosen === undefined ? known.govc.get(key) : undefined;
      return {
        kind: 'authority',
        ...(source === undefined ? {} : { ca: await readAuthorities(source) }),
        ...(orFingerprint === undefined ? {} : { orFingerprint }),
      };
    }
  }
}

function readPin({ value, from }: TrustSource): Trust {
  requireFingerprint(from, value);
  return { kind: 'pinned', fingerprint256: value };
}

/** PEM files; govc's variable is a list of paths. @throws UsageError */
export async function readAuthorities({ value, from }: TrustSource): Promise<string[]> {
  try {
    const paths = value.split(delimiter).filter((path) => path !== '');
    const ca = await Promise.all(paths.map(readPemFile));
    if (!ca.some((pem) => pem.includes('-----BEGIN CERTIFICATE-----'))) {
      throw new Error('it holds no certificate in PEM form');
    }
    return ca;
  } catch (error) {
    throw cannotRead(value, error, from);
  }
}
