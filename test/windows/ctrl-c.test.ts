import { expect, it, onTestFinished, vi } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { hosts } from '../helpers/lone-vm.ts';
import { bin } from '../helpers/processes.ts';
import { Terminal } from '../interop/helpers/terminal.ts';
import { makeWindowsFolder, windowsEnv, windowsPath } from './helpers/windows.ts';
import { nodeExe, wineEnv } from './helpers/wine.ts';

const vms = Array.from({ length: 12 }, (_, n) => ({ name: `off-${n}`, host: 'esx-01' }));

it('Ctrl-C on a console begins no further VM, and finishes those at work', async () => {
  const lab = await startSimulator({
    inventory: { datacenters: [{ name: 'DC', hosts, vms }] },
    taskMs: 3000,
  });
  onTestFinished(() => lab.close());
  const env = { ...wineEnv, ...windowsEnv(lab, makeWindowsFolder()) };
  const line = ['enable', '--all', '--concurrency', '2', '--yes', '--no-progress'];
  const terminal = Terminal.start(line, env, ['wine', nodeExe, windowsPath(bin)]);
  await vi.waitFor(() => expect(lab.requests.of('ReconfigVM_Task')).toBe(2), { timeout: 60_000 });
  terminal.type('\x03');
  await terminal.shows('Finishing VMs in progress');
  await terminal.shows(/interrupted: 2 changed, 10 untouched/);
  expect(await terminal.ended()).toBe(130);
  expect(lab.requests.of('ReconfigVM_Task')).toBe(2);
  expect(lab.requests.of('Logout')).toBe(1);
});
