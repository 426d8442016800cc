import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { hosts, powerOf, running } from '../helpers/lone-vm.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

interface Started {
  readonly lab: Simulator;
  readonly child: ChildProcess;
  readonly exited: Promise<unknown[]>;
  readonly stderr: () => string;
}

function start(lab: Simulator, args: readonly string[]): Started {
  const env = { ...envOf(lab), XDG_STATE_HOME: makeTempDir() };
  const child = spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (some: string) => {
    text += some;
  });
  child.stdout?.resume();
  return { lab, child, exited: once(child, 'exit'), stderr: () => text };
}

const until = (condition: () => number): Promise<void> =>
  expect.poll(condition, { timeout: 15_000 }).toBeGreaterThan(0);

// Windows has no signals to send: a program ends there and then.
describe.skipIf(process.platform === 'win32')('a signal', () => {
  function startLab(): Promise<Simulator> {
    const inventory = { datacenters: [{ name: 'DC', hosts, vms: [running] }] };
    return testSimulator({ inventory });
  }

  /** A run whose VM has been asked to shut down. */
  async function startCycle(guestShutdown: number | 'never'): Promise<Started> {
    const lab = await startLab();
    lab.faults.add({ method: 'ShutdownGuest', guestShutdown });
    const started = start(lab, ['enable', 'on', '--power-cycle', 'soft', '--yes']);
    onTestFinished(() => {
      started.child.kill('SIGKILL');
    });
    await until(() => lab.requests.of('ShutdownGuest'));
    return started;
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGALRM', 'SIGUSR2', 'SIGXCPU'] as const)(
    '%s ends the session, and then the program',
    async (signal) => {
      const lab = await startLab();
      lab.faults.add({ method: 'RetrievePropertiesEx', delayMs: 60_000 });
      const { child, exited } = start(lab, ['vms']);
      await until(() => lab.requests.of('RetrievePropertiesEx'));
      expect(lab.sessionCount).toBe(1);
      child.kill(signal);
      expect(await exited).toEqual([130, null]);
      expect(lab.sessionCount).toBe(0);
    },
  );

  test.each(['SIGHUP', 'SIGTERM', 'SIGQUIT', 'SIGALRM'] as const)(
    '%s in the middle of a power cycle brings the VM back first',
    async (signal) => {
      const { lab, child, exited, stderr } = await startCycle(1500);
      child.kill(signal);
      expect(await exited).toEqual([130, null]);
      expect(powerOf(lab)).toBe('poweredOn');
      expect(lab.requests.of('ReconfigVM_Task')).toBe(1);
      expect(lab.sessionCount).toBe(0);
      expect(stderr()).toMatch(/interrupted: 1 changed/);
    },
  );

  test('SIGHUP does so also if it comes twice and nobody reads what is printed', async () => {
    const { lab, child, exited } = await startCycle(1500);
    child.stderr?.destroy();
    child.stdout?.destroy();
    child.kill('SIGHUP');
    child.kill('SIGHUP');
    await until(() => lab.requests.of('ReconfigVM_Task'));
    child.kill('SIGHUP');
    expect(await exited).toEqual([130, null]);
    expect(powerOf(lab)).toBe('poweredOn');
    expect(lab.requests.of('ReconfigVM_Task')).toBe(1);
    expect(lab.sessionCount).toBe(0);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGQUIT'] as const)(
    '%s after SIGHUP leaves at once, with last words',
    async (signal) => {
      const { child, exited, stderr } = await startCycle('never');
      child.kill('SIGHUP');
      await until(() => stderr().indexOf('Finishing VMs in progress') + 1);
      child.kill(signal);
      expect(await exited).toEqual([130, null]);
      await until(() => stderr().indexOf('go on with: vhv resume ') + 1);
      expect(stderr()).toContain('OFF, or about to be: /DC/vm/on');
    },
  );
});

test('a command that fails ends its session', async () => {
  const lab = await testSimulator();
  const fault = { _type: 'RuntimeFault' };
  lab.faults.add({ method: 'RetrievePropertiesEx', fault });
  for (const args of [['vms'], ['hosts'], ['enable', 'x', '--yes'], ['hosts', 'options', 'ls']]) {
    expect((await runCli(args, { env: envOf(lab) })).exitCode).not.toBe(0);
    expect(lab.sessionCount).toBe(0);
  }
  expect(lab.requests.of('Login')).toBe(4);
  expect(lab.requests.of('Logout')).toBe(4);
});
