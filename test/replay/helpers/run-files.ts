import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { formatTrailer } from '../../../src/nested/journal/sealed-lines.ts';
import { runCli } from '../../helpers/cli.ts';

type Env = Readonly<Record<string, string>>;

let made = 0;

/**
 * What another run has to leave behind before a command has something to work on. Each is made anew, as a plan goes stale once it
 * is carried out, and with a value of its own, so that there is always something to change.
 *
 * @returns the words that lead the command there
 */
export async function leaveBehind(name: string, folder: string, env: Env): Promise<string[]> {
  made += 1;
  const value = ['--set', `vhv.test=${made}`];
  const path = join(folder, `left-by-run-${made}`);
  switch (name) {
    case 'apply':
      await run(['plan', 'hv-01', ...value, '--out', path], env);
      return [path];
    case 'resume':
    case 'rollback':
      await run(['enable', 'hv-01', ...value, '--yes', '--journal', path], env);
      return [path];
    case 'session ls':
    case 'session logout':
      await run(['about', '--session-reuse'], env);
      return [];
    default:
      return [];
  }
}

async function run(line: readonly string[], env: Env): Promise<void> {
  expect(await runCli(line, { env })).toMatchObject({ exitCode: 0 });
}

/** Makes a plan or a journal one of another server, and seals it again. */
export async function moveTo(path: string, from: string, to: string): Promise<void> {
  const lines = (await readFile(path, 'utf8')).replaceAll(origin(from), origin(to)).split('\n');
  // A trailer, and nothing behind its line feed.
  const before = `${lines.slice(0, -2).join('\n')}\n`;
  await writeFile(path, before + formatTrailer(before));
}

function origin(url: string): string {
  return new URL(url).origin;
}
