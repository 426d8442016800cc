import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { prepareRun, type RunArgs } from '../../src/cli/changing/run-options.ts';
import { LoginSecrets } from '../../src/cli/connection/login-secrets.ts';
import type { Context } from '../../src/cli/context.ts';
import type { Io } from '../../src/cli/io.ts';
import { type CompleteJobOptions, completeOptions } from '../../src/nested/run/options.ts';
import { runCli } from '../helpers/cli.ts';

/** How often something is read is no matter of the person who runs it. */
const withoutOption: readonly string[] = ['pollMs'];

const durations = Object.keys(completeOptions({})).filter(
  (name): name is keyof CompleteJobOptions & string =>
    name.endsWith('Ms') && !withoutOption.includes(name),
);

/** `busyTimeoutMs` is `busy-timeout`. */
const flagOf = (name: string): string =>
  name.replace(/Ms$/, '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const consent = { yes: true, 'dry-run': false } as const;

function prepare(flags: Readonly<Record<string, string>>) {
  const io: Io = {
    out: () => undefined,
    err: () => undefined,
    stdin: Readable.from([]),
    interactive: false,
    columns: undefined,
    env: {},
    stop: new AbortController().signal,
  };
  const context: Context = {
    io,
    dash: false,
    literal: [],
    exitCode: 0,
    logins: new LoginSecrets(io),
    run: () => Promise.resolve(0),
    readHelp: () => Promise.resolve(''),
  };
  return prepareRun(context, { ...consent, dashboard: false, ...flags } as RunArgs &
    typeof consent);
}

it('the durations of a run are known', () => {
  expect(durations).toEqual(expect.arrayContaining(['guestTimeoutMs', 'busyTimeoutMs']));
});

it.each(durations)('%s has an option that takes seconds', async (name) => {
  expect(await prepare({ [flagOf(name)]: '7' })).toMatchObject({ [name]: 7000 });
  expect(await prepare({})).not.toHaveProperty(name);
});

it.each(['enable', 'disable', 'apply', 'resume', 'rollback'])(
  '%s names the option of each duration',
  async (command) => {
    const { stdout } = await runCli(['help', command]);
    const { stdout: shared } = await runCli(['help', 'run']);
    const flags = durations.map((name) => `--${flagOf(name)}`);
    expect(flags.filter((flag) => !`${stdout}${shared}`.includes(flag))).toStrictEqual([]);
  },
);
