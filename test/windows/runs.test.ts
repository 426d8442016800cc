import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Simulator, startSimulator, type VmData } from '../../src/simulator/index.ts';
import { hosts, powerOf, running } from '../helpers/lone-vm.ts';
import {
  makeWindowsFolder,
  startWindows,
  windows,
  windowsEnv,
  windowsPath,
} from './helpers/windows.ts';

async function startLab(vms: readonly VmData[], taskMs = 0): Promise<Simulator> {
  const lab = await startSimulator({
    inventory: { datacenters: [{ name: 'DC', hosts, vms }] },
    taskMs,
  });
  onTestFinished(() => lab.close());
  return lab;
}

/** Until the server has been asked for a method. */
async function asked(lab: Simulator, method: string): Promise<void> {
  await vi.waitFor(() => expect(lab.requests.of(method)).toBeGreaterThan(0), { timeout: 30_000 });
}

function journalsIn(folder: string): string[] {
  const journals = join(folder, 'vhv', 'journals');
  return readdirSync(journals).map((name) => join(journals, name));
}

it('the demo does all that it shows, and keeps its state on drive C:', async () => {
  const { exitCode, stdout, stderr } = await windows(['demo'], {});
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stdout + stderr).toMatch(/journal: C:\\.*\.jsonl/);
});

it('a plan file is applied, killed with the VM down, resumed and rolled back; its paths have spaces and drives', async () => {
  const lab = await startLab([running], 1500);
  const folder = makeWindowsFolder();
  const env = windowsEnv(lab, folder);
  const file = windowsPath(join(folder, 'the plan.jsonl'));
  const planned = await windows(['plan', 'on', '--power-cycle', 'soft', '--out', file], env);
  expect(planned).toMatchObject({ exitCode: 0 });

  const killed = startWindows(['apply', file, '--yes'], env);
  await asked(lab, 'ReconfigVM_Task');
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(powerOf(lab)).toBe('poweredOff');

  const [journal = ''] = journalsIn(folder);
  const resumed = await windows(['resume', windowsPath(journal), '--yes'], env);
  expect(resumed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('changed') });
  expect(powerOf(lab)).toBe('poweredOn');
  expect(await windows(['verify', 'on', '--expect', 'on'], env)).toMatchObject({ exitCode: 0 });

  const undone = await windows(
    ['rollback', windowsPath(journal), '--power-cycle', 'soft', '--yes'],
    env,
  );
  expect(undone).toMatchObject({ exitCode: 0 });
  expect(powerOf(lab)).toBe('poweredOn');
  expect(await windows(['verify', 'on', '--expect', 'off'], env)).toMatchObject({ exitCode: 0 });
});

it('of two runs on one VM the second is refused, and a run that was killed holds nothing', async () => {
  const lab = await startLab([{ name: 'off', host: 'esx-01' }], 20_000);
  const folder = makeWindowsFolder();
  const env = windowsEnv(lab, folder);
  const first = startWindows(['enable', 'off', '--yes'], env);
  await asked(lab, 'ReconfigVM_Task');

  const second = await windows(['enable', 'off', '--yes'], env);
  expect(second).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('/DC/vm/off') });
  expect(lab.requests.of('ReconfigVM_Task')).toBe(1);

  first.child.kill('SIGKILL');
  await first.ended;
  const [journal = ''] = journalsIn(folder);
  const resumed = await windows(['resume', windowsPath(journal), '--yes'], env);
  expect(resumed).toMatchObject({ exitCode: 0 });
});
