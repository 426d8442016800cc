import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { type Finished, vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

/** Long enough for any run here on a busy machine, and shorter than the deadline of one task. */
const soonMs = 90_000;

let strict: Strict;
afterEach(() => strict[Symbol.asyncDispose]());

async function start(...flags: readonly string[]): Promise<void> {
  strict = await Strict.start('-host', '0', '-vm', '3', ...flags);
}

function run(...args: readonly string[]): Promise<Finished> {
  return vhv({ ...strict.env, XDG_STATE_HOME: makeTempDir() }, args);
}

/** @returns what a run has come to, or that it still waits */
function soon(running: Promise<Finished>): Promise<Finished | string> {
  return Promise.race([running, sleep(soonMs, 'still waiting', { ref: false })]);
}

/** Waits until the server has accepted so many calls of a method. */
async function accepted(method: string, times: number): Promise<void> {
  await expect
    .poll(async () => (await strict.calls(method)).filter(({ status }) => status === 200).length, {
      timeout: soonMs,
    })
    .toBe(times);
}

async function expectAllChanged(power: string): Promise<void> {
  for (const vm of ['DC0_H0_VM0', 'DC0_H0_VM1', 'DC0_H0_VM2']) {
    const path = `/DC0/vm/${vm}`;
    expect(await strict.property(path, 'config.nestedHVEnabled')).toBe('true');
    expect(await strict.property(path, 'runtime.powerState')).toBe(power);
    // What was sent again while the first was under way was refused: each VM was changed once.
    const { stdout } = await strict.govc('events', '-type', 'VmReconfiguredEvent', path);
    expect(stdout.trim().split('\n')).toHaveLength(1);
  }
  expect(await strict.sessions()).toBe(0);
}

it.each(['silent', 'fault'])(
  'tasks that a restart has forgotten are noticed, where a new view is %s about them',
  async (forgotten) => {
    await start('-forgotten', forgotten, '-task', '4s');
    const running = run('enable', '--all', '--yes');
    await accepted('ReconfigVM_Task', 3);
    await strict.restart();
    expect(await soon(running)).toMatchObject({ exitCode: 0 });
    await expectAllChanged('poweredOff');
  },
);

it('tasks that a restart has forgotten in a power cycle are noticed', async () => {
  await start('-off=false', '-task', '2s');
  const cycle = ['--power-cycle', 'soft', '--canary', '0'];
  const running = run('enable', '--all', ...cycle, '--yes');
  await accepted('PowerOnMultiVM_Task', 1);
  await strict.restart({ for: '1s' });
  expect(await soon(running)).toMatchObject({ exitCode: 0 });
  await expectAllChanged('poweredOn');
});

it('a check before a power cycle whose wait is cut is asked for again', async () => {
  await start('-off=false', '-task', '500ms');
  await strict.post('/cut?method=WaitForUpdatesEx&when=before');
  expect(await soon(run('enable', '--all', '--power-cycle', 'soft', '--yes'))).toMatchObject({
    exitCode: 0,
  });
  await expectAllChanged('poweredOn');
});
