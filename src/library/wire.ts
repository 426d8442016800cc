import { z } from 'zod';
import type { CertificateFacts } from '../errors.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import {
  formatEndpoint,
  type HttpProxy,
  probeCertificate as probe,
  type TlsVersion,
} from '../soap/index.ts';
import { parseAddress } from '../vsphere/index.ts';
import {
  callFields,
  checkedOptions,
  milliseconds,
  requireValid,
  type SignalOptions,
  text,
} from './check.ts';
import { readProxy } from './connect.ts';

export interface ProbeOptions extends SignalOptions {
  /** Authorities to judge the certificate by, PEM. Default: those that Node knows. */
  readonly ca?: readonly string[];
  /** As for `connect`. */
  readonly proxy?: string | HttpProxy;
  /** Default 1.2. */
  readonly tlsMin?: TlsVersion;
  /** Milliseconds to connect in. Default 10,000. */
  readonly connectTimeoutMs?: number;
}

const fields = {
  signal: callFields.signal,
  ca: z.array(text).optional(),
  proxy: z.unknown().optional(),
  tlsMin: z.enum(['1.0', '1.1', '1.2', '1.3']).optional(),
  connectTimeoutMs: milliseconds,
} satisfies Fields<ProbeOptions>;

/**
 * Reads the certificate that a server shows, and hangs up: not a byte of a request is sent. Its `fingerprint256` is what `trust` of
 * `connect` pins, once somebody has compared it with the server's own.
 *
 * @param url as for `connect`
 * @throws ConnectionError, AbortedError; InvalidValueError
 */
export async function probeCertificate(
  url: string,
  options: ProbeOptions = {},
): Promise<CertificateFacts> {
  requireValid(text, url, 'url');
  const { host, port } = parseAddress(url);
  const how = checkedOptions<ProbeOptions>(fields, options);
  const { ca, proxy, tlsMin = '1.2', connectTimeoutMs = 10_000 } = how;
  const route = {
    host,
    port,
    endpoint: formatEndpoint(host, port),
    connectTimeoutMs,
    tlsMin,
    proxy: proxy === undefined ? undefined : readProxy(proxy),
  };
  return probe(route, ca, how.signal ?? new AbortController().signal);
}
