import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import type { VmOutcome } from '../../src/nested/run/outcome.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator();
});

afterEach(async () => {
  // Whatever a command did: it has logged out.
  expect(simulator.sessionCount).toBe(0);
  await simulator.close();
});

function vhv(...args: readonly string[]): Promise<Ran> {
  return runCli(args, { env: envOf(simulator) });
}

async function facts(selector: string): Promise<VmFacts | undefined> {
  return jsonOf<VmFacts[]>(await vhv('vms', selector, '--output', 'json'))[0];
}

function writes(): number {
  return simulator.requests.of('ReconfigVM_Task');
}

describe('vhv enable and disable', () => {
  it('turn the setting on and off, and read it back', async () => {
    expect(await facts('hv-01')).toMatchObject({ nestedHVEnabled: false });
    expect(await vhv('enable', 'hv-01', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await facts('hv-01')).toMatchObject({ nestedHVEnabled: true });
    expect(await vhv('disable', 'hv-01', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await facts('hv-01')).toMatchObject({ nestedHVEnabled: false });
  });

  it('send nothing where there is nothing to do, and say so', async () => {
    const done = await vhv('disable', 'hv-01', '--yes');
    expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
    expect(writes()).toBe(0);
  });

  it('send nothing with --dry-run, and show what would change', async () => {
    const done = await vhv('enable', 'hv-01', '--set', 'disk.EnableUUID=TRUE', '--dry-run');
    expect(done.exitCode).toBe(0);
    expect(done.stdout).toContain('nestedHVEnabled: off → on, disk.EnableUUID: (none) → TRUE');
    expect(writes()).toBe(0);
  });

  it.each([
    { vm: 'hv-03', code: 'POWER_CYCLE_REQUIRED', exitCode: 6 },
    { vm: 'paused-01', code: 'SUSPENDED', exitCode: 5 },
    { vm: 'golden', code: 'TEMPLATE', exitCode: 5 },
    { vm: 'old-01', code: 'HARDWARE_TOO_OLD', exitCode: 5 },
  ])('refuse $vm with $code before any write', async ({ vm, code, exitCode }) => {
    const refused = await vhv('enable', vm, '--yes');
    expect(refused).toMatchObject({ exitCode, stdout: expect.stringContaining(code) });
    expect(writes()).toBe(0);
  });

  it('change the others where one is blocked, and exit with the reason of the blocked one', async () => {
    const done = await vhv('enable', 'hv-01', 'hv-03', '--yes', '--output', 'json');
    expect(done.exitCode).toBe(6);
    const { outcomes, blocked } = jsonOf<{ outcomes: VmOutcome[]; blocked: unknown[] }>(done);
    expect(outcomes).toMatchObject([{ outcome: 'changed', plan: { facts: { name: 'hv-01' } } }]);
    expect(blocked).toHaveLength(1);
    expect(writes()).toBe(1);
  });
});

describe('what goes wrong on the way', () => {
  it('makes the change upon the new changeVersion where somebody else has changed another thing', async () => {
    const fault = { _type: 'ConcurrentAccess' };
    simulator.faults.add({ method: 'ReconfigVM_Task', fault, times: 1 });
    expect(await vhv('enable', 'hv-01', '--yes')).toMatchObject({ exitCode: 0 });
    expect(writes()).toBe(2);
  });

  it('fails for a VM that the server refuses, and changes nothing', async () => {
    simulator.faults.add({
      method: 'ReconfigVM_Task',
      fault: { _type: 'InvalidState' },
    });
    const done = await vhv('enable', 'hv-01', '--yes');
    expect(done).toMatchObject({
      exitCode: 4,
      stdout: expect.stringContaining('InvalidState'),
    });
    expect(await facts('hv-01')).toMatchObject({ nestedHVEnabled: false });
  });

  it('reads after an answer was lost, and does not send the change again', async () => {
    simulator.faults.add({ method: 'ReconfigVM_Task', drop: 'after', times: 1 });
    expect(await vhv('enable', 'hv-01', '--yes')).toMatchObject({ exitCode: 0 });
    expect(writes()).toBe(1);
  });

  it('logs in again, once, where the session has ended, and shows the whole fleet', async () => {
    const before = await vhv('vms');
    simulator.requests.reset();
    simulator.faults.add({ method: 'RetrievePropertiesEx', expireSession: true, times: 1 });
    expect(await vhv('vms')).toMatchObject({ exitCode: 0, stdout: before.stdout });
    expect(simulator.requests.of('Login')).toBe(2);
    expect(simulator.sessionCount).toBe(0);
  });

  it('says that the session keeps ending instead of showing an empty fleet', async () => {
    simulator.faults.add({ method: 'RetrievePropertiesEx', expireSession: true });
    const done = await vhv('vms');
    expect(done).toMatchObject({ exitCode: 7, stdout: '' });
    expect(done.stderr).toContain('ends one session after the other');
  });

  it('tells of a task that succeeded without effect, with exit 9', async () => {
    const done = await vhv(
      'enable',
      'hv-01',
      '--set',
      'vpmc.enable=TRUE',
      '--yes',
      '--output',
      'json',
    );
    expect(done.exitCode).toBe(9);
    const unmet = { extraConfig: [{ key: 'vpmc.enable', from: null, to: 'TRUE' }] };
    expect(jsonOf<{ outcomes: VmOutcome[] }>(done).outcomes).toMatchObject([
      { outcome: 'unverified', unmet },
    ]);
  });
});

describe('vhv vms extra-config', () => {
  it('sends only what differs, and removes', async () => {
    const set = ['vms', 'extra-config', 'set', 'hv-02', '--yes'];
    expect(await vhv(...set, '--set', 'disk.EnableUUID=TRUE')).toMatchObject({ exitCode: 0 });
    expect(writes()).toBe(0);
    expect(await vhv(...set, '--set', 'DISK.enableuuid=FALSE')).toMatchObject({ exitCode: 0 });
    const listed = await vhv('vms', 'extra-config', 'ls', 'hv-02', '--key', 'disk.EnableUUID');
    expect(listed.stdout).toMatch(/disk\.EnableUUID\s+FALSE/);

    const unset = ['vms', 'extra-config', 'unset', 'hv-02', '--unset', 'disk.EnableUUID', '--yes'];
    expect(await vhv(...unset)).toMatchObject({ exitCode: 0 });
    expect(await vhv('vms', 'extra-config', 'ls', 'hv-02', '--output', 'json')).not.toMatchObject({
      stdout: expect.stringContaining('disk.EnableUUID'),
    });
  });

  it('writes to a VM that runs, and says when it takes effect', async () => {
    const set = ['vms', 'extra-config', 'set', 'hv-03', '--set', 'a.b=1', '--yes'];
    const done = await vhv(...set);
    expect(done).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('TAKES_EFFECT_AT_POWER_ON'),
    });
  });
});
