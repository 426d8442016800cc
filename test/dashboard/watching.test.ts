import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RunBoard } from '../../src/cli/dashboard/board.ts';
import { Dashboard } from '../../src/cli/dashboard/dashboard.ts';
import { Streams } from '../../src/cli/dashboard/streams.ts';
import { runStates } from '../../src/report/html/run/run-states.ts';
import type { RunUpdate } from '../../src/report/html/run/run-update.ts';
import { ask, failureOf, outcomeEvent, planAt, runOf, stepOf, watch } from './ask.ts';

/** The last that was told of each row. */
function statesIn(updates: readonly RunUpdate[]): Record<number, string> {
  return Object.fromEntries(
    updates.flatMap(({ rows }) =>
      rows.map(([row, state, note]) => [row, `${runStates[state]?.key} ${note}`.trim()]),
    ),
  );
}

describe('whoever watches a run', () => {
  it('is told what changes, and that it is over', async () => {
    const run = runOf(3);
    const dashboard = await Dashboard.open(run);
    dashboard.onEvent(stepOf(planAt(run, 0)));
    const watched = watch(dashboard.url);
    await expect.poll(() => ask(dashboard.url).then(({ status }) => status)).toBe(200);
    dashboard.onEvent(outcomeEvent(planAt(run, 0), 'changed'));
    dashboard.onEvent(stepOf(planAt(run, 1), 'power-on'));
    await sleep(500);
    dashboard.onStop();
    const error = { code: 'TASK_FAILED', message: 'it was refused' };
    dashboard.finish([
      { plan: planAt(run, 0), outcome: 'changed' },
      { plan: planAt(run, 1), outcome: 'failed', error },
      { plan: planAt(run, 2), outcome: 'untouched' },
    ]);
    await dashboard[Symbol.asyncDispose]();
    const updates = await watched;
    expect(updates[0]).toEqual({ phase: 'running', rows: [[0, 1, 'reconfigure']] });
    expect(updates.at(-1)?.phase).toBe('over');
    expect(statesIn(updates)).toEqual({
      0: 'changed',
      1: 'failed TASK_FAILED: it was refused',
      2: 'untouched',
    });
  });

  it('is told the end also where an error has ended the run, and then nobody answers', async () => {
    const dashboard = await Dashboard.open(runOf(2));
    const watched = watch(dashboard.url);
    await expect.poll(() => ask(dashboard.url).then(({ status }) => status)).toBe(200);
    await dashboard[Symbol.asyncDispose]();
    expect(await watched).toEqual([{ phase: 'over', rows: [] }]);
    await expect(ask(dashboard.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('may be eight at once; more are asked to wait', async () => {
    const dashboard = await Dashboard.open(runOf(2));
    const path = `${new URL(dashboard.url).pathname}events`;
    const watched = Array.from({ length: 8 }, () => watch(dashboard.url));
    await expect
      .poll(() =>
        Promise.race([
          ask(dashboard.url, { path }).then(({ status }) => status),
          sleep(100, 'let in'),
        ]),
      )
      .toBe(503);
    await dashboard[Symbol.asyncDispose]();
    expect(await Promise.all(watched)).toHaveLength(8);
  });
});

/** A stream to somebody who never reads. */
async function hangingReader(streams: Streams): Promise<ServerResponse> {
  const responses: ServerResponse[] = [];
  const server = http.createServer((_, response) => {
    streams.add(response);
    responses.push(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  onTestFinished(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  await expect.poll(() => responses.length).toBe(1);
  return responses[0] as ServerResponse;
}

describe('a page that hangs', () => {
  it('has one message waiting at most, however much happens', async () => {
    const run = runOf(3000);
    const board = new RunBoard(run.plans);
    const streams = new Streams(board);
    const response = await hangingReader(streams);
    // Each message is more than any system takes off our hands.
    const note = 'x'.repeat(5000);
    const waiting: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      for (const plan of run.plans) {
        board.take(failureOf(plan, `${round} ${note}`));
      }
      await sleep(450);
      waiting.push(response.writableLength);
    }
    const message = JSON.stringify(board.since(0)).length;
    expect(waiting.at(-1)).toBeGreaterThan(1_000_000);
    expect(Math.max(...waiting)).toBeLessThan(1.1 * message);
    void streams.end();
  });

  it('does not keep a run from ending', async () => {
    const run = runOf(3000);
    const dashboard = await Dashboard.open(run);
    const { hostname, port, pathname } = new URL(dashboard.url);
    const socket = net.connect(Number(port), hostname);
    socket.pause();
    socket.write(`GET ${pathname}events HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    onTestFinished(() => void socket.destroy());
    for (const plan of run.plans) {
      dashboard.onEvent(failureOf(plan, 'x'.repeat(5000)));
    }
    await sleep(900);
    await dashboard[Symbol.asyncDispose]();
  });
});
