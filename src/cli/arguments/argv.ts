import type { Context } from '../context.ts';
import { MissingValueError, UsageError } from '../usage-error.ts';

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
): Pick<Context, 'dash' | 'literal'> & { words: string[]; rest: string[] } {
  const end = argv.indexOf('--');
  const words = joinStdinFlags(end < 0 ? argv : argv.slice(0, end));
  const literal = end < 0 ? [] : argv.slice(end + 1);
  const rest = words.filter((word) => word !== '-');
  return { words, rest, dash: words.includes('-'), literal };
}

/** What yargs knows of the options of a command. */
export interface OptionTable {
  /** Every option, by its name. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
  readonly alias: Readonly<Record<string, readonly string[]>>;
}

/** Words that are no flags, which may be left out or are looked at where they are read. */
const positional = new Set(['_', 'selector', 'topic', 'file', 'key', 'shell']);

/** Whether an option came without a value, or with one that the shell has made of an empty variable. */
function isEmpty(name: string, value: unknown): boolean {
  const isList = Array.isArray(value);
  const isNothing = isList ? value.length === 0 || value.includes('') : value === '';
  return isNothing && (!positional.has(name) || (isList && name === 'key'));
}

/**
 * Refuses what yargs would read as something else than what was typed: an option that is given twice, of which the last would count; one
 * without its value; a switch with a value that is neither true nor false, which would turn it off.
 *
 * @param words the command line up to `--`, a lone `-` among it
 * @throws UsageError
 */
export function refuseMisread(
  words: readonly string[],
  args: Readonly<Record<string, unknown>>,
  table: OptionTable,
): true {
  refuseSwitches(words, table);
  for (const [given, value] of Object.entries(args)) {
    // yargs gives each flag in camelCase too.
    const name = given.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
    if (Array.isArray(value) && name !== '_' && !table.array.includes(name)) {
      throw new UsageError(`--${name} is given ${value.length} times`);
    }
    if (isEmpty(given, value)) {
      throw new MissingValueError(name);
    }
  }
  return true;
}

/** `--dry-run=yes` would be a run, and `--cluster - web01` a cluster `web01`. */
function refuseSwitches(words: readonly string[], { boolean, alias }: OptionTable): void {
  const switches = new Set(boolean.flatMap((name) => [name, ...(alias[name] ?? [])]));
  const given = new Map<string, string>();
  for (const [at, word] of words.entries()) {
    const [, dashes = '', text = '', value] = /^(--?)([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const names = dashes === '-' ? [...text] : [text];
    const name = names.at(-1) ?? '';
    if (name === '') {
      continue;
    }
    if (!switches.has(name)) {
      if (value === undefined && words[at + 1] === '-') {
        throw new MissingValueError(name);
      }
      continue;
    }
    if (value !== undefined && value !== 'true' && value !== 'false') {
      throw new UsageError(`${dashes}${name} takes no value: '${value}' is neither true nor false`);
    }
    const state = value ?? (/^(true|false)$/.exec(words[at + 1] ?? '')?.[0] || 'true');
    if ((given.get(name) ?? state) !== state) {
      throw new UsageError(`${dashes}${name} is given twice, as true and as false`);
    }
    given.set(name, state);
  }
}

/** What `--output` asks for, read where yargs may have failed before it came to it. */
export function askedFormat(argv: readonly string[]): string | undefined {
  const index = argv.findIndex((word) => /^--output(=|$)/.test(word));
  return index < 0 ? undefined : (/=(.*)/.exec(argv[index] ?? '')?.[1] ?? argv[index + 1]);
}
