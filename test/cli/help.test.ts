import { describe, expect, it } from 'vitest';
import { commands as allCommands } from '../../src/cli/commands/index.ts';
import { runCli } from '../helpers/cli.ts';

async function help(words: readonly string[]): Promise<string> {
  return (await runCli([...words, '--help'])).stdout;
}

// 'vhv help --help' is the help of vhv itself.
const commands = allCommands.map(({ path }) => path).filter(([first]) => first !== 'help');

describe('--help', () => {
  it.each(commands.map((words) => ({ words })))(
    '$words is named where it has its place',
    async ({ words }) => {
      const above = await help(words.slice(0, -1));
      expect(above.split('\nCommands:\n')[1]).toMatch(
        new RegExp(`^  vhv ${words.join(' ')}( |$)`, 'm'),
      );
    },
  );

  it.each(commands.map((words) => ({ words })))(
    '$words: its own flags first',
    async ({ words }) => {
      const { exitCode, stdout } = await runCli([...words, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout.split('\n')[0]).toContain(`vhv ${words.join(' ')}`);
      const groups = [...stdout.matchAll(/^(\w+):/gm)].map(([, name]) => name);
      for (const own of ['Change', 'Consent', 'Guest', 'Proof', 'Server'].filter((name) =>
        groups.includes(name),
      )) {
        expect(groups.indexOf(own)).toBeLessThan(groups.indexOf('Output'));
      }
      expect(stdout).toContain("'vhv help connection'");
      expect(stdout).not.toContain('--password-file  ');
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
      expect(stdout.trimEnd().split('\n').length).toBeLessThan(62);
    },
  );

  it.each(commands.map((words) => ({ words })))(
    '$words: has an example of itself',
    async ({ words }) => {
      const text = await help(words);
      if (!/^Commands:/m.test(text) || /\[selector/.test(text.split('\n')[0] ?? '')) {
        const [, examples = ''] = text.split('\nExamples:\n');
        expect(examples).toContain(`vhv ${words.join(' ')}`);
      }
    },
  );

  it('is what vhv help COMMAND says too', async () => {
    const { stdout } = await runCli(['help', 'hosts', 'options']);
    expect(stdout).toBe(await help(['hosts', 'options']));
    expect((await runCli(['help'])).stdout).toBe(await help([]));
  });

  it.each([
    { words: ['enabel'], says: "there is no help on 'enabel'; did you mean 'enable'?" },
    { words: ['conection'], says: "there is no help on 'conection'; did you mean 'connection'?" },
    { words: ['hosts', 'optoins'], says: "on 'hosts optoins'; did you mean 'options'?" },
    { words: ['xyzzy'], says: "there is no help on 'xyzzy'; there is help on hosts, vms, enable" },
    { words: ['vms', 'web01'], says: "no help on 'vms web01'; there is help on extra-config" },
    { words: ['about', 'web01'], says: "there is no help on 'about web01'\n" },
  ])('vhv help $words exits 2', async ({ words, says }) => {
    const { exitCode, stdout, stderr } = await runCli(['help', ...words]);
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  it('fits a narrow terminal', async () => {
    for (const words of [['enable'], ['hosts', 'options', 'set']]) {
      const { stdout } = await runCli([...words, '--help'], { columns: 80 });
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });

  it('has the options that every command has in a place of their own', async () => {
    const { exitCode, stdout } = await runCli(['help', 'connection']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Connection:\n {2}-u, --url/);
    expect(stdout).toContain('--record-raw');
  });
});
