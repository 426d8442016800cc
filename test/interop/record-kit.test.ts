import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { readKit, replayKit } from '../replay/helpers/kit.ts';
import { peersDir } from './helpers/peers-dir.ts';
import { run, vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';
import { Terminal } from './helpers/terminal.ts';

const vm = 'DC0_H0_VM0';
const path = `/DC0/vm/${vm}`;

async function start(...flags: readonly string[]): Promise<Strict> {
  const strict = await Strict.start('-host', '1', '-vm', '2', ...flags);
  onTestFinished(() => strict[Symbol.asyncDispose]());
  return strict;
}

/** Python's own reader of ZIP files. */
async function zipfile(...args: readonly string[]): Promise<string> {
  const ran = await run(`${peersDir}/python/bin/python3`, ['-m', 'zipfile', ...args], {});
  expect({ args, ...ran }).toMatchObject({ exitCode: 0 });
  return ran.stdout;
}

it('a kit of the strict server holds a change and its way back, opens elsewhere, and replays', async () => {
  const strict = await start('-off=true');
  const folder = makeTempDir();
  const archive = join(folder, 'kit.zip');
  const before = await strict.property(path, 'config.nestedHVEnabled');

  const line = ['record-kit', '--with-change', vm, '--yes', '--out', archive];
  const ran = await vhv({ ...strict.env, XDG_STATE_HOME: join(folder, 'state') }, line);
  expect(ran).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(`written: ${archive}`),
  });

  expect(await strict.property(path, 'config.nestedHVEnabled')).toBe(before);
  expect(await strict.property(path, 'runtime.powerState')).toBe('poweredOff');
  expect(await strict.writes()).toEqual(['ReconfigVM_Task', 'ReconfigVM_Task']);
  expect(await strict.sessions()).toBe(0);

  const names = ['1-about', '2-hosts', '3-vms', '4-dry-run', '5-enable', '6-disable'];
  const listed = (await zipfile('-l', archive)).split('\n').slice(1, -1);
  expect(listed.map((entry) => entry.split(' ')[0])).toEqual([
    'kit.json',
    ...names.flatMap((name) => [`${name}/about.json`, `${name}/recording.json`]),
  ]);
  const unpacked = join(folder, 'kit');
  await zipfile('-e', archive, unpacked);
  const text = names.map((name) => readFileSync(join(unpacked, name, 'recording.json'), 'utf8'));
  expect(text.join('')).not.toMatch(/DC0_|127\.0\.0\.1|"pass"|>pass</);
  const writes = readKit(unpacked).flatMap(({ calls }) =>
    calls.flatMap(({ body = '' }) => /nestedHVEnabled>(true|false)</.exec(body)?.[1] ?? []),
  );
  expect(writes).toEqual(['true', 'false']);
  await replayKit(readKit(unpacked));
});

it('a VM that runs is refused, and nothing is written', async () => {
  const strict = await start('-off=false');
  const archive = join(makeTempDir(), 'kit.zip');
  const line = ['record-kit', '--with-change', vm, '--yes', '--out', archive];
  const ran = await vhv({ ...strict.env, XDG_STATE_HOME: makeTempDir() }, line);
  expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('poweredOn') });
  expect(await strict.writes()).toEqual([]);
  expect(existsSync(archive)).toBe(false);
});

it('on a terminal the contents are shown before the question, and Ctrl-C there leaves no archive', async () => {
  const strict = await start('-off=true');
  const folder = makeTempDir();
  const archive = join(folder, 'kit.zip');
  const terminal = Terminal.start(['record-kit', '--out', archive], {
    ...strict.env,
    XDG_STATE_HOME: folder,
  });
  await terminal.shows('Write these 9 files');
  expect(terminal.shown.indexOf('4-dry-run/recording.json')).toBeGreaterThan(0);
  expect(existsSync(archive)).toBe(false);
  terminal.type('\u0003');
  expect(await terminal.ended()).toBe(130);
  expect(existsSync(archive)).toBe(false);
});

it('Ctrl-C while the VM is being changed puts it back', async () => {
  const strict = await start('-off=true');
  await strict.options({ task: '2s' });
  const folder = makeTempDir();
  const archive = join(folder, 'kit.zip');
  const line = ['record-kit', '--with-change', vm, '--yes', '--out', archive];
  const terminal = Terminal.start(line, { ...strict.env, XDG_STATE_HOME: folder });
  await strict.accepts('ReconfigVM_Task');
  terminal.signal('SIGINT');
  expect(await terminal.ended()).toBe(130);
  expect(existsSync(archive)).toBe(false);
  expect(await strict.property(path, 'config.nestedHVEnabled')).toBe('false');
  expect(await strict.writes()).toEqual(['ReconfigVM_Task', 'ReconfigVM_Task']);
});
