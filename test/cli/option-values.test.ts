import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.ts';
import { everyCommand, lab, neededWords } from '../helpers/every-command.ts';

interface Option {
  readonly names: readonly string[];
  readonly isSwitch: boolean;
  readonly isList: boolean;
  readonly choices: readonly string[];
}

/** The options of a help text. */
function optionsOf(help: string): Option[] {
  return help
    .split(/\n(?= +(?:-\w, )?--[a-z])/)
    .slice(1)
    .flatMap((text) => {
      const [, short, long = ''] = /^ +(?:-(\w), )?--([\w-]+)/.exec(text) ?? [];
      const [types = ''] = /(?:\[[^\]]*\]\s*)+(?=\n|$)/.exec(text) ?? [];
      const choices = /\[choices: ([^\]]*)\]/.exec(text.replaceAll(/\s+/g, ' '))?.[1] ?? '';
      return {
        names: [`--${long}`, ...(short === undefined ? [] : [`-${short}`])],
        isSwitch: types.includes('[boolean]'),
        isList: types.includes('[array]'),
        choices: choices === '' ? [] : choices.replaceAll('"', '').split(', '),
      };
    });
}

async function help(words: readonly string[]): Promise<string> {
  return (await runCli(['help', ...words])).stdout;
}

/** What the commands need to come as far as their options. */
const needed = {
  ...neededWords(lab),
  apply: ['x.plan'],
  rollback: ['x.jsonl'],
  simulate: [],
  demo: [],
};

interface Row extends Option {
  readonly command: string;
  readonly words: readonly string[];
}

/** The options of every command; those that many have, with one of them. */
const table = await readTable();

async function readTable(): Promise<Row[]> {
  const shared = new Set<string>();
  const rows: Row[] = [];
  const add = (command: string, options: readonly Option[]): void => {
    const words = command.split(' ');
    const whole = [...words, ...(needed[command as keyof typeof needed] ?? [])];
    rows.push(
      ...options.map((option) => {
        const isNeeded = option.names.some((name) => whole.includes(name));
        return { ...option, command, words: isNeeded && !option.isSwitch ? words : whole };
      }),
    );
  };
  for (const [command, topic] of [
    ['about', 'connection'],
    ['enable', 'run'],
  ] as const) {
    add(command, optionsOf(await help([topic])));
  }
  for (const command of Object.keys(needed)) {
    // Help and the version end a command whatever stands beside them.
    const [output = '', rest = ''] = (await help(command.split(' ')))
      .split(/^Output:$/m, 2)
      .reverse();
    add(command, optionsOf(rest));
    if (!shared.has('output')) {
      shared.add('output');
      add(
        command,
        optionsOf(output).filter(({ names }) => !/--(version|help)/.test(names[0] ?? '')),
      );
    }
  }
  return rows;
}

/** Nothing listens there: what is not refused beforehand exits 8. */
const env = { VHV_URL: '127.0.0.1:1', VHV_USERNAME: 'user', VHV_PASSWORD: 'pass' };

async function refusal(args: readonly string[]): Promise<string> {
  const ran = await runCli(args, { env });
  expect({ args, exitCode: ran.exitCode, stdout: ran.stdout }).toStrictEqual({
    args,
    exitCode: 2,
    stdout: '',
  });
  return ran.stderr;
}

it('the table is whole', async () => {
  const commands = new Set(table.map(({ command }) => command));
  expect(everyCommand.filter((command) => !(command in needed))).toStrictEqual([]);
  expect(commands.size).toBeGreaterThan(15);
  expect(table.flatMap(({ names }) => names)).toEqual(
    expect.arrayContaining(['--power-cycle', '-f', '--limit', '-u', '--port', '--output']),
  );
});

/** Each option once, however many commands have it. */
const each = [...new Map(table.map((row) => [row.names.join(), row])).values()];

describe('an option without its value', () => {
  it.each(table.filter(({ isSwitch }) => !isSwitch))('$command $names', async (option) => {
    const { words, names, choices } = option;
    const [long = ''] = names;
    for (const ending of [long, `${long}=`]) {
      const stderr = await refusal([...words, ending]);
      expect(stderr).toContain(`vhv: ${long} needs a value`);
      expect(choices.filter((choice) => !stderr.includes(choice))).toStrictEqual([]);
    }
  });

  it.each([
    ['--power-cycle', '--yes'],
    ['--power-cycle', '-y'],
    ['--powerCycle', '--yes'],
    ['--power-cycle', '--', 'x'],
    ['--power-cycle', ''],
    ['--limit', '', '--yes'],
    ['--limit', '-', '--yes'],
    ['--cluster', '-', 'web01'],
    ['-e'],
    ['-e='],
    ['-ye'],
    ['-ey'],
    ['-u', '-y'],
    ['--url', '--', 'x'],
  ])('as in enable web01 %s %s %s', async (...ending) => {
    const given = ending.filter((word) => word !== undefined);
    expect(await refusal(['enable', 'web01', ...given])).toMatch(/^vhv: --[\w-]+ needs a value/);
  });
});

describe('a switch with a value that is none', () => {
  it.each(each.filter(({ isSwitch }) => isSwitch))('$command $names', async ({ words, names }) => {
    for (const name of names) {
      expect(await refusal([...words, `${name}=yes`])).toContain(`${name} takes no value`);
    }
  });

  it.each([
    ['--dry-run=', '--dry-run takes no value'],
    ['-yq=1', '-q takes no value'],
    ['--dry-run --dry-run=false', '--dry-run is given twice'],
    ['--dry-run --dry-run false', '--dry-run is given twice'],
    ['--yes=false --yes', '--yes is given twice'],
  ])('as in enable web01 %s', async (ending, says) => {
    expect(await refusal(['enable', 'web01', ...ending.split(' ')])).toContain(says);
  });
});

describe('an option that takes one value and has two', () => {
  const single = each.filter(({ isSwitch, isList }) => !isSwitch && !isList);
  it.each(single)('$command $names', async ({ words, names, choices }) => {
    const [long = ''] = names;
    const value = choices[0] ?? '1';
    const stderr = await refusal([...words, `${long}=${value}`, long, value]);
    expect(stderr).toContain(`${long} is given 2 times`);
  });
});
