import { VsphereError } from '../errors.ts';
import type { CallOptions, HttpResponse, Trust } from '../soap/index.ts';
import type { SessionManagerGenericServiceTicket } from '../vim25/index.ts';
import { parseAddress } from './connect/address.ts';
import { readBody } from './read-body.ts';
import type { Session } from './session.ts';

/** Where a file of a host's is asked for. */
export interface HostFile {
  /** The host's name as its vCenter knows it. */
  readonly host: string;
  /** `vmware_config` is /etc/vmware/config. */
  readonly name: string;
}

const deadlineMs = 60_000;

/**
 * Reads a file of a host's over HTTPS (vSphere SDK Programming Guide, HTTP Access to vSphere Server Files). On an ESXi with the session's
 * own cookie; through a vCenter with a one-time ticket, and then the host itself has to be reachable from here.
 *
 * Built from documents and published scripts (proven there on 5.5 to 6.5), never seen by us on a real host.
 *
 * @throws VsphereError (HOST_FILE_REFUSED) where the host says no: Host.Config.AdvancedConfig is needed; FaultError where there is no
 * ticket; CertificateError where the host shows another certificate than the ticket names; ExchangeError.
 */
export async function readHostFile(
  session: Session,
  file: HostFile,
  options: CallOptions = {},
): Promise<string> {
  return exchange(session, file, undefined, options);
}

/**
 * Replaces a file of a host's as a whole. The server keeps no guard against other writers.
 *
 * @throws as readHostFile. Where the answer was lost nobody knows whether the file was written: read it, never send it again.
 */
export async function writeHostFile(
  session: Session,
  file: HostFile,
  text: string,
  options: CallOptions = {},
): Promise<void> {
  await exchange(session, file, text, options);
}

async function exchange(
  session: Session,
  file: HostFile,
  text: string | undefined,
  options: CallOptions,
): Promise<string> {
  const path = `/host/${encodeURIComponent(file.name)}`;
  if (!session.isVCenter) {
    const { client } = session;
    const response =
      text === undefined ? client.get(path, options) : client.put(path, text, options);
    return readText(await response, session.endpoint, file);
  }
  const method = text === undefined ? 'httpGet' : 'httpPut';
  const url = `https://${file.host}${path}`;
  const ticket = await acquireTicket(session, method, url, options);
  const transport = session.openOther(parseAddress(ticket.hostName ?? file.host), trustIn(ticket));
  try {
    const headers = { Cookie: `vmware_cgi_ticket=${ticket.id}` };
    const request =
      text === undefined
        ? ({ method: 'GET', path, headers } as const)
        : ({ method: 'PUT', path, headers, body: text } as const);
    const { signal } = options;
    const within = { signal, deadlineMs: options.deadlineMs ?? deadlineMs };
    return await readText(await transport.exchange(request, within), transport.endpoint, file);
  } finally {
    transport.close();
  }
}

/** One ticket is good for one request of this method to this address (API reference, SessionManager). */
function acquireTicket(
  session: Session,
  method: 'httpGet' | 'httpPut',
  url: string,
  options: CallOptions,
): Promise<SessionManagerGenericServiceTicket> {
  const spec = { _type: 'SessionManagerHttpServiceRequestSpec', method, url };
  const sessionManager = session.manager('sessionManager');
  return session.call('AcquireGenericServiceTicket', sessionManager, { spec }, options);
}

/** What is said of the host's certificate is what vCenter itself goes by, so it is pinned; the newest way of saying it first. */
function trustIn(ticket: SessionManagerGenericServiceTicket): Trust {
  const { certThumbprintList = [], sslThumbprint, sslCertificate } = ticket;
  const sha256 = certThumbprintList.find(({ hashAlgorithm }) => hashAlgorithm === 'sha256');
  if (sha256 !== undefined) {
    return { kind: 'pinned', fingerprint256: sha256.thumbprint };
  }
  if (sslThumbprint !== undefined && sslThumbprint !== '') {
    return { kind: 'thumbprint', thumbprint: sslThumbprint };
  }
  // An empty thumbprint means that the host is to be known by its name (types.go:74690).
  return sslCertificate === undefined
    ? { kind: 'authority' }
    : { kind: 'authority', ca: [sslCertificate] };
}

async function readText(response: HttpResponse, endpoint: string, file: HostFile): Promise<string> {
  const text = await readBody(response, endpoint, `/host/${file.name} of ${file.host}`);
  if (response.status !== 200 && response.status !== 201) {
    throw new VsphereError(
      'HOST_FILE_REFUSED',
      `${file.host} answers HTTP ${response.status} for /host/${file.name}. It takes the privilege Host.Config.AdvancedConfig on the host, and a host that serves its files`,
    );
  }
  return text;
}
