import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** An HTTP proxy that knows other names than the machine does, and ends with the test. */
export interface TestProxy {
  readonly port: number;
  /** What was asked for, `vc.test:443`, in order. */
  readonly asked: readonly string[];
}

/** @param ports where each `name:port` leads to on this machine; others are refused with 502. With `login`, who has not that is 407. */
export async function startProxy(
  ports: Readonly<Record<string, number>>,
  login?: string,
): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets: Socket[] = [];
  const expected = login && `Basic ${Buffer.from(login).toString('base64')}`;
  const proxy = http.createServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', ({ url: authority = '', headers }, socket: Socket) => {
    asked.push(authority);
    sockets.push(socket);
    socket.on('error', () => undefined);
    if (headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const port = ports[authority];
    if (port === undefined) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const target = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    sockets.push(target);
    target.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return { port: (proxy.address() as AddressInfo).port, asked };
}
