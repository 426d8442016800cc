import { BlockList, isIP, isIPv6 } from 'node:net';
import { bareHost, type HttpProxy, parseProxy } from '../../soap/index.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { type Found, fromEnv } from './layer.ts';

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

function isWithin(host: string, range: string): boolean {
  const [address = '', bits = ''] = range.split('/');
  if (isIP(host) === 0 || isIP(address) === 0 || !/^\d+$/.test(bits)) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(address, Math.min(Number(bits), isIPv6(address) ? 128 : 32), family(address));
  return list.check(host, family(host));
}

/** One entry of NO_PROXY: `*`, a domain with all below it, an address, a range such as 10.0.0.0/8; each may end in `:port`. */
function excludes(entry: string, host: string, port: number): boolean {
  if (entry === '*' || isWithin(host, entry)) {
    return true;
  }
  const [, name = entry, entryPort] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  const bare = bareHost(name).replace(/^\*?\./, '');
  const isSame = host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
  return isSame && (entryPort === undefined || Number(entryPort) === port);
}

/** What is on this machine is never asked of a proxy: curl does otherwise, Go's programs (govc) do the same. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/** The setting that says through which proxy a server is reached; undefined where it is reached directly. */
export function findProxy(io: Io, host: string, port: number): Found | undefined {
  const found = fromEnv(io, 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy');
  const without =
    fromEnv(io, 'NO_PROXY', 'no_proxy')
      ?.value.toLowerCase()
      .split(/[\s,]+/) ?? [];
  const name = host.toLowerCase();
  const isDirect =
    isLoopback(name) || without.some((entry) => entry !== '' && excludes(entry, name, port));
  return isDirect ? undefined : found;
}

/** @throws UsageError naming the variable, and nothing of its value: it may hold a password */
export function readProxy(found: Found | undefined): HttpProxy | undefined {
  try {
    return found === undefined ? undefined : parseProxy(found.value);
  } catch (error) {
    throw new UsageError(`${found?.from}: the ${(error as Error).message}`, { cause: error });
  }
}
