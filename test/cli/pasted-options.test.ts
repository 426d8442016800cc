import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import { formatPlanFile, readPlanFile } from '../../src/nested/run/journal/plan-file.ts';
import type { ChangeRow } from '../../src/report/rows/changes.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const inventory = {
  datacenters: [
    {
      name: 'DC',
      hosts: [{ name: 'esx-1' }],
      vms: [{ name: 'web', host: 'esx-1' }],
    },
  ],
};

function start(): Promise<Simulator> {
  return testSimulator({ inventory });
}

/** What every VM of the simulator has. */
const builtIn = /^(ethernet|hpet|pciBridge|scsi|softPowerOff|svga)/;

/** What a command has left on the VM. */
async function optionsOf(simulator: Simulator): Promise<Record<string, string>> {
  const ran = await runCli(['vms', 'extra-config', 'ls', '--output', 'json'], {
    env: envOf(simulator),
  });
  const rows = jsonOf<{ key: string; value: string }[]>(ran);
  const own = rows.filter(({ key }) => !builtIn.test(key));
  return Object.fromEntries(own.map(({ key, value }) => [key, value]));
}

async function isOn(simulator: Simulator): Promise<boolean | undefined> {
  const ran = await runCli(['vms', 'web', '--output', 'json'], { env: envOf(simulator) });
  return jsonOf<VmFacts[]>(ran)[0]?.nestedHVEnabled;
}

/** The VMs of a plan or of a run; its steps left out. */
function rowsOf(ran: Ran): ChangeRow[] {
  return ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ChangeRow & { schema: string })
    .filter(({ schema }) => schema === 'vhv/changes/1');
}

describe('a line of a .vmx file, pasted into --set', () => {
  it.each([
    'vhv.enable = "TRUE"',
    'vhv.enable="TRUE"',
    '  VHV.Enable\t=  TRUE ',
    'vhv.enable = “TRUE”',
    "vhv.enable = 'true'",
  ])('is nestedHVEnabled: %s', async (line) => {
    const simulator = await start();
    const vhv = (...args: string[]) => runCli(args, { env: envOf(simulator) });
    expect(await vhv('vms', 'extra-config', 'set', 'web', '--set', line, '--yes')).toMatchObject({
      exitCode: 0,
    });
    expect({ on: await isOn(simulator), keys: await optionsOf(simulator) }).toStrictEqual({
      on: true,
      keys: {},
    });
  });

  it('wins over the profile that has the same key', async () => {
    const simulator = await start();
    const set = ['--set', 'hypervisor.cpuid.v0 = "TRUE"'];
    const args = ['enable', 'web', '--profile', 'hyper-v', ...set, '--yes'];
    expect(await runCli(args, { env: envOf(simulator) })).toMatchObject({ exitCode: 0 });
    expect(await optionsOf(simulator)).toStrictEqual({ 'hypervisor.cpuid.v0': 'TRUE' });
  });

  it.each([
    ['numvcpus = "4"', 'numvcpus cannot be set as an advanced option'],
    ['"mce.enable" = "TRUE"', '"mce.enable"'],
    ['mce enable = "TRUE"', 'mce enable'],
    ['‘mce.enable’ = TRUE', '‘mce.enable’'],
    ['mce\u200b.enable = TRUE', 'mce'],
    [' = TRUE', 'write key=value'],
    ['mce.enable =  ', 'blank'],
    ['__proto__ = "1"', '__proto__'],
    ['#vhv.enable = "TRUE"', '#vhv.enable'],
    ['# comment = 1', '# comment'],
  ])('is refused before any login where it is no line: %s', async (line, reason) => {
    const simulator = await start();
    const ran = await runCli(['enable', 'web', '--set', line, '--yes'], { env: envOf(simulator) });
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(reason) });
    expect(simulator.requests.of('Login')).toBe(0);
  });

  it('names one key, in however many spellings', async () => {
    const simulator = await start();
    const twice = ['--set', 'mce.enable = "TRUE"', '--set', 'mce.enable=FALSE'];
    expect(await runCli(['enable', 'web', ...twice], { env: envOf(simulator) })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('mce.enable is given twice'),
    });
  });
});

it.each(['constructor', 'toString', 'hasOwnProperty', '__defineGetter__'])(
  '%s is a key like others, through a plan, an apply and a rollback',
  async (key) => {
    const simulator = await start();
    const folder = makeTempDir();
    const vhv = (...args: string[]) => runCli(args, { env: envOf(simulator) });
    const plan = join(folder, 'lab.plan');
    const journal = join(folder, 'run.jsonl');
    expect(await vhv('plan', 'web', '--set', `${key}=1`, '--out', plan)).toMatchObject({
      exitCode: 0,
    });
    const applied = await vhv('apply', plan, '--yes', '--journal', journal, '--output', 'jsonl');
    expect(rowsOf(applied).map(({ outcome, error }) => ({ outcome, error }))).toStrictEqual([
      { outcome: 'changed', error: undefined },
    ]);
    expect(await optionsOf(simulator)).toStrictEqual({ [key]: '1' });
    expect(await vhv('rollback', journal, '--yes')).toMatchObject({ exitCode: 0 });
    expect(await optionsOf(simulator)).toStrictEqual({});
  },
);

describe('a fleet file with pasted keys', () => {
  const drift = async (simulator: Simulator, extraConfig: string) => {
    const path = join(makeTempDir(), 'fleet.yaml');
    writeFileSync(
      path,
      `rules:\n  - all: true\n    nestedHVEnabled: 'off'\n    extraConfig: { ${extraConfig} }\n`,
    );
    return runCli(['drift', '-f', path, '--output', 'jsonl'], { env: envOf(simulator) });
  };

  it('compares with the key and the value that are meant', async () => {
    const simulator = await start();
    const set = ['vms', 'extra-config', 'set', 'web', '--set', 'mce.enable=TRUE', '--yes'];
    expect(await runCli(set, { env: envOf(simulator) })).toMatchObject({ exitCode: 0 });
    const ran = await drift(simulator, `'mce.enable ': '"TRUE"'`);
    expect(ran).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it.each([
    ["'vhv.enable ': 'TRUE'", 'is what nestedHVEnabled of the rule stands for'],
    [`'"mce.enable"': 'TRUE'`, '"mce.enable"'],
    ["'mce enable': 'TRUE'", 'mce enable'],
    ["__proto__: 'TRUE'", '__proto__'],
    ["'#vhv.enable': 'TRUE'", '#vhv.enable'],
    ["' ': 'TRUE'", 'extraConfig'],
  ])('is refused where it is no key: %s', async (extraConfig, reason) => {
    const simulator = await start();
    expect(await drift(simulator, extraConfig)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(reason),
    });
    expect(simulator.requests.of('Login')).toBe(0);
  });
});

it('vhv.enable is reported by enable as by plan: a finding, and no line beside it', async () => {
  const simulator = await start();
  const vhv = (...args: string[]) => runCli(args, { env: envOf(simulator) });
  const set = ['web', '--set', 'vhv.enable=TRUE', '--output', 'jsonl'];
  const planned = await vhv('plan', ...set);
  const [row] = rowsOf(planned);
  expect(row?.findings).toContain('FLAG_TRANSLATED');
  const tried = await vhv('enable', ...set, '--dry-run');
  expect({ stdout: tried.stdout, stderr: tried.stderr }).toStrictEqual({
    stdout: planned.stdout,
    stderr: planned.stderr,
  });
  const done = await vhv('enable', ...set, '--yes');
  expect(rowsOf(done)[0]?.findings).toStrictEqual(row?.findings);
  expect(done.stderr).not.toContain('vhv.enable');
});

it('a plan of an earlier version, which kept a pasted key as it stood, is made again', async () => {
  const simulator = await start();
  const path = join(makeTempDir(), 'old.plan');
  const args = ['plan', 'web', '--set', 'mce.enable=TRUE', '--out', path];
  expect(await runCli(args, { env: envOf(simulator) })).toMatchObject({ exitCode: 0 });
  const { plans, createdAt } = await readPlanFile(path, readFileSync(path, 'utf8'));
  const change = { extraConfig: [{ key: 'vhv.enable ', from: null, to: '"TRUE"' }] };
  const old = plans.map((plan) => ({ ...plan, change }));
  writeFileSync(path, formatPlanFile({ createdAt, plans: old }));
  expect(await runCli(['apply', path, '--yes'], { env: envOf(simulator) })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/'vhv\.enable '.*Fix: make the plan again/),
  });
});
