import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, type Ran, runCli } from '../helpers/cli.ts';
import { ask, watch } from './ask.ts';

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator();
});

afterEach(async () => {
  expect(simulator.sessionCount).toBe(0);
  await simulator.close();
});

interface Run {
  readonly url: Promise<string>;
  readonly ran: Promise<Ran>;
}

/** Starts a command, and waits for no more than the address that it tells. */
function start(args: readonly string[], stop?: AbortSignal): Run {
  const { promise, resolve } = later<string>();
  const ran = runCli(args, {
    env: envOf(simulator),
    ...(stop !== undefined && { stop }),
    onStderr: (text) => {
      const [, url] = /^vhv: dashboard: (http:\S+)$/m.exec(text) ?? [];
      if (url !== undefined) {
        resolve(url);
      }
    },
  });
  return { url: promise, ran };
}

function later<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** How the same run goes without anybody who could look. */
async function plainly(args: readonly string[]): Promise<number> {
  const other = await startSimulator();
  try {
    return (await runCli(args, { env: envOf(other) })).exitCode;
  } finally {
    await other.close();
  }
}

describe('vhv enable --dashboard', () => {
  it.each([
    ['one that goes well', ['enable', 'hv-01', 'hv-02', '--yes']],
    ['one with VMs that are blocked', ['enable', 'hv-01', 'hv-03', 'golden', '--yes']],
  ])('lets a run be watched, and changes nothing about it: %s', async (_, args) => {
    simulator.faults.add({ method: 'ReconfigVM_Task', delayMs: 700 });
    const { url, ran } = start([...args, '--dashboard']);
    const address = await url;
    const page = await ask(address);
    const updates = await watch(address);
    const { exitCode, stderr } = await ran;
    expect(page.text).toContain('hv-01');
    expect(updates.at(-1)?.phase).toBe('over');
    expect(exitCode).toBe(await plainly(args));
    expect(stderr.match(/dashboard:/g)).toHaveLength(1);
    await expect(ask(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('tells its address also with --quiet: nobody could look otherwise', async () => {
    const { url, ran } = start(['enable', 'hv-01', '--yes', '--dashboard', '--quiet']);
    expect(await url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(await ran).toMatchObject({ exitCode: 0 });
  });

  it('is over for those who watch when the run is stopped', async () => {
    simulator.faults.add({ method: 'ReconfigVM_Task', delayMs: 1000 });
    const stop = new AbortController();
    const args = ['enable', 'hv-01', 'hv-02', '--yes', '--concurrency', '1', '--dashboard'];
    const { url, ran } = start(args, stop.signal);
    const watched = watch(await url);
    await expect.poll(() => simulator.requests.of('ReconfigVM_Task')).toBe(1);
    stop.abort();
    const phases = (await watched).map(({ phase }) => phase);
    expect(phases).toContain('stopping');
    expect(phases.at(-1)).toBe('over');
    expect(await ran).toMatchObject({ exitCode: 130 });
  });

  it('waits for nobody who only looks', async () => {
    simulator.faults.add({ method: 'ReconfigVM_Task', delayMs: 300 });
    const { url, ran } = start(['enable', 'hv-01', '--yes', '--dashboard']);
    const watched = watch(await url);
    const first = await Promise.race([ran, sleep(15_000, undefined)]);
    expect(first).toMatchObject({ exitCode: 0 });
    await watched;
  });

  it('is a contradiction with --dry-run: nothing is sent', async () => {
    const { ran } = start(['enable', 'hv-01', '--dry-run', '--dashboard']);
    expect(await ran).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--dashboard shows a run, and with --dry-run there is none'),
    });
    expect(simulator.requests.http).toBe(0);
  });

  it('is not there where nothing is to be done', async () => {
    const { ran } = start(['disable', 'hv-01', '--yes', '--dashboard']);
    const { exitCode, stderr } = await ran;
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain('dashboard');
  });
});

describe.each(['resume', 'rollback'])('vhv %s --dashboard', (command) => {
  it('can be watched too', async () => {
    const stop = new AbortController();
    simulator.faults.add({ method: 'ReconfigVM_Task', delayMs: 300 });
    const begun = start(['enable', 'hv-01', 'hv-02', '--yes', '--concurrency', '1'], stop.signal);
    await expect.poll(() => simulator.requests.of('ReconfigVM_Task')).toBe(1);
    stop.abort();
    const [, journal = ''] = /^vhv: journal: (.+)$/m.exec((await begun.ran).stderr) ?? [];
    const { url, ran } = start([command, journal, '--yes', '--dashboard']);
    const updates = await watch(await url);
    expect(updates.at(-1)?.phase).toBe('over');
    expect(await ran).toMatchObject({ exitCode: 0 });
  });
});
