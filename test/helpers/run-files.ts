import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { LineChain, readSealedLines } from '../../src/nested/run/journal/sealed-lines.ts';
import { runCli } from './cli.ts';
import { commandLine, type Ground, hostOption, lab } from './every-command.ts';

type Env = Readonly<Record<string, string>>;

let made = 0;

/**
 * What another run has to leave behind before a command has something to do: a plan or a journal, a session, or a setting that is to be
 * changed back. Each is made anew, as a plan goes stale once it is carried out, and with a value of its own.
 *
 * @returns the words that lead the command there
 */
export async function leaveBehind(
  name: string,
  folder: string,
  env: Env,
  ground: Ground = lab,
): Promise<string[]> {
  made += 1;
  const { vm } = ground;
  const value = ['--set', `vhv.test=${made}`];
  const path = join(folder, `left-by-run-${made}`);
  const opposite = commandLine(opposites[name] ?? '', ground);
  switch (name) {
    case 'apply':
      await run(['plan', vm, ...value, '--out', path], env);
      return [path];
    case 'resume':
    case 'rollback':
      await run(['enable', vm, ...value, '--yes', '--journal', path], env);
      return [path];
    case 'record-kit':
      return ['--out', `${path}.zip`];
    case 'session ls':
    case 'session logout':
      await run(['about', '--session-reuse'], env);
      return [];
    case 'hosts options set':
      await run(
        ['hosts', 'options', 'set', ground.host, '--set', `${hostOption}=info`, '--yes'],
        env,
      );
      return [];
    default:
      if (name in opposites) {
        await run(opposite, env);
      }
      return [];
  }
}

const opposites: Readonly<Record<string, string>> = {
  enable: 'disable',
  disable: 'enable',
  'vms extra-config set': 'vms extra-config unset',
  'vms extra-config unset': 'vms extra-config set',
  'hosts allow': 'hosts disallow',
  'hosts disallow': 'hosts allow',
};

async function run(line: readonly string[], env: Env): Promise<void> {
  expect(await runCli(line, { env })).toMatchObject({ exitCode: 0 });
}

/** Makes a plan or a journal one of another server, and seals it again. */
export async function moveTo(path: string, from: string, to: string): Promise<void> {
  const { lines } = readSealedLines(path, await readFile(path, 'utf8'));
  const text = JSON.stringify(lines).replaceAll(origin(from), origin(to));
  await writeFile(path, chained(JSON.parse(text) as object[]));
}

/** Lines as vhv writes them, with a trailer. */
function chained(lines: readonly object[]): string {
  const chain = new LineChain();
  return lines.map((line) => chain.add(line)).join('') + chain.addTrailer();
}

function origin(url: string): string {
  return new URL(url).origin;
}
