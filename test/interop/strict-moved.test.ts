import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { enable, path, type RunningVm, runningVm, vm } from './helpers/killed-run.ts';

let strict: RunningVm['strict'];
let journal: string;
let run: RunningVm['run'];
let killAt: RunningVm['killAt'];
beforeEach(async () => {
  ({ strict, journal, run, killAt } = await runningVm());
});

const property = (name: string, object = path): Promise<string> => strict.property(object, name);

/** What govc sees of the VM. */
const state = async (): Promise<string[]> => [
  await property('runtime.powerState'),
  await property('config.nestedHVEnabled'),
];

/** By what a person finds the VM again. */
const ids = async (): Promise<string> =>
  `instanceUuid ${await property('config.instanceUuid')}, file ${await property('config.files.vmPathName')}`;

/** What govc finds under the VM's instanceUuid. */
async function answering(): Promise<string[]> {
  const uuid = await property('config.instanceUuid');
  const { stdout } = await strict.govc('find', '/', '-type', 'm', '-config.instanceUuid', uuid);
  return stdout.trim().split('\n').sort();
}

/** A run that is killed while its VM is down, with its flag as given. */
async function killedWithVmDown(nested: boolean, args?: readonly string[]): Promise<void> {
  const method = nested ? 'ReconfigVM_Task' : 'ShutdownGuest';
  await killAt(method, args);
  await expect.poll(state, { timeout: 20_000 }).toEqual(['poweredOff', String(nested)]);
  await strict.post('/counts/reset');
}

const file = '[LocalDS_0] elsewhere/elsewhere.vmx';

const recoveries = [
  ['resume', ['resume'], 'true'],
  ['rollback', ['rollback', '--power-cycle', 'soft'], 'false'],
] as const;

const deaths = [
  ['before its change', false],
  ['at its change', true],
] as const;

describe.each(deaths)(
  'a VM whose run was killed while it was down, %s, and that has a new moid',
  (_, nested) => {
    it.each(recoveries)('is finished and started by a %s', async (_command, words, flag) => {
      await killedWithVmDown(nested);
      const moid = await strict.somebody('register-again', vm);
      const ran = await run(...words, journal, '--yes');
      expect(ran.stderr).toContain(`#${moid} now`);
      expect(await state()).toEqual(['poweredOn', flag]);
      expect(ran.exitCode).toBe(0);
      expect(await strict.calls('ReconfigVM_Task')).toHaveLength(flag === String(nested) ? 0 : 1);
      expect(await strict.calls('PowerOnMultiVM_Task')).toHaveLength(1);
    });

    it.each(recoveries)(
      'is finished by a %s also if a clone elsewhere shares its uuids',
      async (_command, words, flag) => {
        await killedWithVmDown(nested);
        await strict.somebody('register-again', vm);
        await strict.somebody('copy', vm, { file });
        expect(await answering()).toEqual([path, `${path} copy`]);
        expect(await run(...words, journal, '--yes')).toMatchObject({ exitCode: 0 });
        expect(await state()).toEqual(['poweredOn', flag]);
        expect(await property('runtime.powerState', `${path} copy`)).toBe('poweredOff');
      },
    );
  },
);

/** How a VM that is down becomes one that nothing leads back to, and why. */
const lost = [
  [
    'is not registered any more',
    'no VM on the servers',
    async () => {
      await strict.somebody('remove', vm);
    },
  ],
  [
    'has left only a clone elsewhere',
    'another path',
    async () => {
      await strict.somebody('copy', vm, { file });
      await strict.somebody('remove', vm);
    },
  ],
  [
    'answers to its uuids and its path twice',
    'UNKNOWN which VM it is',
    async () => {
      await strict.somebody('register-again', vm);
      await strict.somebody('copy', vm);
      expect(await answering()).toEqual([path, `${path} copy`]);
    },
  ],
] as const;

describe.each(lost)('a VM that a killed run left down and that %s', (_, reason, lose) => {
  it.each(recoveries)(
    'is named last as off by a %s, with its uuid and its path',
    async (_command, words) => {
      await killedWithVmDown(false);
      const known = await ids();
      await lose();
      const ran = await run(...words, journal, '--yes');
      const last = ran.stderr.trimEnd().split('\n').at(-1);
      expect(last).toMatch(/^vhv: \/DC0\/vm\/DC0_H0_VM0 .* IS OFF, and ran before/);
      expect(last).toContain(known);
      expect(ran.stderr).toContain(reason);
      expect(ran.exitCode).toBe(4);
      expect(await strict.writes()).toEqual([]);
    },
  );
});

describe('a saved plan', () => {
  let plan: string;
  beforeEach(async () => {
    plan = join(makeTempDir(), 'plan');
    const words = ['plan', vm, '--power-cycle', 'soft', '--out', plan];
    expect(await run(...words)).toMatchObject({ exitCode: 0 });
  });
  const apply = (): string[] => ['apply', plan, '--yes'];

  it('is carried out on a VM that has a new moid', async () => {
    await strict.options({ task: '50ms' });
    await strict.somebody('register-again', vm);
    expect(await run(...apply())).toMatchObject({ exitCode: 0 });
    expect(await state()).toEqual(['poweredOn', 'true']);
  });

  it('of which two may be the VM changes nothing, and names it with its uuid and its path', async () => {
    await strict.somebody('register-again', vm);
    await strict.somebody('copy', vm);
    await strict.post('/counts/reset');
    const ran = await run(...apply());
    expect(ran.exitCode).toBe(5);
    expect(ran.stderr).toContain('UNKNOWN which VM it is');
    expect(ran.stderr).toContain(await ids());
    expect(await strict.writes()).toEqual([]);
  });

  it.each(deaths)(
    'whose run was killed while its VM was down, %s, names the VM as off under its new moid, and the run is resumed',
    async (_, nested) => {
      await killedWithVmDown(nested, apply());
      await strict.somebody('register-again', vm);
      const again = await run(...apply());
      expect(again.exitCode).toBe(5);
      expect(again.stderr).toContain(
        `${path} IS OFF, and ran when it was planned (${await ids()})`,
      );
      expect(await strict.writes()).toEqual([]);
      expect(await run('resume', journal, '--yes')).toMatchObject({ exitCode: 0 });
      expect(await state()).toEqual(['poweredOn', 'true']);
    },
  );
});

it('a VM that gets a new moid while its run is under way is changed and started under it', async () => {
  const running = run(...enable, '--journal', journal);
  await strict.accepts('ReconfigVM_Task');
  await strict.somebody('register-again', vm);
  expect(await running).toMatchObject({ exitCode: 0 });
  expect(await state()).toEqual(['poweredOn', 'true']);
});
