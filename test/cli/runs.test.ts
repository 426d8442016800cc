import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VmOutcome } from '../../src/nested/run/outcome.ts';
import { type Simulator, startSimulator, type VmData } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const vms: readonly VmData[] = [
  { name: 'off', host: 'esx-01' },
  { name: 'on', host: 'esx-01', power: 'poweredOn', tools: 'running' },
  { name: 'deaf', host: 'esx-02', power: 'poweredOn', tools: 'notInstalled' },
  {
    name: 'keyed',
    host: 'esx-02',
    extraConfig: { 'disk.EnableUUID': 'FALSE', 'guestinfo.old': 'stays' },
  },
];

let simulator: Simulator;
let folder: string;

beforeEach(async () => {
  const hosts = [{ name: 'esx-01' }, { name: 'esx-02' }];
  const inventory = { datacenters: [{ name: 'DC', clusters: [{ name: 'C', hosts }], vms }] };
  simulator = await startSimulator({ inventory });
  folder = await mkdtemp(join(tmpdir(), 'vhv-runs-'));
});

afterEach(async () => {
  expect(simulator.sessionCount).toBe(0);
  await simulator.close();
  await rm(folder, { recursive: true });
});

function vhv(...args: readonly string[]): Promise<Ran> {
  return runCli(args, { env: { ...envOf(simulator), XDG_STATE_HOME: folder } });
}

const file = (name: string): string => join(folder, name);

/** `off: plain poweredOff`, by name. */
async function states(): Promise<Record<string, string>> {
  const rows = jsonOf<{ name: string; nestedHVEnabled?: boolean; powerState: string }[]>(
    await vhv('vms', '--output', 'json'),
  );
  return Object.fromEntries(
    rows.map(({ name, nestedHVEnabled, powerState }) => [
      name,
      `${nestedHVEnabled === true ? 'nested' : 'plain'} ${powerState}`,
    ]),
  );
}

const before = {
  off: 'plain poweredOff',
  on: 'plain poweredOn',
  deaf: 'plain poweredOn',
  keyed: 'plain poweredOff',
};

describe('vhv enable', () => {
  it('cycles what may be cycled, and leaves the rest for exit 6', async () => {
    const ran = await vhv('enable', '--all', '--yes', '--power-cycle', 'soft');
    expect(ran).toMatchObject({
      exitCode: 5,
      stdout: expect.stringContaining('TOOLS_NOT_RUNNING'),
    });
    expect(await states()).toStrictEqual({
      ...before,
      off: 'nested poweredOff',
      on: 'nested poweredOn',
      keyed: 'nested poweredOff',
    });
  });

  it('tells its journal, which only its owner may read', async () => {
    const { stderr } = await vhv('enable', 'off', '--yes');
    const [name = ''] = await readdir(join(folder, 'vhv', 'journals'));
    const path = join(folder, 'vhv', 'journals', name);
    expect(stderr).toContain(`journal: ${path}`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(5);
  });

  it('--all-or-nothing changes nothing where any VM is blocked', async () => {
    expect(await vhv('enable', '--all', '--yes', '--all-or-nothing')).toMatchObject({
      exitCode: 6,
    });
    expect(await states()).toStrictEqual(before);
  });

  it('--limit takes no more than so many', async () => {
    const ran = await vhv('enable', 'off', 'keyed', '--yes', '--limit', '1', '--output', 'json');
    const { outcomes } = jsonOf<{ outcomes: VmOutcome[] }>(ran);
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toStrictEqual(
      new Set(['changed', 'untouched']),
    );
  });

  it.each([
    ['--limit', '0'],
    ['--max-failures', 'many'],
    ['--not-after', '25:00'],
    ['--shutdown-timeout', '-1'],
  ])('refuses %s %s before anything is sent', async (flag, value) => {
    const ran = await vhv('enable', 'off', '--yes', `${flag}=${value}`);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(flag) });
    expect(simulator.requests.calls).toBe(0);
  });

  it('names a VM that could not be started again in the last lines', async () => {
    const taskFault = { _type: 'InvalidState' };
    simulator.faults.add({ method: 'PowerOnMultiVM_Task', taskFault });
    simulator.faults.add({ method: 'PowerOnVM_Task', taskFault });
    const ran = await vhv('enable', 'on', '--yes', '--power-cycle', 'soft');
    expect(ran.exitCode).toBe(4);
    expect(ran.stderr).toMatch(/LEFT OFF: \/DC\/vm\/on .*\n.*vhv resume/);
  });
});

describe('vhv resume', () => {
  it('finds the run that was left, and starts the VM that is down', async () => {
    const taskFault = { _type: 'InvalidState' };
    simulator.faults.add({ method: 'PowerOnMultiVM_Task', taskFault, times: 1 });
    simulator.faults.add({ method: 'PowerOnVM_Task', taskFault, times: 2 });
    expect(await vhv('enable', 'on', '--yes', '--power-cycle', 'soft')).toMatchObject({
      exitCode: 4,
    });
    expect((await states())['on']).toBe('plain poweredOff');
    expect(await vhv('resume', '--yes')).toMatchObject({ exitCode: 0 });
    expect((await states())['on']).toBe('nested poweredOn');
    expect(await vhv('resume', '--yes')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no run was left unfinished'),
    });
  });

  it('leaves a VM alone that somebody else has changed', async () => {
    simulator.faults.add({ method: 'ReconfigVM_Task', fault: { _type: 'NotSupported' }, times: 1 });
    const run = ['--yes', '--set', 'disk.EnableUUID=TRUE', '--journal', file('run.jsonl')];
    expect(await vhv('enable', 'keyed', ...run)).toMatchObject({ exitCode: 4 });
    await vhv('vms', 'extra-config', 'set', 'keyed', '--set', 'disk.EnableUUID=maybe', '--yes');
    const resumed = await vhv('resume', file('run.jsonl'), '--yes');
    expect(resumed).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('MOVED_ON') });
    expect((await states())['keyed']).toBe(before.keyed);
  });
});

describe('vhv rollback', () => {
  it('brings back exact values, removed keys and power states', async () => {
    const all = ['--all', '--yes', '--power-cycle', 'hard'];
    const keys = ['--set', 'disk.EnableUUID=TRUE', '--set', 'a.new=1', '--unset', 'guestinfo.old'];
    const settings = async (): Promise<string> =>
      (await vhv('vms', 'extra-config', 'ls', '--output', 'json')).stdout;
    const was = await settings();
    const enabled = await vhv('enable', ...all, ...keys, '--journal', file('run.jsonl'));
    expect(enabled).toMatchObject({ exitCode: 0 });
    expect(await settings()).not.toBe(was);
    const back = await vhv('rollback', file('run.jsonl'), '--yes', '--power-cycle', 'hard');
    expect(back).toMatchObject({ exitCode: 0 });
    expect(await states()).toStrictEqual(before);
    expect(await settings()).toBe(was);
  });

  it('needs leave to power-cycle, as enable does', async () => {
    const run = ['--journal', file('run.jsonl'), '--power-cycle', 'soft'];
    await vhv('enable', 'on', '--yes', ...run);
    expect(await vhv('rollback', file('run.jsonl'), '--yes')).toMatchObject({
      exitCode: 6,
      stdout: expect.stringContaining('POWER_CYCLE_REQUIRED'),
      stderr: expect.stringMatching(/vhv rollback .*run.jsonl --power-cycle soft/),
    });
    expect((await states())['on']).toBe('nested poweredOn');
  });

  it('--all-or-nothing undoes nothing where any VM is blocked', async () => {
    const run = ['--yes', '--power-cycle', 'soft', '--journal', file('run.jsonl')];
    await vhv('enable', 'on', 'off', ...run);
    const ran = await vhv('rollback', file('run.jsonl'), '--yes', '--all-or-nothing');
    expect(ran).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining('nothing was changed'),
    });
    const after = { ...before, on: 'nested poweredOn', off: 'nested poweredOff' };
    expect(await states()).toStrictEqual(after);
  });

  it('that was begun is what a resume goes on with: the run itself is not made again', async () => {
    await vhv('enable', 'off', 'keyed', '--yes', '--limit', '1', '--journal', file('run.jsonl'));
    const back = ['--journal', file('back.jsonl')];
    expect(await vhv('rollback', file('run.jsonl'), '--yes', ...back)).toMatchObject({
      exitCode: 0,
    });
    expect(await vhv('resume', file('run.jsonl'), '--yes')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(file('back.jsonl')),
    });
    expect(await states()).toStrictEqual(before);
    const again = await vhv('enable', 'off', '--yes', ...back);
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there already') });
    expect(await states()).toStrictEqual(before);
  });

  it('refuses what is no journal', async () => {
    expect(await vhv('rollback', 'package.json', '--yes')).toMatchObject({ exitCode: 2 });
    expect(await vhv('rollback', file('none'), '--yes')).toMatchObject({ exitCode: 2 });
    expect(simulator.requests.calls).toBe(0);
  });
});

describe('vhv plan and vhv apply', () => {
  it('plan now, apply later', async () => {
    const plan = await vhv('plan', 'off', 'keyed', '--out', file('plan'), '--detailed-exitcode');
    expect(plan).toMatchObject({ exitCode: 3 });
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
    expect(await vhv('apply', file('plan'), '--yes')).toMatchObject({ exitCode: 0 });
    expect((await states())['off']).toBe('nested poweredOff');
  });

  it('a fleet file says what to plan; a second plan has nothing to do', async () => {
    const { writeFile } = await import('node:fs/promises');
    const rules = [{ name: 'keyed', select: ['keyed'], nestedHVEnabled: 'on' }];
    await writeFile(file('fleet.json'), JSON.stringify({ rules }));
    const planned = await vhv('plan', '-f', file('fleet.json'), '--out', file('plan'));
    expect(planned).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('vhv apply') });
    expect(await vhv('apply', file('plan'), '--yes')).toMatchObject({ exitCode: 0 });
    expect(await states()).toStrictEqual({ ...before, keyed: 'nested poweredOff' });
    const again = await vhv('plan', '-f', file('fleet.json'), '--detailed-exitcode');
    expect(again).toMatchObject({ exitCode: 0 });
    expect(await vhv('plan', '-f', file('fleet.json'), '--to', 'off')).toMatchObject({
      exitCode: 2,
    });
  });

  it('a plan upon which the fleet has moved on is refused as a whole', async () => {
    await vhv('plan', 'off', 'keyed', '--out', file('plan'));
    await vhv('enable', 'off', '--yes');
    simulator.requests.reset();
    const applied = await vhv('apply', file('plan'), '--yes');
    expect(applied).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('/DC/vm/off') });
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });

  it('a plan that was edited is refused, and none is written over', async () => {
    await vhv('plan', 'off', '--out', file('plan'));
    const again = await vhv('plan', 'off', '--out', file('plan'));
    expect(again).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is there already'),
    });
    const { writeFile } = await import('node:fs/promises');
    const text = await readFile(file('plan'), 'utf8');
    await writeFile(file('plan'), text.replace('"to":true', '"to":false'));
    expect(await vhv('apply', file('plan'), '--yes')).toMatchObject({ exitCode: 2 });
    expect(await states()).toStrictEqual(before);
  });
});
