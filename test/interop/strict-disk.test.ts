import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { bin, type Ended, start, unshared } from '../helpers/processes.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Strict } from './helpers/strict.ts';

const vm = 'DC0_H0_VM0';
const path = `/DC0/vm/${vm}`;

let strict: Strict;
afterEach(() => strict[Symbol.asyncDispose]());

interface Disk {
  readonly folder: string;
  /** What mount says to make it. */
  readonly mount: string;
}

/** Runs vhv where a folder is a disk of its own. */
function onDisk({ folder, mount }: Disk, state: string, ...args: string[]): Promise<Ended> {
  const [command = '', ...words] = unshared('--mount');
  const script = `mount ${mount} none "${folder}"\nexec "$@"`;
  const env = { ...strict.env, XDG_STATE_HOME: state };
  return start(command, [...words, 'sh', '-ec', script, 'sh', process.execPath, bin, ...args], env)
    .ended;
}

it.each([
  { what: 'enable', args: ['enable', vm, '--power-cycle', 'soft', '--yes'] },
  { what: 'extra-config', args: ['vms', 'extra-config', 'set', vm, '--set', 'a.b=1', '--yes'] },
])(
  'a state folder that is read-only ends $what before anything is sent that changes something',
  async ({ args }) => {
    strict = await Strict.start('-host', '0', '-vm', '1', '-off=false');
    const folder = makeTempDir();
    const ran = await onDisk({ folder, mount: '-t tmpfs -o ro' }, folder, ...args);
    expect(await strict.writes()).toEqual([]);
    expect(ran.stderr).toMatch(
      new RegExp(`${folder}.* cannot be written: it is read-only\\. Fix: .*XDG_STATE_HOME`),
    );
    expect(ran.code).toBe(2);
    expect(await strict.sessions()).toBe(0);
  },
);

it('a disk that fills up while a VM is off: the VM is brought back, and the way on is named', async () => {
  strict = await Strict.start('-host', '0', '-vm', '1', '-off=false');
  const [state, folder] = [makeTempDir(), makeTempDir()];
  const cycle = ['--power-cycle', 'soft', '--yes'];
  const enable = (letters: number, journal: string): string[] => [
    ...['enable', vm, ...cycle, '--journal', journal],
    ...['--set', `demo.pad=${'x'.repeat(letters)}`],
  ];
  const vhv = (...args: string[]): Promise<Ended> =>
    start(process.execPath, [bin, ...args], { ...strict.env, XDG_STATE_HOME: state }).ended;

  // The disk is to end in the middle of the second step's line: the first is the shutdown.
  const measured = join(state, 'measured.jsonl');
  expect(await vhv(...enable(100, measured))).toMatchObject({ code: 0 });
  expect(await vhv('disable', vm, '--unset', 'demo.pad', ...cycle)).toMatchObject({ code: 0 });
  const lines = readFileSync(measured, 'utf8').split('\n');
  const steps = lines.flatMap((line, n) => (line.startsWith('{"kind":"step"') ? [n] : []));
  const end = Buffer.byteLength(lines.slice(0, steps[1]).join('\n')) + 100;
  const pages = Math.ceil(end / 4096);
  await strict.post('/counts/reset');

  const journal = join(folder, 'run.jsonl');
  const disk = { folder, mount: `-t tmpfs -o size=${pages * 4}k` };
  const ran = await onDisk(disk, state, ...enable(100 + pages * 4096 - end, journal));
  expect((await strict.writes())[0]).toBe('ShutdownGuest');
  expect(await strict.property(path, 'runtime.powerState')).toBe('poweredOn');
  expect(ran.stderr).toContain(
    `the journal ${journal} cannot be written: the disk is full. Fix: make room there, then: vhv resume ${journal}`,
  );
  expect(ran.code).toBe(4);
  expect(await strict.sessions()).toBe(0);
});
