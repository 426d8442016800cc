import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordKitCommand } from '../../src/cli/commands/record-kit.ts';
import type { KitRow } from '../../src/cli/kit/contents.ts';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import { jsonSchemaOf } from '../../src/report/listing.ts';
import { jsonOf, runCli } from '../helpers/cli.ts';
import { readArchive } from '../helpers/kit.ts';
import { type as person } from '../helpers/person.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { leftovers, startLab, useOwnTempDir } from './record-kit-lab.ts';

useOwnTempDir();

describe('the archive', () => {
  it('holds four recordings, and tells of each what it holds, keeps and replaces', async () => {
    const { simulator, kit, archive } = await startLab();
    const ran = await kit(['--yes', '--output', 'json']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    const schema = z.fromJSONSchema(
      jsonSchemaOf(recordKitCommand.listing ?? { schema: 'vhv/none/0', fields: {} }) as never,
    );
    expect(schema.safeParse(JSON.parse(ran.stdout)).error).toBeUndefined();
    const rows = jsonOf<KitRow[]>(ran);
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
    const commands = jsonOf<KitRow[]>(ran).flatMap(({ command }) => command ?? []);
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
    expect(jsonOf<KitRow[]>(ran).map(({ exitCode }) => exitCode ?? 0)).not.toContain(2);
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
