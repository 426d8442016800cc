import { CertificateError } from '../../errors.ts';
import {
  type CallOptions,
  connect,
  type GuestLogin,
  retrieveInventory,
  type Session,
} from '../../vsphere/index.ts';
import { retrieveHostFacts } from '../hosts/host-facts.ts';
import { refusalOf } from './guest-refusal.ts';
import type { GuestAnswer } from './judge.ts';

/**
 * Asks an ESXi that is a guest by its own API: what CPUID shows it, else whether it calls itself hv.capable.
 *
 * @param pins SHA-256 of the certificates of such guests: without one that fits, the password is not sent
 */
export async function askEsxi(
  address: string,
  login: GuestLogin,
  pins: readonly string[],
  options: CallOptions,
): Promise<GuestAnswer> {
  try {
    await using session = await connectPinned(address, login, pins, options);
    const inventory = await retrieveInventory(session, options);
    const [host] = await retrieveHostFacts(session, inventory, [], options);
    const { cpuid, hvCapable } = host ?? {};
    if (cpuid !== undefined) {
      return { source: `hardware.cpuFeature of ${session.endpoint}`, value: cpuid !== 'none' };
    }
    return hvCapable === undefined
      ? { reason: 'GUEST_FAULT', detail: `${session.endpoint} does not tell of its processor` }
      : { source: `config.featureCapability of ${session.endpoint}`, value: hvCapable };
  } catch (error) {
    const refusal = refusalOf(error);
    return error instanceof CertificateError
      ? { ...refusal, reason: 'GUEST_ESXI_UNTRUSTED' }
      : refusal;
  }
}

/** Each guest has its own certificate: one that is refused says which it is, before a byte of a request was sent. */
async function connectPinned(
  address: string,
  login: GuestLogin,
  pins: readonly string[],
  { signal }: CallOptions,
): Promise<Session> {
  // Of IPv6 Tools report the bare address.
  const url = /:.*:/.test(address) ? `[${address}]` : address;
  const open = (fingerprint256: string) =>
    connect({ url, ...login, trust: { kind: 'pinned', fingerprint256 }, signal });
  const [first = '', ...others] = pins;
  try {
    return await open(first);
  } catch (error) {
    const shown = error instanceof CertificateError ? error.certificate.fingerprint256 : undefined;
    const pin = others.find((one) => normalize(one) === normalize(shown ?? ''));
    if (pin === undefined) {
      throw error;
    }
    return open(pin);
  }
}

function normalize(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}
