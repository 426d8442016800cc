import { isIP } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { AbortedError, type CertificateFacts } from '../errors.ts';
import { openSecureSocket, type Route } from './secure-socket.ts';

/** `CN=esx1,O=VMware`: the parts in the order of the certificate. */
function formatName(name: PeerCertificate['subject'] | undefined): string {
  return Object.entries(name ?? {})
    .flatMap(([part, values]) => [values].flat().map((value) => `${part}=${value}`))
    .join(',');
}

/** OpenSSL's own text: `DNS:esx1, IP Address:192.0.2.1`; a value with a comma in it stands in quotes. */
function readNames(subjectAltName: string | undefined): string[] {
  const pattern = /(?:^|, )(DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g;
  return [...(subjectAltName ?? '').matchAll(pattern)].map(([, , value = '']) => value);
}

function readDate(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** What the certificate on the other end says. Nothing of it is proven by having been said. */
export function readCertificate(socket: TLSSocket, endpoint: string): CertificateFacts {
  // With anonymous ciphers there is none, whatever the types say.
  const shown: Partial<PeerCertificate> = socket.getPeerCertificate();
  return {
    endpoint,
    fingerprint256: shown.fingerprint256 ?? '',
    fingerprint1: shown.fingerprint ?? '',
    subject: [shown.subject?.CN ?? ''].flat().join(','),
    issuer: formatName(shown.issuer),
    names: readNames(shown.subjectaltname),
    validFrom: readDate(shown.valid_from),
    validTo: readDate(shown.valid_to),
    objection: objectionOf(socket),
  };
}

/** Node's types say Error; at run time it is also a code such as DEPTH_ZERO_SELF_SIGNED_CERT. */
function objectionOf(socket: TLSSocket): string | undefined {
  const error: Error | string | null = socket.authorizationError;
  if (socket.authorized) {
    return undefined;
  }
  return error instanceof Error ? error.message : String(error);
}

/**
 * Shakes hands with a server, reads the certificate it shows, and hangs up. Not a byte of a request is sent.
 *
 * @param ca PEM authorities to judge it by; those that Node knows where there are none
 * @throws ConnectionError; AbortedError
 */
export async function probeCertificate(
  route: Route,
  ca: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<CertificateFacts> {
  const { host, port } = route;
  const options = {
    host,
    port,
    servername: isIP(host) === 0 ? host : '',
    ...(ca === undefined ? {} : { ca: [...ca] }),
  };
  const { endpoint } = route;
  try {
    const socket = await openSecureSocket(route, options, signal);
    const certificate = readCertificate(socket, endpoint);
    socket.destroy();
    return certificate;
  } catch (error) {
    throw signal.aborted
      ? new AbortedError(`the connection to ${endpoint} was given up`, {
          endpoint,
          requestSent: false,
          cause: error,
        })
      : error;
  }
}
