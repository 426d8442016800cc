import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/** The TCP sockets below the TLS connections of a server: only they can be reset. */
export class TcpSockets {
  readonly #byPort = new Map<number, Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      const { remotePort } = socket;
      if (remotePort !== undefined) {
        this.#byPort.set(remotePort, socket);
        socket.once('close', () => this.#byPort.delete(remotePort));
      }
    });
  }

  /** Ends the connection of a request with RST. */
  reset({ socket: { remotePort } }: IncomingMessage): void {
    this.#byPort.get(remotePort ?? 0)?.resetAndDestroy();
  }
}
