import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

// Windows has no signals to send: a program ends there and then.
test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the session, and then the program',
  async (signal) => {
    const lab = await startSimulator();
    onTestFinished(() => lab.close());
    lab.faults.add({ method: 'RetrievePropertiesEx', delayMs: 60_000 });
    const child = spawn(process.execPath, [bin, 'vms'], { env: envOf(lab), stdio: 'ignore' });
    const exited = once(child, 'exit');
    await expect
      .poll(() => lab.requests.of('RetrievePropertiesEx'), { timeout: 10_000 })
      .toBeGreaterThan(0);
    expect(lab.sessionCount).toBe(1);
    child.kill(signal);
    expect(await exited).toEqual([130, null]);
    expect(lab.sessionCount).toBe(0);
  },
);

test('a command that fails ends its session', async () => {
  const lab = await startSimulator();
  onTestFinished(() => lab.close());
  const fault = { _type: 'RuntimeFault' };
  lab.faults.add({ method: 'RetrievePropertiesEx', fault });
  for (const args of [['vms'], ['hosts'], ['enable', 'x', '--yes'], ['hosts', 'options', 'ls']]) {
    expect((await runCli(args, { env: envOf(lab) })).exitCode).not.toBe(0);
    expect(lab.sessionCount).toBe(0);
  }
  expect(lab.requests.of('Login')).toBe(4);
  expect(lab.requests.of('Logout')).toBe(4);
});
