import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { type JournalEnd, readJournalEnd, type VmFacts } from '../../src/index.ts';
import { documentSchema } from '../../src/report/listing.ts';
import { recordKitListing } from '../../src/report/rows/record-kit.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, type RunOptions, runCli } from '../helpers/cli.ts';
import { readArchive } from '../helpers/kit.ts';
import { type as person } from '../helpers/person.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

interface Lab {
  readonly simulator: Simulator;
  readonly env: Record<string, string>;
  readonly archive: string;
  readonly kit: (args: readonly string[], options?: RunOptions) => Promise<Ran>;
  readonly flagOf: (vm: string) => Promise<boolean | undefined>;
  readonly journalEnds: () => Promise<JournalEnd[]>;
}

async function startLab(options: SimulatorOptions = {}): Promise<Lab> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  const folder = makeTempDir();
  const env = { ...envOf(simulator), XDG_STATE_HOME: join(folder, 'state') };
  const archive = join(folder, 'kit.zip');
  const journals = join(folder, 'state', 'vhv', 'journals');
  return {
    simulator,
    env,
    archive,
    kit: (args, more = {}) => runCli(['record-kit', '--out', archive, ...args], { env, ...more }),
    flagOf: async (vm) => {
      const ran = await runCli(['vms', vm, '--output', 'json'], { env });
      return jsonOf<VmFacts[]>(ran)[0]?.nestedHVEnabled;
    },
    journalEnds: () =>
      Promise.all(
        (existsSync(journals) ? readdirSync(journals) : []).map((name) =>
          readJournalEnd(join(journals, name)),
        ),
      ),
  };
}

// Other programs have kits in the machine's own folder.
beforeEach(() => {
  const own = makeTempDir();
  vi.stubEnv('TMPDIR', own);
  vi.stubEnv('TEMP', own);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

/** Folders that a kit keeps its recordings in until it is written. */
const leftovers = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('vhv-kit-'));

const reconfigurations = ({ simulator }: Lab): number => simulator.requests.of('ReconfigVM_Task');

interface Row {
  readonly file: string;
  readonly bytes: number;
  readonly command?: string;
  readonly exitCode?: number;
  readonly calls?: number;
  readonly failed?: number;
  readonly replaced?: Readonly<Record<string, number>>;
  readonly kept?: readonly string[];
}

describe('the archive', () => {
  it('holds four recordings, and tells of each what it holds, keeps and replaces', async () => {
    const { simulator, kit, archive } = await startLab();
    const ran = await kit(['--yes', '--output', 'json']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    const schema = z.fromJSONSchema(documentSchema(recordKitListing) as never);
    expect(schema.safeParse(JSON.parse(ran.stdout)).error).toBeUndefined();
    const rows = jsonOf<Row[]>(ran);
    const files = readArchive(archive);
    expect(rows.map(({ file, bytes }) => [file, bytes])).toEqual(
      [...files].map(([name, text]) => [name, Buffer.byteLength(text)]),
    );
    const recordings = rows.filter(({ command }) => command !== undefined);
    expect(recordings.map(({ file, command, exitCode }) => [file, command, exitCode])).toEqual([
      ['1-about/recording.json', 'about', 0],
      ['2-hosts/recording.json', 'hosts', 0],
      ['3-vms/recording.json', 'vms --all', 0],
      // Of the lab, some VMs run and some are blocked.
      ['4-dry-run/recording.json', 'enable --dry-run --all --power-cycle never', 6],
    ]);
    for (const { file, calls, failed, replaced, kept } of recordings) {
      expect(calls).toBe(JSON.parse(files.get(file) ?? '').length);
      expect(failed).toBe(0);
      expect(replaced).toMatchObject({ user: 1 });
      expect(kept).toEqual(expect.arrayContaining(['apiVersion', '_this']));
    }
    expect(recordings[2]?.replaced?.['name']).toBeGreaterThan(20);
    expect(JSON.parse(files.get('kit.json') ?? '')).toMatchObject({
      schema: 'vhv/record-kit/1',
      server: { apiType: 'VirtualCenter', apiVersion: '8.0.3.0' },
      recordings: recordings.map(({ file, exitCode }) => ({
        name: file.split('/')[0],
        exitCode,
      })),
    });
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
    expect(simulator.sessionCount).toBe(0);
    expect(leftovers()).toEqual([]);
  });

  it('has no name of a person, machine or place, no address, no path of this machine', async () => {
    const { kit, archive, env } = await startLab();
    const { XDG_STATE_HOME: folder = '' } = env;
    await kit(['/Lab/vm/nested/*', '--with-change', 'hv-01', '--yes']);
    const text = [...readArchive(archive)].flat().join('\n');
    const planted = [
      'hv-01',
      'Lab',
      'esx-01',
      'nvme-01',
      '127.0.0.1',
      'lab.test',
      tmpdir(),
      folder,
    ];
    const found = planted.filter((word) => text.includes(word));
    expect(found).toEqual([]);
  });

  it('is about the VMs that were chosen', async () => {
    const { kit } = await startLab();
    const ran = await kit(['/Lab/vm/nested/*', '--yes', '--output', 'json']);
    const commands = jsonOf<Row[]>(ran).flatMap(({ command }) => command ?? []);
    expect(commands[2]).toMatch(/^vms \/name-\d+\/vm\/name-\d+\/\*$/);
    expect(commands[3]).toMatch(/^enable --dry-run --power-cycle never \/name-\d+/);
  });

  it('is about the same VMs if their names are written in other letters', async () => {
    const { kit, env } = await startLab();
    const shown = await runCli(['vms', '/Lab/vm/nested/*', '--output', 'json'], { env });
    const chosen = jsonOf<VmFacts[]>(shown);
    const ran = await kit(['/LAB/VM/NESTED/*', '--ignore-case', '--yes', '--output', 'json']);
    expect(ran.exitCode).toBe(0);
    expect(chosen.length).toBeGreaterThan(1);
    expect(jsonOf<Row[]>(ran).map(({ exitCode }) => exitCode ?? 0)).not.toContain(2);
  });

  it('stays unpacked in the folder that --record names', async () => {
    const { kit, archive } = await startLab();
    const folder = join(makeTempDir(), 'recordings');
    expect((await kit(['--yes', '--record', folder])).exitCode).toBe(0);
    expect(readdirSync(folder)).toEqual(['1-about', '2-hosts', '3-vms', '4-dry-run']);
    expect(readArchive(archive).get('1-about/about.json')).toBe(
      readFileSync(join(folder, '1-about', 'about.json'), 'utf8'),
    );
  });
});

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

describe('a person', () => {
  it('types the password once, agrees to the change, sees what the archive holds, and only then it is written', async () => {
    const { env, archive } = await startLab();
    const { VHV_PASSWORD: password = '', ...others } = env;
    const line = ['record-kit', '--out', archive, '--with-change', 'hv-01'];
    const ran = await person(line, others, [password, 'y', 'y']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.left).toEqual([]);
    expect(ran.stderr).toContain(
      'Turn nested virtualization on and off again on /Lab/vm/nested/hv-01, which is powered off and stays so?',
    );
    expect(ran.stdout).toMatch(/FILE +BYTES +COMMAND/);
    expect(ran.stderr).toContain(`Write these 13 files to ${archive}?`);
    expect(readArchive(archive).size).toBe(13);
  });

  it.each([
    ['the change', ['n'], 'nothing was recorded or changed', ['--with-change', 'hv-01']],
    ['the archive', ['n'], 'no archive was written', []],
  ])('who does not agree to %s gets none', async (_what, answers, told, flags) => {
    const { env, archive, simulator } = await startLab();
    const ran = await person(['record-kit', '--out', archive, ...flags], env, answers);
    expect(ran.exitCode).toBe(130);
    expect(ran.stderr).toContain(told);
    expect([existsSync(archive), leftovers()]).toEqual([false, []]);
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
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

describe('refuses, before any login,', () => {
  it.each([
    ['to ask where nobody can answer', [], '--yes'],
    ['a raw kit', ['--yes', '--record-raw'], 'never raw'],
    ['the embedded simulator', ['--yes', '-u', 'sim:'], 'vhv simulate'],
    ['selectors from stdin', ['--yes', '-'], 'stdin'],
    ['all VMs, and some by name', ['--yes', '--all', 'web'], 'contradict each other'],
    ['a clone ticket', ['--yes', '--clone-ticket-file', '/nowhere'], 'clone ticket'],
  ])('%s', async (_what, flags, reason) => {
    const { kit, simulator, archive } = await startLab();
    const ran = await kit(flags);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(reason) });
    expect([simulator.requests.of('Login'), existsSync(archive)]).toEqual([0, false]);
  });

  it('several servers', async () => {
    const { env, simulator, archive } = await startLab();
    const { VHV_FINGERPRINT: _ofOne, ...others } = env;
    const line = ['record-kit', '--yes', '--out', archive, '-u', simulator.url, '-u', 'other.test'];
    const ran = await runCli(line, { env: others });
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('one server') });
    expect(simulator.requests.of('Login')).toBe(0);
  });

  it('to overwrite a file', async () => {
    const { kit, simulator, archive } = await startLab();
    writeFileSync(archive, 'mine');
    expect(await kit(['--yes'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('it is there already'),
    });
    expect([simulator.requests.of('Login'), readFileSync(archive, 'utf8')]).toEqual([0, 'mine']);
  });
});

it('a wrong password is tried once and ends it', async () => {
  const { simulator, env, archive } = await startLab();
  const line = ['record-kit', '--yes', '--out', archive];
  const ran = await runCli(line, { env: { ...env, VHV_PASSWORD: 'wrong' } });
  expect(ran).toMatchObject({
    exitCode: 7,
    stderr: expect.stringContaining('no archive was written'),
  });
  expect([simulator.requests.of('Login'), existsSync(archive)]).toEqual([1, false]);
});
