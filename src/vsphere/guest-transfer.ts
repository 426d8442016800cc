import { InvalidValueError, ProtocolError, VsphereError } from '../errors.ts';
import { bareHost, type CallOptions, type Transport, type Trust } from '../soap/index.ts';
import type { MoRef } from '../vim25/index.ts';
import { retrieveOne } from './property-collector.ts';
import { readBody } from './read-body.ts';
import type { Session } from './session.ts';

const deadlineMs = 60_000;

/**
 * Fetches a file of a guest from the address that InitiateFileTransferFromGuest gave: good for one request.
 *
 * An ESXi leaves the host to the client (`*`). A vCenter names the ESXi that the VM runs on: that has to be reached from here, and has to show
 * the certificate that vCenter knows it by. No cookie goes along.
 *
 * @throws VsphereError (TRANSFER_UNTRUSTED) where vCenter does not know its host's certificate and the server's own is pinned;
 * CertificateError, ExchangeError
 */
export async function fetchGuestFile(
  session: Session,
  vm: MoRef,
  address: string,
  options: CallOptions,
): Promise<string> {
  const url = parseTransferUrl(address);
  const own = session.client.transport;
  // On its own server the session's port counts, whatever the address says: there may be a forwarding in between.
  if (url.hostname === '*' || url.origin === new URL(own.endpoint).origin) {
    return download(own, url, options);
  }
  const host = bareHost(url.hostname);
  const port = url.port === '' ? 443 : Number(url.port);
  const other = session.openOther({ host, port }, await trustInHostOf(session, vm, options));
  try {
    return await download(other, url, options);
  } finally {
    other.close();
  }
}

/** The address itself is not repeated in an error: it holds a token. */
function parseTransferUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:') {
    throw new InvalidValueError('FileTransferInformation.url', 'is no https address');
  }
  return url;
}

/**
 * How the host of a VM has to prove who it is: by the thumbprint that vCenter keeps of it, as govmomi does it (guest/file_manager.go), since
 * neither a pin nor an authority that was given for vCenter need fit its hosts.
 */
async function trustInHostOf(session: Session, vm: MoRef, options: CallOptions): Promise<Trust> {
  const { trust } = session;
  if (trust.kind === 'insecure') {
    return trust;
  }
  const found = await retrieveOne(session, vm, ['runtime.host'], options);
  const host = found.get('runtime.host') as MoRef | undefined;
  const path = 'summary.config.sslThumbprint';
  const properties = host && (await retrieveOne(session, host, [path], options));
  const thumbprint = properties?.get(path);
  if (typeof thumbprint === 'string' && thumbprint !== '') {
    return { kind: 'thumbprint', thumbprint };
  }
  if (trust.kind !== 'authority') {
    throw new VsphereError(
      'TRANSFER_UNTRUSTED',
      `${session.endpoint} does not say by which certificate its host is known, and the pin is for ${session.endpoint} alone`,
    );
  }
  return trust;
}

async function download(transport: Transport, url: URL, options: CallOptions): Promise<string> {
  const { endpoint } = transport;
  const response = await transport.exchange(
    { method: 'GET', path: url.pathname + url.search, headers: {} },
    { signal: options.signal, deadlineMs: options.deadlineMs ?? deadlineMs },
  );
  const text = await readBody(response, endpoint, "the guest's file");
  if (response.status !== 200) {
    const message = `${endpoint} answered the transfer of a guest's file with HTTP ${response.status}`;
    throw new ProtocolError(message, { endpoint, requestSent: true });
  }
  return text;
}
