import { z } from 'zod';
import type { CertificateFacts } from '../errors.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import {
  formatEndpoint,
  type HttpProxy,
  probeCertificate as probe,
  type TlsVersion,
} from '../soap/index.ts';
import {
  type RecorderOptions as InnerRecorderOptions,
  withRecorder as record,
} from '../soap/record.ts';
import { type TraceOptions as InnerTraceOptions, withTrace as trace } from '../soap/trace.ts';
import {
  parseAddress,
  proveSameServer as prove,
  retrieveServerId as retrieveId,
  type SameServerProof,
  type Session,
  type Transport,
} from '../vsphere/index.ts';
import {
  callback,
  callFields,
  checkedOptions,
  flag,
  milliseconds,
  requireSession,
  requireValid,
  type SignalOptions,
  text,
  transportSchema,
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

/** Secrets that pass by are found by themselves. */
export type TraceOptions = Omit<InnerTraceOptions, 'secrets'>;

/** Secrets that pass by are found by themselves. */
export type RecorderOptions = Omit<InnerRecorderOptions, 'secrets'>;

const probeFields = {
  ...callFields,
  ca: z.array(text).optional(),
  proxy: z.unknown().optional(),
  tlsMin: z.enum(['1.0', '1.1', '1.2', '1.3']).optional(),
  connectTimeoutMs: milliseconds,
} satisfies Fields<ProbeOptions>;

const traceFields = { onFailure: callback } satisfies Fields<TraceOptions>;

const recorderFields = {
  onFailure: callback,
  raw: flag,
  command: z.array(z.string()).optional(),
  version: z.string().optional(),
} satisfies Fields<RecorderOptions>;

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
  const how = checkedOptions<ProbeOptions>(probeFields, options);
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

/**
 * Writes every request and answer to numbered files, without secrets: `connect({ wrap: (transport) => withTrace(transport, folder) })`.
 * A request is on disk before it is sent. The folder is made with mode 0700, files with 0600.
 *
 * @throws OutputFolderError if the folder cannot be written to; InvalidValueError
 */
export function withTrace(
  transport: Transport,
  folder: string,
  options: TraceOptions = {},
): Transport {
  requireTransport(transport);
  requireValid(text, folder, 'folder');
  return trace(transport, folder, checkedOptions<TraceOptions>(traceFields, options));
}

/**
 * Records every exchange in a form that nock replays, with pseudonyms for names, addresses and ids. It is written when the session ends.
 *
 * @throws OutputFolderError if the folder holds a recording already, or cannot be made; InvalidValueError
 */
export function withRecorder(
  transport: Transport,
  folder: string,
  options: RecorderOptions = {},
): Transport {
  requireTransport(transport);
  requireValid(text, folder, 'folder');
  return record(transport, folder, checkedOptions<RecorderOptions>(recorderFields, options));
}

/**
 * Retrieves the id that a server gives itself; undefined if it has none. Clones can share it.
 *
 * @throws AbortedError, ExchangeError; InvalidValueError
 */
export async function retrieveServerId(
  session: Session,
  options: SignalOptions = {},
): Promise<string | undefined> {
  requireSession(session);
  return retrieveId(session, checkedOptions<SignalOptions>(callFields, options));
}

/**
 * A second proof that two servers of one id are one: the same certificate, or the same root folder and VMs.
 *
 * @returns undefined if neither is so, or it cannot be known
 * @throws AbortedError; InvalidValueError
 */
export async function proveSameServer(
  one: Session,
  other: Session,
  options: SignalOptions = {},
): Promise<SameServerProof | undefined> {
  requireSession(one);
  requireSession(other);
  return prove(one, other, checkedOptions<SignalOptions>(callFields, options));
}

function requireTransport(value: Transport): void {
  requireValid(transportSchema('must be what connect gives to wrap'), value, 'transport');
}
