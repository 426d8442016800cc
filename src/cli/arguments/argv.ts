import type { Context } from '../context.ts';
import { UsageError } from '../usage-error.ts';

/** Flags whose value may be a lone `-`, which is stdin and no selector. */
const stdinFlags = [
  '--password-file',
  '--token-file',
  '--clone-ticket-file',
  '--guest-password-file',
];

function joinStdinFlags(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (stdinFlags.includes(word) && words[index + 1] === '-') {
      return [`${word}=-`];
    }
    return word === '-' && stdinFlags.includes(words[index - 1] ?? '') ? [] : [word];
  });
}

/** yargs would drop a lone `-` and everything after `--` without a word: selectors from stdin, and selectors that look like flags. */
export function takeOutDash(
  argv: readonly string[],
): Pick<Context, 'dash' | 'literal'> & { rest: string[] } {
  const end = argv.indexOf('--');
  const words = joinStdinFlags(end < 0 ? argv : argv.slice(0, end));
  const literal = end < 0 ? [] : argv.slice(end + 1);
  return { rest: words.filter((word) => word !== '-'), dash: words.includes('-'), literal };
}

/** Words that are no flags, which may be left out or are looked at where they are read. */
const positional = new Set(['_', 'selector', 'topic', 'file', 'key', 'shell']);

/** A flag at the end of the line, or one whose variable the shell has made nothing of: it would count as not given. */
function isEmpty(name: string, value: unknown): boolean {
  const isList = Array.isArray(value);
  const isNothing = isList ? value.length === 0 || value.includes('') : value === '';
  return isNothing && (!positional.has(name) || (isList && name === 'key'));
}

/** yargs makes an array of a flag that is given twice; of those that take one value, the last would have won without a word. */
export function refuseRepeated(args: Readonly<Record<string, unknown>>, options: unknown): true {
  const lists = new Set((options as { array?: readonly string[] }).array ?? []);
  for (const [given, value] of Object.entries(args)) {
    // yargs gives each flag in camelCase too.
    const name = given.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
    if (Array.isArray(value) && name !== '_' && !lists.has(name)) {
      throw new UsageError(`--${name} is given ${value.length} times`);
    }
    if (isEmpty(given, value)) {
      throw new UsageError(`--${name} needs a value`);
    }
  }
  return true;
}

/** What `--output` asks for, read where yargs may have failed before it came to it. */
export function askedFormat(argv: readonly string[]): string | undefined {
  const index = argv.findIndex((word) => /^--output(=|$)/.test(word));
  return index < 0 ? undefined : (/=(.*)/.exec(argv[index] ?? '')?.[1] ?? argv[index + 1]);
}
