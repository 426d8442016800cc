import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.ts';

async function completions(...words: readonly string[]): Promise<string[]> {
  const { exitCode, stdout } = await runCli(['--get-yargs-completions', 'vhv', ...words]);
  expect(exitCode).toBe(0);
  return stdout.split('\n').slice(0, -1);
}

describe('what may come next', () => {
  it.each([
    { words: ['en'], next: ['enable', 'env'] },
    { words: ['hosts', 'op'], next: ['options'] },
    { words: ['hosts', 'options', ''], next: ['ls', 'get', 'set'] },
    { words: ['vms', '--w'], next: ['--wide', '--where'] },
    { words: ['vms', '--output', 'j'], next: ['json', 'jsonl'] },
    { words: ['completion', ''], next: ['bash', 'zsh', 'fish'] },
  ])('after $words', async ({ words, next }) => {
    expect(await completions(...words)).toEqual(next);
  });

  it('after a lone --: every option, by its long name', async () => {
    const found = await completions('enable', '--');
    expect(found).toEqual(expect.arrayContaining(['--yes', '--dry-run', '--url', '--output']));
    expect(found.every((word) => /^--\w{2}/.test(word))).toBe(true);
  });
});

function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

describe('the script', () => {
  const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
  let dir: string;

  /** The scripts call the vhv on the PATH. */
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'vhv-completion-'));
    await symlink(process.execPath, join(dir, 'node'));
    await writeFile(join(dir, 'vhv'), `#!/bin/sh\nexec node '${bin}' "$@"\n`);
    await chmod(join(dir, 'vhv'), 0o755);
  });
  afterAll(() => rm(dir, { recursive: true }));

  async function run(shell: string, flags: readonly string[], script: string): Promise<string[]> {
    const env = { PATH: `${dir}${delimiter}${process.env['PATH']}`, HOME: dir };
    const { stdout } = await promisify(execFile)(shell, [...flags, '-c', script], { env });
    return stdout.split('\n').slice(0, -1);
  }

  it.skipIf(!has('bash'))('completes in bash', async () => {
    const ask = (words: string, index: number): Promise<string[]> =>
      run(
        'bash',
        ['--norc'],
        `source <(vhv completion bash)
         COMP_WORDS=(${words}); COMP_CWORD=${index}; _vhv; printf '%s\\n' "\${COMPREPLY[@]}"`,
      );
    expect(await ask('vhv dis', 1)).toEqual(['disable']);
    expect(await ask("vhv hosts options ''", 3)).toEqual(['ls', 'get', 'set']);
    expect(await ask('vhv vms --wh', 2)).toEqual(['--where']);
    expect(await run('bash', ['--norc'], 'source <(vhv completion bash); complete -p vhv')).toEqual(
      ['complete -o bashdefault -o default -F _vhv vhv'],
    );
  });

  it.skipIf(!has('zsh'))('completes in zsh', async () => {
    const found = await run(
      'zsh',
      ['-f'],
      `compdef() { : }; compadd() { print -l -- $found }; source <(vhv completion zsh)
       words=(vhv hosts options ''); CURRENT=4; _vhv`,
    );
    expect(found).toEqual(['ls', 'get', 'set']);
  });

  it.skipIf(!has('fish'))('completes in fish', async () => {
    const found = await run(
      'fish',
      ['--no-config'],
      "vhv completion fish | source; complete -C 'vhv hosts options '",
    );
    expect(new Set(found)).toEqual(new Set(['get', 'ls', 'set']));
  });
});
