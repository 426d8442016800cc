import { once } from 'node:events';
import { open, rename } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** A path of a Unix socket has 104 bytes with its end on macOS, 108 on Linux. */
const longestPath = 103;

/** Far longer than a machine takes to answer for one of its own sockets. */
const probeMs = 5000;

/** How the beacon of a run answers: it listens, nobody listens any more, or neither is certain. */
export type Answer = 'listens' | 'gone' | 'unknown';

const isWindows = process.platform === 'win32';

type Kind = 'sock' | 'bound';

interface Address extends AsyncDisposable {
  readonly path: string;
}

/**
 * Where the beacon of a run is: a socket beside the run's file, which is found from any namespace that has the folder; on Windows a pipe of
 * the machine. A path that is too long is shortened through the folder's descriptor, where the system has such paths (Linux).
 */
async function addressOf(folder: string, id: string, kind: Kind): Promise<Address> {
  if (isWindows) {
    return { path: `\\\\.\\pipe\\vhv-${id}`, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const path = join(folder, `${id}.${kind}`);
  if (Buffer.byteLength(path) <= longestPath) {
    return { path, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const handle = await open(folder, 'r');
  return {
    path: `/proc/self/fd/${handle.fd}/${id}.${kind}`,
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/**
 * Listens for as long as this process lives, also while it is stopped: the system itself takes connections then. It ends with the process,
 * however that ends, and no other process can go on with it.
 *
 * @returns undefined if the folder's volume has no sockets
 */
export async function startBeacon(
  folder: string,
  id: string,
): Promise<AsyncDisposable | undefined> {
  const address = await addressOf(folder, id, 'bound');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.destroy();
  });
  try {
    server.listen({ path: address.path, exclusive: true });
    await once(server, 'listening');
    if (!isWindows) {
      // Node takes the name that it has bound away when a thread or a process exits. Under another one the socket stays, and refuses.
      await rename(join(folder, `${id}.bound`), join(folder, `${id}.sock`));
    }
  } catch {
    server.close();
    await address[Symbol.asyncDispose]();
    return undefined;
  }
  // A beacon keeps no process from its end, and a connection that could not be taken is nobody's loss.
  server.unref();
  server.on('error', () => undefined);
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      server.close();
      await once(server, 'close');
      await address[Symbol.asyncDispose]();
    },
  };
}

/** Asks whether the run that made the beacon lives. On this machine alone: no other one's sockets are seen here. */
export async function probeBeacon(folder: string, id: string): Promise<Answer> {
  let address: Address;
  try {
    address = await addressOf(folder, id, 'sock');
  } catch {
    return 'unknown';
  }
  await using _address = address;
  const socket = connect({ path: address.path });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(probeMs) });
    return 'listens';
  } catch (error) {
    const gone = isWindows ? 'ENOENT' : 'ECONNREFUSED';
    return (error as NodeJS.ErrnoException).code === gone ? 'gone' : 'unknown';
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}
