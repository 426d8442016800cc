import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { pyvmomi } from './helpers/pyvmomi.ts';
import { bin, type Finished, vhv } from './helpers/run.ts';
import { Vcsim } from './helpers/vcsim.ts';

const vm = 'DC0_C0_RP0_VM0';
const other = 'DC0_C0_RP0_VM1';
const change = ['--set', 'vhv.test=new', '--set', 'vhv.fresh=1', '--unset', 'vhv.gone'];
const cycled = ['--power-cycle', 'hard', '--yes'];

let vcsim: Vcsim;
beforeEach(async () => {
  // VMs that run, with values that have been theirs before.
  vcsim = await Vcsim.start('-off=false', '-host', '1', '-standalone-host', '0');
  await vcsim.govc('vm.change', '-vm', vm, '-e', 'vhv.test=old', '-e', 'vhv.gone=was here');
});
afterEach(() => vcsim[Symbol.asyncDispose]());

interface State {
  readonly name: string;
  readonly power: string;
  readonly nestedHVEnabled: boolean | null;
  readonly extraConfig: Readonly<Record<string, string>>;
}

/** What the server really has, as govc and pyVmomi read it; the two agree. */
async function state(name = vm): Promise<Record<string, unknown>> {
  const states = (await pyvmomi(vcsim.login, 'states')) as State[];
  const found = states.find((one) => one.name === name);
  const nestedHV = await vcsim.property(`/DC0/vm/${name}`, 'config.nestedHVEnabled');
  const power = await vcsim.property(`/DC0/vm/${name}`, 'runtime.powerState');
  expect({ nestedHV, power }).toEqual({
    nestedHV: found?.nestedHVEnabled === null ? '' : String(found?.nestedHVEnabled),
    power: found?.power,
  });
  const ours = Object.entries(found?.extraConfig ?? {}).filter(([key]) => key.startsWith('vhv.'));
  return { isOn: nestedHV === 'true', power, ...Object.fromEntries(ours) };
}

const before = { isOn: false, power: 'poweredOn', 'vhv.test': 'old', 'vhv.gone': 'was here' };
const after = { isOn: true, power: 'poweredOn', 'vhv.test': 'new', 'vhv.fresh': '1' };

let folder: string;
beforeEach(() => {
  folder = makeTempDir();
});

const envOf = (): Record<string, string> => ({ ...vcsim.env, XDG_STATE_HOME: folder });

async function done(args: readonly string[], exitCode = 0): Promise<Finished> {
  const ran = await vhv(envOf(), args);
  expect({ args, ...ran }).toMatchObject({ exitCode });
  return ran;
}

it('a VM that runs is changed with a power cycle and is on again; a rollback puts back what was there', async () => {
  expect(await state()).toEqual(before);
  const journal = join(folder, 'run.jsonl');
  await done(['enable', vm, ...change, ...cycled, '--journal', journal]);
  expect(await state()).toEqual(after);
  await done(['rollback', journal, ...cycled]);
  expect(await state()).toEqual(before);
  expect(await vcsim.sessions()).toBe(0);
});

it('a plan in a file is applied, and refused where govc has changed the VM since', async () => {
  const plan = join(folder, 'lab.plan');
  await done(['plan', vm, other, ...change, '--power-cycle', 'hard', '--out', plan]);
  expect(await state()).toEqual(before);
  await vcsim.govc('vm.change', '-vm', vm, '-e', 'vhv.test=elsewhere');
  await vcsim.post('/counts/reset');
  await done(['apply', plan, '--yes'], 5);
  expect(await vcsim.counts()).not.toHaveProperty('ReconfigVM_Task');
  expect(await state()).toEqual({ ...before, 'vhv.test': 'elsewhere' });

  const again = join(folder, 'again.plan');
  await done(['plan', vm, other, ...change, '--power-cycle', 'hard', '--out', again]);
  await done(['apply', again, '--yes']);
  expect(await state()).toEqual(after);
  expect(await state(other)).toEqual(after);
  await done(['plan', vm, other, '--detailed-exitcode']);
});

it.each(['PowerOffVM_Task', 'ReconfigVM_Task', 'PowerOnMultiVM_Task'])(
  'a run that is killed in its %s is resumed from its journal, and rolled back from it',
  async (method) => {
    const words = ['enable', vm, ...change, ...cycled];
    await vcsim.post('/counts/reset');
    await vcsim.post('/delay?ms=150');
    const child = spawn(process.execPath, [bin, ...words], { env: envOf(), stdio: 'ignore' });
    const exited = once(child, 'exit');
    while (!((await vcsim.counts())[method] === 1)) {
      await sleep(5);
    }
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
    await vcsim.post('/delay?ms=0');
    // The server does what it was asked for all the same.
    await sleep(500);
    const [power, isOn] = halfWay[method] ?? [];
    expect(await state()).toMatchObject({ power, isOn });

    await done(['resume', '--yes']);
    expect(await state()).toEqual(after);
    const journals = join(folder, 'vhv', 'journals');
    const [journal = ''] = readdirSync(journals);
    await done(['rollback', join(journals, journal), ...cycled]);
    expect(await state()).toEqual(before);
  },
);

/** What each of them leaves. */
const halfWay: Readonly<Record<string, readonly [string, boolean]>> = {
  PowerOffVM_Task: ['poweredOff', false],
  ReconfigVM_Task: ['poweredOff', true],
  PowerOnMultiVM_Task: ['poweredOn', true],
};
