import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { resultsTo } from '../../src/cli/terminal/results.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import { envOf, type RunOptions, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';

const never = new AbortController().signal;

function fleetOf(vms: number): Promise<Simulator> {
  return testSimulator({ inventory: { vms } });
}

/** How many pages had been asked for when each piece was written, and all that was written. */
async function watch(vms: number, args: readonly string[], options: RunOptions = {}) {
  const simulator = await fleetOf(vms);
  const pages: number[] = [];
  const ran = await runCli(args, {
    ...options,
    env: envOf(simulator),
    onOut: () => pages.push(simulator.requests.of('ContinueRetrievePropertiesEx')),
  });
  return { simulator, ran, pages };
}

test.each(['jsonl', 'csv'])('%s is written while pages still come', async (format) => {
  const { ran, pages } = await watch(1000, ['vms', '--output', format]);
  expect(ran.exitCode).toBe(0);
  expect(pages[0]).toBeLessThanOrEqual(1);
  expect(pages.at(-1)).toBe(9);
});

test.each(['json', 'yaml', 'table'])('%s is written when all rows are known', async (format) => {
  const { ran, pages } = await watch(1000, ['vms', '--output', format]);
  expect(ran.exitCode).toBe(0);
  expect(pages.length).toBeGreaterThan(1);
  expect(new Set(pages)).toEqual(new Set([9]));
});

test('nothing is written where the second of two selectors matches nothing', async () => {
  const { ran } = await watch(250, ['vms', '*', 'nope', '--output', 'csv']);
  expect(ran.exitCode).toBe(2);
  expect(ran.stdout).toBe('');
});

test('a reader who has seen enough ends the reading, and the session', async () => {
  const room = (): Promise<boolean> => Promise.resolve(false);
  const { simulator, ran } = await watch(1000, ['vms', '--output', 'jsonl'], { room });
  expect(ran.exitCode).toBe(0);
  expect(ran.stdout.split('\n').length).toBeLessThan(100);
  expect(simulator.requests.of('ContinueRetrievePropertiesEx')).toBe(1);
  expect(simulator.requests.of('CancelRetrievePropertiesEx')).toBe(1);
  expect(simulator.sessionCount).toBe(0);
});

test('results wait for their reader', async () => {
  const stream = new PassThrough({ highWaterMark: 10 });
  const { out, room } = resultsTo(stream, never);
  out('short');
  expect(await room()).toBe(true);
  out('longer than that');
  const waited = room();
  expect(await Promise.race([waited, Promise.resolve('waits')])).toBe('waits');
  stream.resume();
  expect(await waited).toBe(true);
});

test('nobody is waited for who has gone, nor once a stop was asked for', async () => {
  const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const closed = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done(gone) });
  const results = resultsTo(closed, never);
  results.out('text');
  await once(closed, 'error').catch(() => undefined);
  expect(await results.room()).toBe(false);

  const stop = new AbortController();
  const stuck = resultsTo(new PassThrough({ highWaterMark: 1 }), stop.signal);
  stuck.out('text');
  const waited = stuck.room();
  stop.abort();
  expect(await waited).toBe(true);
});
