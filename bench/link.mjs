/** A link that is long: what goes through it arrives later, in both directions. Opening a connection is not delayed, TLS is. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param {import('node:net').Socket} from @param {import('node:net').Socket} to @param {number} delayMs */
function forward(from, to, delayMs) {
  // Timers of one length fire in the order in which they were set, so the bytes keep theirs.
  const later = (what) => sleep(delayMs).then(what);
  from.on('data', (chunk) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => to.destroy());
  from.on('close', () => later(() => to.destroy()));
}

/**
 * Runs `use` with a port on loopback that leads to `port` over the link.
 *
 * @template Result
 * @param {number} port
 * @param {number} roundTripMs
 * @param {(port: number) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function overLink(port, roundTripMs, use) {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
    }
    forward(near, far, roundTripMs / 2);
    forward(far, near, roundTripMs / 2);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(server.address().port);
  } finally {
    server.close();
  }
}
