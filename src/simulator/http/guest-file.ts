import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GuestTransfers } from '../guest/guest-transfers.ts';
import { readBytes } from './read-body.ts';

export const guestFilePath = '/guestFile';

/** A file out of a guest (GET) or into one (PUT). What a server answers to an address that is used up is not witnessed. */
export async function serveGuestFile(
  transfers: GuestTransfers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token = new URL(request.url ?? '/', 'https://localhost').searchParams.get('token');
  if (request.method === 'PUT') {
    const bytes = await readBytes(request);
    const transfer = transfers.take(token, 'toGuest');
    // An empty file is refused with 500 (vmware/govmomi#1618).
    const isTaken =
      transfer !== undefined && bytes.length > 0 && BigInt(bytes.length) === transfer.size;
    if (isTaken) {
      transfer.store(bytes);
    }
    response.writeHead(isTaken ? 200 : transfer === undefined ? 404 : 500).end();
    return;
  }
  const transfer = request.method === 'GET' ? transfers.take(token, 'fromGuest') : undefined;
  if (transfer === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': transfer.bytes.length,
  });
  response.end(transfer.bytes);
}
