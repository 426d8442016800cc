import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.ts';
import { readArchive } from '../helpers/kit.ts';
import { type as person } from '../helpers/person.ts';
import { leftovers, reconfigurations, startLab, useOwnTempDir } from './record-kit-lab.ts';

useOwnTempDir();

describe('--with-change', () => {
  const ends: readonly (readonly [before: boolean, names: readonly string[]])[] = [
    [false, ['5-enable', '6-disable']],
    [true, ['5-disable', '6-enable']],
  ];

  it.each(ends)(
    'of a VM whose setting is %s ends in just that, in two runs with sealed journals',
    async (before, names) => {
      const lab = await startLab();
      if (before) {
        await runCli(['enable', 'hv-01', '--yes'], { env: lab.env });
      }
      const ran = await lab.kit(['--with-change', 'hv-01', '--yes']);
      expect(ran.exitCode, ran.stderr).toBe(0);
      const files = readArchive(lab.archive);
      const changes = names.map((name) => files.get(`${name}/recording.json`) ?? '');
      expect(changes.map((text) => text.includes('ReconfigVM_Task'))).toEqual([true, true]);
      expect(await lab.flagOf('hv-01')).toBe(before);
      expect(reconfigurations(lab)).toBe(before ? 3 : 2);
      expect(await lab.journalEnds()).toHaveLength(before ? 3 : 2);
      expect(new Set(await lab.journalEnds())).toEqual(new Set(['sealed']));
      expect(lab.simulator.sessionCount).toBe(0);
    },
  );

  it.each([
    ['hv-03', 'poweredOn'],
    ['golden', 'TEMPLATE'],
    ['hv-*', 'no name of one VM'],
    ['/Lab/vm/...', 'no name of one VM'],
    ['nosuch', 'nosuch'],
  ])('refuses %s before anything is recorded', async (vm, reason) => {
    const lab = await startLab();
    const ran = await lab.kit(['--with-change', vm, '--yes']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(reason) });
    expect(existsSync(lab.archive)).toBe(false);
    expect([reconfigurations(lab), await lab.journalEnds(), leftovers()]).toEqual([0, [], []]);
  });

  it('records a change that the server refuses, and says so', async () => {
    const lab = await startLab();
    lab.simulator.faults.add({
      method: 'ReconfigVM_Task',
      taskFault: { _type: 'NotSupported' },
    });
    const ran = await lab.kit(['--with-change', 'hv-01', '--yes']);
    expect(ran.exitCode, ran.stderr).toBe(4);
    const files = readArchive(lab.archive);
    expect(files.get('5-enable/recording.json')).toContain('NotSupported');
    expect(files.has('6-disable/recording.json')).toBe(false);
    expect(await lab.flagOf('hv-01')).toBe(false);
  });

  it('rolls the change back if the way back fails', async () => {
    const lab = await startLab();
    const onStderr = (text: string): void => {
      if (text.includes('recording vhv disable')) {
        lab.simulator.faults.add({
          method: 'ReconfigVM_Task',
          taskFault: { _type: 'NotSupported' },
          times: 1,
        });
      }
    };
    const ran = await lab.kit(['--with-change', 'hv-01', '--yes'], { onStderr });
    expect(ran.exitCode, ran.stderr).toBe(4);
    expect(reconfigurations(lab)).toBe(3);
    expect(await lab.flagOf('hv-01')).toBe(false);
    expect(readArchive(lab.archive).has('6-disable/recording.json')).toBe(true);
  });

  it('names the journal if the VM cannot be put back', async () => {
    const lab = await startLab();
    const onStderr = (text: string): void => {
      if (text.includes('recording vhv disable')) {
        lab.simulator.faults.add({
          method: 'ReconfigVM_Task',
          taskFault: { _type: 'NotSupported' },
        });
      }
    };
    const ran = await lab.kit(['--with-change', 'hv-01', '--yes'], { onStderr });
    expect(ran.exitCode).toBe(4);
    const [, journal = ''] =
      /hv-01 is perhaps not as it was.*vhv rollback (\S+)/.exec(ran.stderr) ?? [];
    lab.simulator.faults.clear();
    await runCli(['rollback', journal, '--yes'], { env: lab.env });
    expect(await lab.flagOf('hv-01')).toBe(false);
  });
});

describe('Ctrl-C', () => {
  it.each([
    'recording vhv about',
    'recording vhv vms',
    'recording vhv enable',
    'recording vhv disable',
  ])("at '%s' leaves no archive, no VM changed and no folder", async (moment) => {
    const lab = await startLab();
    const stop = new AbortController();
    const onStderr = (text: string): void => {
      if (text.includes(moment)) {
        stop.abort();
      }
    };
    const ran = await lab.kit(['--with-change', 'hv-01', '--yes'], { stop: stop.signal, onStderr });
    expect(ran.exitCode, ran.stderr).toBe(130);
    expect(existsSync(lab.archive)).toBe(false);
    expect(await lab.flagOf('hv-01')).toBe(false);
    expect(await lab.journalEnds()).not.toContain('open');
    expect([lab.simulator.sessionCount, leftovers()]).toEqual([0, []]);
  });

  it('while the VM is being changed puts it back', async () => {
    const lab = await startLab({ taskMs: 300 });
    const stop = new AbortController();
    const running = lab.kit(['--with-change', 'hv-01', '--yes'], { stop: stop.signal });
    await expect.poll(() => reconfigurations(lab), { timeout: 30_000 }).toBe(1);
    stop.abort();
    const ran = await running;
    expect(ran.exitCode, ran.stderr).toBe(130);
    expect(ran.stderr).toContain(
      'Setting /Lab/vm/nested/hv-01 back. Press Ctrl-C again to quit now.',
    );
    expect(reconfigurations(lab)).toBe(2);
    expect(existsSync(lab.archive)).toBe(false);
    expect(await lab.flagOf('hv-01')).toBe(false);
  });
});

it('Ctrl-C at the last question says what was changed and changed back', async () => {
  const { env, archive, simulator } = await startLab();
  const line = ['record-kit', '--out', archive, '--with-change', 'hv-01'];
  const ran = await person(line, env, ['y', '\u0003']);
  expect(ran.exitCode).toBe(130);
  expect(ran.stderr).toContain(
    'interrupted; no archive was written. /Lab/vm/nested/hv-01 was changed before, and changed back',
  );
  expect(ran.stderr).not.toContain('nothing was changed');
  expect([existsSync(archive), simulator.requests.of('ReconfigVM_Task')]).toEqual([false, 2]);
});

it('changes the one VM that was named, though its path is a glob', async () => {
  const vms = [
    { name: 'a*', host: 'h' },
    { name: 'ab', host: 'h', nestedHV: true },
    { name: '-x', host: 'h' },
  ];
  const inventory = { datacenters: [{ name: 'DC', hosts: [{ name: 'h' }], vms }] };
  const { kit, flagOf, simulator } = await startLab({ inventory });
  const [named] = [...simulator.model.inventory.objects()].filter(
    (one) => one.read('name') === 'a*',
  );
  const moid = named?.moRef.value ?? '';
  const ran = await kit(['--yes', '--with-change', moid, '--', '-x', moid]);
  expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('written: ') });
  expect(await flagOf('ab')).toBe(true);
  expect(simulator.requests.of('ReconfigVM_Task')).toBe(2);
});
