import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
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

describe.each(['silent', 'fault'])(
  'where CreateListView is %s about forgotten tasks',
  (forgotten) => {
    it('those that are forgotten while they are waited for are noticed', async () => {
      await start('-forgotten', forgotten, '-task', '4s');
      const running = run('enable', '--all', '--yes');
      await strict.accepts('ReconfigVM_Task', 3);
      await strict.restart();
      expect(await soon(running)).toMatchObject({ exitCode: 0 });
      await expectAllChanged('poweredOff');
    });

    it('those that are forgotten before the wait begins are noticed', async () => {
      await start('-forgotten', forgotten, '-task', '4s');
      await strict.restart({ before: 'CreateListView' });
      expect(await soon(run('enable', '--all', '--yes'))).toMatchObject({ exitCode: 0 });
      await expectAllChanged('poweredOff');
    });
  },
);

it('tasks that a restart has forgotten in a power cycle are noticed', async () => {
  await start('-off=false', '-task', '2s');
  const cycle = ['--power-cycle', 'soft', '--canary', '0'];
  const running = run('enable', '--all', ...cycle, '--yes');
  await strict.accepts('PowerOnMultiVM_Task', 1);
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

it('a proxy that answers 503 after the writes is waited for, and no session is left', async () => {
  await start();
  const running = run('enable', '--all', '--yes');
  await strict.accepts('ReconfigVM_Task', 3);
  await strict.post('/down?for=8s&as=503:1');
  expect(await soon(running)).toMatchObject({ exitCode: 0 });
  await expectAllChanged('poweredOff');
});

it.each(['502', '503:2', '504'])(
  'a proxy that answers %s before the login is waited for',
  async (as) => {
    await start();
    await strict.post(`/down?for=1h&as=${as}`);
    const listing = run('vms', '--output', 'json');
    await expect
      .poll(async () => (await strict.counts())['refused'], { timeout: soonMs })
      .toBeGreaterThan(0);
    await strict.post('/down?for=0s');
    const listed = await soon(listing);
    expect(listed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('DC0_H0_VM2') });
  },
);

const gone =
  '/fault?method=RetrievePropertiesEx&type=ManagedObjectNotFound&object=VirtualMachine:vm-gone';

it('a VM that is deleted during an inventory read ends nothing', async () => {
  await start();
  for (const skip of [0, 1, 2]) {
    await strict.post(`${gone}&skip=${skip}`);
    const listed = await run('vms', '--output', 'json');
    expect(listed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('DC0_H0_VM2') });
    await strict.post('/rules/reset');
  }
  await strict.post(`${gone}&times=50`);
  const failed = await run('vms', '--output', 'json');
  expect(failed.exitCode).not.toBe(0);
  expect(failed.stderr).toContain('vm-gone');
});
