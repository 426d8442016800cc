import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { oneVm } from '../helpers/endpoints.ts';
import { bin, type Ended, start, unshared } from '../helpers/processes.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

function startServer(): Promise<Simulator> {
  return testSimulator({ inventory: oneVm('a') });
}

/** Runs vhv in a mount namespace of its own, after a script has mounted what it is to meet. */
function runMounted(script: string, args: readonly string[], env: Record<string, string>) {
  const [command = '', ...words] = unshared('--mount');
  const run = `${script}\nexec "$@"`;
  return start(command, [...words, 'sh', '-ec', run, 'sh', process.execPath, bin, ...args], env)
    .ended;
}

/** What a person sees: a sentence with a fix, and no raw error of the system. */
function expectFix({ code, signal, stderr }: Ended, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/E[A-Z]{4,}:|\bat .*\.js/);
  expect({ code, signal }).toStrictEqual({ code: 2, signal: null });
}

describe('a state folder that cannot be made', () => {
  it.runIf(process.platform === 'linux')('ends the command with a fix, in /proc too', async () => {
    const simulator = await startServer();
    const env = { ...envOf(simulator), HOME: '/proc/nope' };
    // A program that never ends is killed, and its code is another.
    const args = ['-k', '1', '15', process.execPath, bin, 'enable', 'a', '--yes'];
    const ran = await start('timeout', args, env).ended;
    expectFix(ran, /\/proc\/nope.* cannot be written: .+\. Fix: .*XDG_STATE_HOME/);
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });

  it('does not keep a preview from being shown', async () => {
    const simulator = await startServer();
    const env = { ...envOf(simulator), XDG_STATE_HOME: join(makeTempDir(), 'no', 'such') };
    const ran = await runCli(['enable', 'a', '--dry-run'], { env });
    expect(ran).toMatchObject({ exitCode: 0 });
  });

  it('because a file has its place is named', async () => {
    const simulator = await startServer();
    const env = { ...envOf(simulator), XDG_STATE_HOME: join(bin, 'state') };
    const ran = await runCli(['enable', 'a', '--yes'], { env });
    expect(ran).toMatchObject({ exitCode: 2 });
    expect(ran.stderr).toMatch(/cannot be (written|read): .*(is not a folder|is no folder)/);
  });
});

describe('a relative path in the environment is refused', () => {
  it.each([
    { name: 'XDG_STATE_HOME', args: ['enable', 'a', '--yes'] },
    { name: 'XDG_STATE_HOME', args: ['resume'] },
    { name: 'XDG_STATE_HOME', args: ['vms', '--session-reuse'] },
    { name: 'XDG_CONFIG_HOME', args: ['vms'] },
    { name: 'HOME', args: ['enable', 'a', '--yes'] },
    { name: 'LOCALAPPDATA', args: ['enable', 'a', '--yes'] },
  ])('$name of $args', async ({ name, args }) => {
    const simulator = await startServer();
    const { VHV_FINGERPRINT: _pin, ...rest } = envOf(simulator);
    const env = { ...(name === 'XDG_CONFIG_HOME' ? rest : envOf(simulator)), XDG_STATE_HOME: '' };
    const ran = await runCli(args, { env: { ...env, [name]: 'state/here' } });
    const spec = name.startsWith('XDG_') ? '.*XDG Base Directory Specification' : '';
    expect(ran.stderr).toMatch(
      new RegExp(
        `${name} cannot be used: 'state/here' is a relative path${spec}.*Fix: set ${name}`,
      ),
    );
    expect(ran.exitCode).toBe(2);
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });
});

describe.runIf(process.platform === 'linux')('a disk that takes nothing', () => {
  const disks = {
    'read-only': 'mount -t tmpfs -o ro none "$DISK"',
    full: 'mount -t tmpfs -o size=8k none "$DISK"; head -c 8192 /dev/zero > "$DISK/filler"',
  };
  const whys = { 'read-only': 'it is read-only', full: 'the disk is full' };

  it.each(['read-only', 'full'] as const)('%s, at the state folder', async (kind) => {
    const simulator = await startServer();
    const disk = makeTempDir();
    const env = { ...envOf(simulator), XDG_STATE_HOME: disk, DISK: disk };
    const journal = join(makeTempDir(), 'run.jsonl');
    const args = ['enable', 'a', '--yes', '--journal', journal];
    const ran = await runMounted(disks[kind], args, env);
    expectFix(ran, new RegExp(`folder ${disk}.* cannot be written: ${whys[kind]}\\. Fix: `));
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });

  it.each(['read-only', 'full'] as const)('%s, at a new journal', async (kind) => {
    const simulator = await startServer();
    const disk = makeTempDir();
    const env = { ...envOf(simulator), XDG_STATE_HOME: makeTempDir(), DISK: disk };
    const journal = join(disk, 'run.jsonl');
    const ran = await runMounted(disks[kind], ['enable', 'a', '--yes', '--journal', journal], env);
    const why = whys[kind].split(' ').at(-1);
    expectFix(
      ran,
      new RegExp(`--journal .*cannot be written: .*${why}|cannot be written: .*${why}.*--journal`),
    );
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });

  it.each(['read-only', 'full'] as const)('%s, at a resume, names the way on', async (kind) => {
    const simulator = await startServer();
    const [disk, journals] = [makeTempDir(), makeTempDir()];
    const journal = join(journals, 'run.jsonl');
    const env = { ...envOf(simulator), DISK: disk };
    await runCli(['enable', 'a', '--yes', '--journal', journal], { env });
    // As if it had been killed before its last line.
    const lines = readFileSync(journal, 'utf8').split('\n');
    mkdirSync(join(disk, 'vhv'), { recursive: true });
    const open = `${lines.slice(0, -2).join('\n')}\n`;
    const script = `${disks[kind]}; printf %s "$OPEN" > "${journal}"`;
    const more = { ...env, XDG_STATE_HOME: disk, OPEN: open };
    const ran = await runMounted(script, ['resume', journal, '--yes'], more);
    expectFix(ran, new RegExp(`${whys[kind]}\\. Fix: .+, then: vhv resume ${journal}`));
  });

  it('that fills up in the middle of a run: the run ends, and names the way on', async () => {
    const simulator = await startServer();
    const [state, disk] = [makeTempDir(), makeTempDir()];
    const env = { ...envOf(simulator), XDG_STATE_HOME: state, DISK: disk };
    const enable = (letters: number, journal: string) => [
      ...['enable', 'a', '--yes', '--journal', journal],
      ...['--set', `demo.pad=${'x'.repeat(letters)}`],
    ];
    // The length of a journal before its first step, with so many letters: a page of the disk is to end right behind it.
    const measured = join(state, 'measured.jsonl');
    await runCli(enable(100, measured), { env });
    await runCli(['disable', 'a', '--unset', 'demo.pad', '--yes'], { env });
    const text = readFileSync(measured, 'utf8');
    const before = Buffer.byteLength(text.slice(0, text.indexOf('{"kind":"step"')));
    const letters = 100 + 4096 - before - 20;
    const journal = join(disk, 'run.jsonl');
    const script = 'mount -t tmpfs -o size=4k none "$DISK"';
    const ran = await runMounted(script, enable(letters, journal), env);
    expect(ran.stderr).toContain(
      `the journal ${journal} cannot be written: the disk is full. Fix: make room there, then: vhv resume ${journal}`,
    );
    expect(ran.code).toBe(4);
  });
});
