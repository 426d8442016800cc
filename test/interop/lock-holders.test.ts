import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { planVm } from '../../src/nested/plan/plan.ts';
import { type Job, jobOf } from '../../src/nested/run/job.ts';
import { LockedError, VmLocks } from '../../src/nested/run/locks/vm-locks.ts';
import { vmFacts } from '../helpers/facts.ts';
import { unshared } from '../helpers/processes.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const program = fileURLToPath(new URL('lock-holder.mjs', import.meta.url));
const onLinux = process.platform === 'linux';

const wanted = { nestedHVEnabled: true, extraConfig: {} };
const job: Job = jobOf(planVm(vmFacts({ instanceUuid: 'a', path: '/DC0/vm/a' }), wanted));

interface Holder {
  readonly child: ChildProcess;
  /** What it said of its locks. */
  readonly said: { readonly held: boolean; readonly message?: string };
  /** The next line that it prints. */
  readonly next: () => Promise<unknown>;
}

/** Starts a process that takes the lock of the VM, after these words: `unshare --pid --fork`. */
async function startHolder(
  folder: string,
  before: readonly string[] = [],
  ...more: readonly string[]
): Promise<Holder> {
  const [command = '', ...args] = [...before, process.execPath, program];
  const child = spawn(command, [...args, folder, JSON.stringify(job), ...more], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { value } = await lines.next();
    return JSON.parse(String(value)) as unknown;
  };
  return { child, said: (await next()) as Holder['said'], next };
}

async function kill({ child }: Holder): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function take(folder: string): Promise<'taken' | LockedError> {
  try {
    await using _locks = await VmLocks.take(folder, [job], 'enable');
    return 'taken';
  } catch (error) {
    if (error instanceof LockedError) {
      return error;
    }
    throw error;
  }
}

/** Namespaces as those of containers; the host's name stays. A holder that is killed takes its whole namespace along. */
const containers = {
  'its own process numbers': ['--pid', '--fork', '--kill-child=SIGKILL'],
  'its own process numbers and /proc': ['--pid', '--fork', '--kill-child=SIGKILL', '--mount-proc'],
  'its own process numbers and network': ['--pid', '--fork', '--kill-child=SIGKILL', '--net'],
};

describe('the holder of a lock', { timeout: 60_000 }, () => {
  it('that is killed locks nothing any more', async () => {
    const folder = makeTempDir();
    const holder = await startHolder(folder);
    expect(holder.said).toStrictEqual({ held: true });
    expect(await take(folder)).toMatchObject({ code: 'LOCKED', vms: ['/DC0/vm/a'] });
    await kill(holder);
    expect(await take(folder)).toBe('taken');
    expect(readdirSync(folder)).toStrictEqual([]);
  });

  it.skipIf(process.platform === 'win32')('that is stopped keeps its lock', async () => {
    const folder = makeTempDir();
    const { child } = await startHolder(folder);
    child.kill('SIGSTOP');
    for (let round = 0; round < 3; round += 1) {
      const refused = await take(folder);
      expect(String(refused)).toContain(`process ${child.pid} on`);
      expect(String(refused)).toContain('Fix: wait for it to end');
    }
    child.kill('SIGCONT');
  });

  it('may be a thread: it is seen in its own process, and its end is', async () => {
    const folder = makeTempDir();
    const holder = await startHolder(folder, [], 'thread');
    expect(holder.said).toStrictEqual({ held: true });
    expect(await take(folder)).toMatchObject({ code: 'LOCKED' });
    holder.child.stdin?.write('end\n');
    expect(await holder.next()).toStrictEqual({ terminated: true });
    expect(await take(folder)).toBe('taken');
  });

  it('is found in a folder with a long path', async () => {
    const folder = join(makeTempDir(), ...Array.from({ length: 5 }, () => 'long'.repeat(20)));
    const holder = await startHolder(folder);
    expect(await take(folder)).toMatchObject({ code: 'LOCKED' });
    await kill(holder);
    expect(await take(folder)).toBe('taken');
    expect(readdirSync(folder)).toStrictEqual([]);
  });
});

describe.runIf(onLinux).each(Object.entries(containers))(
  'a holder in a container with %s',
  { timeout: 60_000 },
  (_name, flags) => {
    it('is not robbed from outside, running or stopped, and is known to be dead', async () => {
      const folder = makeTempDir();
      const holder = await startHolder(folder, unshared(...flags));
      expect(holder.said).toStrictEqual({ held: true });
      expect(await take(folder)).toMatchObject({ code: 'LOCKED' });
      await kill(holder);
      await expect.poll(() => take(folder), { timeout: 30_000 }).toBe('taken');
    });

    it('is not robbed from another container, where it is known to be dead, too', async () => {
      const folder = makeTempDir();
      const first = await startHolder(folder, unshared(...flags));
      expect((await startHolder(folder, unshared(...flags))).said).toMatchObject({
        held: false,
        code: 'LOCKED',
      });
      await kill(first);
      // As the first it is process 1 of its namespace, and does not take itself for it.
      await expect
        .poll(async () => (await startHolder(folder, unshared(...flags))).said, { timeout: 30_000 })
        .toStrictEqual({ held: true });
    });

    it('does not rob one outside', async () => {
      const folder = makeTempDir();
      const { child } = await startHolder(folder);
      child.kill('SIGSTOP');
      expect((await startHolder(folder, unshared(...flags))).said).toMatchObject({ held: false });
    });
  },
);

/** A shell of a mount namespace with such a volume: ramfs is not in the list of local ones. */
const onRamfs = (folder: string, script: string) =>
  new Promise<string>((resolve, reject) => {
    const [command = '', ...words] = unshared('--mount');
    const node = `"${process.execPath}" "${program}" "${folder}" '${JSON.stringify(job)}'`;
    const all = `mount -t ramfs none "${folder}"\n${script.replaceAll('HOLD', node)}`;
    const child = spawn(command, [...words, 'bash', '-ec', all], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
    });
    child.once('error', reject);
    child.once('close', () => resolve(text));
  });

describe.runIf(onLinux)('on a volume of which it is not known who else has it', () => {
  it('a dead process with the same numbers is known by its number', {
    timeout: 60_000,
  }, async () => {
    const text = await onRamfs(
      makeTempDir(),
      `coproc first { exec HOLD; }
      read -r line <&"\${first[0]}"; echo "$line"
      kill -KILL "$first_PID"; wait "$first_PID" || true
      coproc second { exec HOLD; }
      read -r line <&"\${second[0]}"; echo "$line"
      kill -KILL "$second_PID"`,
    );
    expect(text).toBe('{"held":true}\n{"held":true}\n');
  });

  it('a dead one of another container is refused, with the last resort', {
    timeout: 60_000,
  }, async () => {
    const text = await onRamfs(
      makeTempDir(),
      `coproc first { exec unshare --pid --fork --kill-child=SIGKILL HOLD; }
      read -r line <&"\${first[0]}"; echo "$line"
      kill -KILL "$first_PID"; wait "$first_PID" || true
      coproc second { exec HOLD; }
      read -r line <&"\${second[0]}"; echo "$line"
      kill -KILL "$second_PID"`,
    );
    const [first = '', second = ''] = text.split('\n');
    expect(JSON.parse(first)).toStrictEqual({ held: true });
    expect(JSON.parse(second)).toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining('vhv resume --break-locks'),
    });
  });
});

it.runIf(onLinux)(
  'where another machine may have the volume, too, its run is not robbed',
  { timeout: 60_000 },
  async () => {
    const run = JSON.stringify({
      pid: 1,
      host: 'elsewhere',
      kernel: 'another',
      purpose: 'enable',
      vms: ['a'],
    });
    const folder = makeTempDir();
    const text = await onRamfs(
      folder,
      `printf %s '${run}' > "${folder}/x.run"
      coproc first { exec HOLD; }
      read -r line <&"\${first[0]}"; echo "$line"
      kill -KILL "$first_PID"`,
    );
    expect(JSON.parse(text)).toMatchObject({
      message: expect.stringMatching(/process 1 on elsewhere.*vhv resume --break-locks/),
    });
  },
);

describe('what may lie in a folder of locks', () => {
  const leftover = { pid: 1, host: 'here', purpose: 'enable', vms: ['a'] };

  it.runIf(onLinux)('a run from before this start of the machine locks nothing', async () => {
    const folder = makeTempDir();
    // Process 1 lives, as a number that is used again after a start does.
    const run = { ...leftover, kernel: '00000000-0000-4000-8000-000000000000' };
    writeFileSync(join(folder, 'before.run'), JSON.stringify(run));
    expect(await take(folder)).toBe('taken');
    expect(readdirSync(folder)).toStrictEqual([]);
  });

  it.each(['', 'null', '[]', '{}', '{"pid":', '\0\0\0', '{"pid":1,"vms":[1]}', '"x"'])(
    'a file that holds %j and belongs to nobody locks nothing',
    async (text) => {
      const folder = makeTempDir();
      for (const name of ['x.run', 'y.held', 'z.new', 'a.lock', 'a.lock.guard']) {
        writeFileSync(join(folder, name), text);
      }
      expect(await take(folder)).toBe('taken');
    },
  );

  it('a folder in the place of a file locks nothing', async () => {
    const folder = makeTempDir();
    mkdirSync(join(folder, 'x.run'));
    expect(await take(folder)).toBe('taken');
  });

  it('a file of a live run that is damaged locks every VM, and is named', async () => {
    const folder = makeTempDir();
    await using _locks = await VmLocks.take(folder, [job], 'enable');
    const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.run'));
    writeFileSync(join(folder, name), '');
    expect(String(await take(folder))).toContain(join(folder, name));
  });
});

it('locks of a run that lives are not broken', { timeout: 60_000 }, async () => {
  const folder = makeTempDir();
  const { child } = await startHolder(folder);
  const broken: unknown[] = [];
  const onBreak = (held: unknown): void => {
    broken.push(held);
  };
  const robbery = VmLocks.take(folder, [job], 'resume', { onBreak });
  await expect(robbery).rejects.toMatchObject({
    code: 'LOCKED',
    message: expect.stringContaining(`kill ${child.pid}`),
  });
  expect(broken).toStrictEqual([]);
});
