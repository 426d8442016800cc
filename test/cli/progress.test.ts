import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { OutputArgs } from '../../src/cli/arguments/options.ts';
import { startProgress } from '../../src/cli/changing/progress.ts';
import type { Io } from '../../src/cli/io.ts';

function terminal(columns: number): { io: Io; written: () => string } {
  let written = '';
  const io: Io = {
    out: () => undefined,
    err: (text) => {
      written += text;
    },
    stdin: Readable.from([]),
    interactive: true,
    columns,
    env: {},
    stop: new AbortController().signal,
  };
  return { io, written: () => written };
}

/** Lines as a terminal that moves the cursor within its line alone would show them, and every one that was on it. */
function shown(written: string): { screen: string[]; longest: number } {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal is sent
  const drawn = written.split(/\n/).map((line) => line.split(/\r?\x1b\[\d*[GK]/));
  const longest = Math.max(...drawn.flat().map(({ length }) => length));
  return { screen: drawn.map((states) => states.at(-1) ?? ''), longest };
}

const args = { output: 'table', quiet: false } as OutputArgs;
const step = { kind: 'step', vm: 'a', path: `/DC0/vm/${'x'.repeat(80)}/web01` } as const;

test.each([40, 80, 200])(
  'a bar keeps to one line of %s columns, and other lines stay whole',
  async (columns) => {
    const { io, written } = terminal(columns);
    const progress = await startProgress(io, args, 12);
    progress.onEvent({ ...step, step: 'shutdown' });
    progress.io.err('vhv: a word in between\n');
    progress.onEvent({ ...step, step: 'reconfigure' });
    progress.end();
    io.err('what comes after\n');
    const { screen, longest } = shown(written());
    expect(screen).toStrictEqual(['vhv: a word in between', 'what comes after', '']);
    expect(longest).toBeLessThan(columns);
  },
);

test('a bar that is left at once has not changed how the terminal wraps, nor hidden its cursor', async () => {
  const { io, written } = terminal(120);
  const progress = await startProgress(io, args, 2);
  progress.onEvent({ ...step, step: 'shutdown' });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal is sent
  expect(written()).not.toMatch(/\x1b(\[\?|7|8)/);
  progress.end();
  expect(written()).toContain('0/2 VMs, 0s, ETA ? shutdown web01');
});
