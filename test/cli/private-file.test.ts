import { once } from 'node:events';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { updatePrivateFile } from '../../src/cli/files/private-file.ts';
import { start } from '../helpers/processes.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const program = fileURLToPath(new URL('holding.mjs', import.meta.url));

/** A process that is in the middle of changing a file. */
async function holder(ms: number) {
  const path = join(makeTempDir(), 'file');
  const { child, ended } = start(process.execPath, [program, path, String(ms)]);
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return { path, child, ended };
}

/** As if everything in the folder had been there for an hour. */
async function age(path: string): Promise<void> {
  const folder = join(path, '..');
  const hourAgo = Date.now() / 1000 - 3600;
  for (const name of await readdir(folder, { recursive: true })) {
    await utimes(join(folder, name), hourAgo, hourAgo).catch(() => undefined);
  }
}

const addLine = (path: string, line: string): Promise<void> =>
  updatePrivateFile(path, (text) => `${text}${line}\n`);

describe('the lock of a file that several processes change', () => {
  it('is never taken from a process that lives, however long it takes', async () => {
    const { path, ended } = await holder(1500);
    await age(path);
    await addLine(path, 'own');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect((await readFile(path, 'utf8')).split('\n').sort()).toStrictEqual(['', 'child', 'own']);
  });

  it('is never taken from a process that is stopped', async () => {
    const { path, child, ended } = await holder(500);
    child.kill('SIGSTOP');
    await age(path);
    const own = addLine(path, 'own');
    await sleep(1500);
    child.kill('SIGCONT');
    await own;
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect((await readFile(path, 'utf8')).split('\n').sort()).toStrictEqual(['', 'child', 'own']);
  });

  it('is free at once if its process was killed', async () => {
    const { path, child, ended } = await holder(60_000);
    child.kill('SIGKILL');
    await ended;
    const begun = performance.now();
    await addLine(path, 'own');
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(await readFile(path, 'utf8')).toBe('own\n');
  });

  it('lets all of many changes in one process through', async () => {
    const path = join(makeTempDir(), 'file');
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    await Promise.all(lines.map((line) => addLine(path, line)));
    const written = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(new Set(written)).toStrictEqual(new Set(lines));
    expect(written).toHaveLength(lines.length);
  });
});
