import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { AbortedError, answerWasLost, DeadlineError } from '../../src/errors.ts';
import {
  answer,
  errorOf,
  openClient,
  openTransport,
  startServer,
} from '../helpers/https-server.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const session = { type: 'SessionManager', value: 'm' };
const empty = '<LogoutResponse xmlns="urn:vim25"/>';
const silent = () => undefined;

/** Accepts connections and says nothing, not even a handshake. */
async function listenInSilence(): Promise<number> {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return (server.address() as net.AddressInfo).port;
}

test('a deadline that passes before the answer: the request may have been done', async () => {
  const server = await startServer((response, turn) => turn === 1 && answer(response, empty));
  const client = await openClient(server);
  // So that there is a connection: on a busy machine it can take longer than the deadline.
  await client.call('Logout', session, {});
  const error = await errorOf(client.call('Logout', session, {}, { deadlineMs: 100 }));
  expect(error).toBeInstanceOf(DeadlineError);
  expect(error).toMatchObject({
    code: 'DEADLINE_PASSED',
    requestSent: true,
    message: `https://127.0.0.1:${server.port} did not answer within 100 ms`,
  });
  expect(answerWasLost(error)).toBe(true);
});

test("the client's own deadline holds where the call names none", async () => {
  const client = await openClient(await startServer(silent), {}, 80);
  expect(await errorOf(client.call('Logout', session, {}))).toBeInstanceOf(DeadlineError);
});

test('a deadline that passes in the middle of the body', async () => {
  const server = await startServer((response, turn) => {
    if (turn === 1) {
      answer(response, empty);
    } else {
      response.writeHead(200, { 'Content-Type': 'text/xml' });
      response.write('<Envelope>');
    }
  });
  const client = await openClient(server);
  await client.call('Logout', session, {});
  const error = await errorOf(client.call('Logout', session, {}, { deadlineMs: 100 }));
  expect(error).toMatchObject({ code: 'DEADLINE_PASSED', requestSent: true });
});

test('a deadline that passes before there is a connection: nothing was sent', async () => {
  const port = await listenInSilence();
  const client = await openClient(await startServer(silent), { port });
  const error = await errorOf(client.call('Logout', session, {}, { deadlineMs: 100 }));
  expect(error).toMatchObject({ code: 'DEADLINE_PASSED', requestSent: false });
  expect(answerWasLost(error)).toBe(false);
});

test('a deadline that passes while other requests take all connections', async () => {
  const server = await startServer(silent);
  const client = await openClient(server, { maxSockets: 1 });
  const controller = new AbortController();
  const first = errorOf(client.call('Logout', session, {}, { signal: controller.signal }));
  const error = await errorOf(client.call('Logout', session, {}, { deadlineMs: 100 }));
  expect(error).toMatchObject({ code: 'DEADLINE_PASSED', requestSent: false });
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort();
  await first;
  expect(server.requests).toHaveLength(1);
});

test('a signal that fired before: nothing is sent', async () => {
  const server = await startServer((response) => answer(response, empty));
  const client = await openClient(server);
  const error = await errorOf(client.call('Logout', session, {}, { signal: AbortSignal.abort() }));
  expect(error).toBeInstanceOf(AbortedError);
  expect(error).toMatchObject({ code: 'ABORTED', requestSent: false });
  expect(server.connections()).toBe(0);
});

test('a signal that fires while the server works: the request may have been done', async () => {
  const controller = new AbortController();
  const server = await startServer(() => controller.abort());
  const client = await openClient(server);
  const error = await errorOf(client.call('Logout', session, {}, { signal: controller.signal }));
  expect(error).toMatchObject({ code: 'ABORTED', requestSent: true });
});

test('a signal that fires in the middle of the body', async () => {
  const controller = new AbortController();
  const server = await startServer((response) => {
    response.writeHead(200, { 'Content-Type': 'text/xml' });
    response.write('<Envelope>', () => controller.abort());
  });
  const client = await openClient(server);
  const error = await errorOf(client.call('Logout', session, {}, { signal: controller.signal }));
  expect(error).toMatchObject({ code: 'ABORTED', requestSent: true });
});

test('a signal that fires before there is a connection is heard at once', async () => {
  const port = await listenInSilence();
  const client = await openClient(await startServer(silent), { port });
  const signal = AbortSignal.timeout(50);
  const error = await errorOf(client.call('Logout', session, {}, { signal }));
  expect(error).toMatchObject({ code: 'ABORTED', requestSent: false });
});

test('a signal that fires after the answer changes nothing, and the next call has a connection', async () => {
  const controller = new AbortController();
  const server = await startServer((response) => answer(response, empty));
  const client = await openClient(server);
  await client.call('Logout', session, {}, { signal: controller.signal });
  controller.abort();
  await sleep(10);
  await client.call('Logout', session, {});
  expect(server.connections()).toBe(1);
});

test('a call leaves no listener on a long-lived signal', async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(signal, args);
  };
  const server = await startServer((response) => answer(response, empty));
  const client = await openClient(server);
  await client.call('Logout', session, {}, { signal });
  expect(listeners).toBe(0);
});

test('connections are kept and used again', async () => {
  const server = await startServer((response) => answer(response, empty));
  const client = await openClient(server);
  for (let turn = 0; turn < 5; turn += 1) {
    await client.call('Logout', session, {});
  }
  expect(server.connections()).toBe(1);
  expect(server.requests).toHaveLength(5);
});

test('a fault leaves its connection fit for use', async () => {
  const server = await startServer((response, turn) => {
    response.writeHead(turn === 1 ? 500 : 200, { 'Content-Type': 'text/xml' });
    response.end(`<Envelope><Body>${turn === 1 ? '<Fault/>' : empty}</Body></Envelope>`);
  });
  const client = await openClient(server);
  expect(await errorOf(client.call('Logout', session, {}))).toMatchObject({ code: 'FAULT' });
  await client.call('Logout', session, {});
  expect(server.connections()).toBe(1);
});

test('no more requests run at once than connections are allowed', async () => {
  let running = 0;
  let most = 0;
  const server = await startServer((response) => {
    running += 1;
    most = Math.max(most, running);
    sleep(20).then(
      () => {
        running -= 1;
        answer(response, empty);
      },
      () => undefined,
    );
  });
  const client = await openClient(server, { maxSockets: 2 });
  await Promise.all(Array.from({ length: 8 }, () => client.call('Logout', session, {})));
  expect(most).toBe(2);
});

test('closing the transport ends idle connections', async () => {
  const server = await startServer((response) => answer(response, empty));
  const transport = openTransport(server);
  const { body } = await transport.exchange(
    { method: 'GET', path: '/', headers: {} },
    { deadlineMs: 5000 },
  );
  for await (const _ of body) {
    // To the end.
  }
  transport.close();
  await server.allClosed();
});

test('a call that gave up in the line does not take the place of the next one', async () => {
  const server = await startServer((response, turn) => {
    sleep(turn === 1 ? 150 : 0).then(
      () => answer(response, empty),
      () => undefined,
    );
  });
  const client = await openClient(server, { maxSockets: 1 });
  const first = client.call('Logout', session, {});
  const error = await errorOf(client.call('Logout', session, {}, { deadlineMs: 50 }));
  expect(error).toMatchObject({ code: 'DEADLINE_PASSED', requestSent: false });
  await first;
  await client.call('Logout', session, {}, { deadlineMs: 2000 });
  expect(server.requests).toHaveLength(2);
});

test('an answer that nobody reads keeps its connection until the deadline, and no longer', async () => {
  const server = await startServer((response) => {
    response.writeHead(200).write('a');
  });
  const transport = openTransport(server, { maxSockets: 1 });
  const get = { method: 'GET', path: '/', headers: {} } as const;
  await transport.exchange(get, { deadlineMs: 80 });
  expect(await transport.exchange(get, { deadlineMs: 2000 })).toMatchObject({ status: 200 });
});

test('closing the transport ends a call that has no connection yet', async () => {
  const port = await listenInSilence();
  const server = await startServer(silent);
  const transport = openTransport(server, { port });
  const get = { method: 'GET', path: '/', headers: {} } as const;
  const failing = errorOf(transport.exchange(get, { deadlineMs: 60_000 }));
  await sleep(50);
  transport.close();
  expect(await failing).toMatchObject({ code: 'CONNECTION_FAILED', requestSent: false });
});
