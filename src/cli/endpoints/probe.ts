import type { CertificateFacts } from '../../errors.ts';
import { forEachLimited } from '../../nested/for-each-limited.ts';
import { formatEndpoint, probeCertificate } from '../../soap/index.ts';
import { isEmbeddedUrl } from '../connection/embedded.ts';
import { findProxy, readProxy } from '../connection/proxy.ts';
import { readAuthorities } from '../connection/trust.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import type { Endpoint } from './choose.ts';

const concurrency = 16;
const connectTimeoutMs = 10_000;

/** What an endpoint shows, or why nothing was seen of it. */
export type Probed =
  | { readonly endpoint: Endpoint; readonly certificate: CertificateFacts }
  | { readonly endpoint: Endpoint; readonly error: unknown };

/** Shakes hands with every endpoint and reads its certificate. Nothing else is sent. */
export async function probeAll(endpoints: readonly Endpoint[], io: Io): Promise<readonly Probed[]> {
  if (endpoints.some(({ url }) => isEmbeddedUrl(url.value))) {
    throw new UsageError('the embedded simulator makes a new certificate at every start');
  }
  const probed = new Map<Endpoint, Probed>();
  await forEachLimited(endpoints, concurrency, async (endpoint) => {
    try {
      probed.set(endpoint, { endpoint, certificate: await probe(endpoint, io) });
    } catch (error) {
      if (error instanceof UsageError) {
        throw error;
      }
      probed.set(endpoint, { endpoint, error });
    }
  });
  return endpoints.flatMap((endpoint) => probed.get(endpoint) ?? []);
}

async function probe(endpoint: Endpoint, io: Io): Promise<CertificateFacts> {
  const { host, port, tlsMin } = endpoint;
  const trust = endpoint.trust ?? endpoint.peersTrust;
  const route = {
    host,
    port,
    endpoint: formatEndpoint(host, port),
    connectTimeoutMs,
    tlsMin: tlsMin?.value ?? ('1.2' as const),
    proxy: readProxy(findProxy(io, host, port)),
  };
  const ca = trust?.kind === 'ca' ? await readAuthorities(trust) : undefined;
  return await probeCertificate(route, ca, io.stop);
}
