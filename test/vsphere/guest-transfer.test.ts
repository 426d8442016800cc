import { expect, it } from 'vitest';
import { fetchGuestFile } from '../../src/vsphere/guest-transfer.ts';
import type { Handler } from '../helpers/https-server.ts';
import { openSession } from '../helpers/session.ts';

const vm = { type: 'VirtualMachine', value: 'vm-42' };
const token = '52d1a0f7c3';
const address = (start: string) => `${start}/guestFile?id=1&token=${token}`;

const file =
  (status: number, body: string): Handler =>
  (response) =>
    response.writeHead(status).end(body);

/** What came of a transfer from a server that answers so, and the requests that it saw. */
async function fetch(start: string, handler: Handler) {
  // A GET calls no method.
  const { session, server } = await openSession({ '': () => handler });
  const outcome = await fetchGuestFile(session, vm, address(start), {}).catch((error) => error);
  return { outcome, requests: server.requests };
}

it('fills in the host that an ESXi leaves to the client, and sends no cookie', async () => {
  const { outcome, requests } = await fetch('https://*:443', file(200, 'flags: vmx\n'));
  expect(outcome).toBe('flags: vmx\n');
  expect(requests).toHaveLength(1);
  expect(requests[0]?.headers.cookie).toBeUndefined();
});

it.each([
  ['is used up', 'https://*', file(404, 'gone'), 'PROTOCOL', 'HTTP 404'],
  ['gives too much', 'https://*', file(200, 'x'.repeat(1024 * 1024 + 1)), 'PROTOCOL', 'larger'],
  ['is not https', 'http://*', file(200, ''), 'INVALID_VALUE', 'no https address'],
  ['is no address', '*', file(200, ''), 'INVALID_VALUE', 'no https address'],
])(
  'an address that %s fails, and its token is in no message',
  async (_what, start, handler, code, message) => {
    const { outcome } = await fetch(start, handler);
    expect(outcome).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(String(outcome)).not.toContain(token);
  },
);
