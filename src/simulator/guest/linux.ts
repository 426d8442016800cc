import { ended, type Program, type Result, redirected, type Surroundings } from './program.ts';
import { splitWords } from './shell.ts';

const exit = { found: 0, notFound: 1, trouble: 2, noSuchCommand: 127 };

interface GrepCall {
  readonly options: ReadonlySet<string>;
  /** Of -m: lines that are enough. */
  readonly most: number;
  readonly rest: readonly string[];
}

function readOptions(words: readonly string[]): GrepCall {
  const flags = words.filter((word) => /^-\w+$/.test(word));
  const most = flags.map((flag) => /m(\d+)$/.exec(flag)?.[1]).find((digits) => digits);
  return {
    options: new Set(flags.flatMap((flag) => [...flag.replace(/m\d+$/, '')])),
    most: most === undefined ? Number.POSITIVE_INFINITY : Number(most),
    rest: words.filter((word) => !/^-\w+$/.test(word)),
  };
}

/** The few options of grep that say whether something is there, and show it. */
const grep: Program = (words, { files }) => {
  const { options, most, rest } = readOptions(words);
  const [pattern, path, ...others] = rest;
  const known = [...options].every((option) => '-Eqwiocs'.includes(option));
  if (pattern === undefined || path === undefined || others.length > 0 || !known) {
    return ended(exit.trouble, 'Usage: grep [OPTION]... PATTERNS [FILE]...\n');
  }
  const text = files.read(path);
  if (text === undefined) {
    return ended(exit.trouble, `grep: ${path}: No such file or directory\n`);
  }
  const source = options.has('E') ? pattern : pattern.replace(/[(){}|+?]/g, '\\$&');
  const whole = options.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  try {
    const matcher = new RegExp(whole, options.has('i') ? 'i' : '');
    const lines = text.split('\n').filter((line) => matcher.test(line));
    const shown = options.has('q') ? [] : lines.slice(0, most).map((line) => `${line}\n`);
    return ended(lines.length > 0 ? exit.found : exit.notFound, shown.join(''));
  } catch {
    return ended(exit.trouble, 'grep: Invalid regular expression\n');
  }
};

/** `sh -c 'one command'`. */
const shell: Program = ([flag, line], around) => {
  if (flag !== '-c' || line === undefined) {
    return ended(exit.trouble);
  }
  return redirected(line, around, (command) => {
    const [name = '', ...rest] = splitWords(command) ?? [];
    const base = name.slice(name.lastIndexOf('/') + 1);
    const program = Object.hasOwn(commands, base) ? commands[base] : undefined;
    return program === undefined
      ? ended(exit.noSuchCommand, `sh: ${name}: not found\n`)
      : program(rest, around);
  });
};

const commands: Readonly<Record<string, Program>> = {
  grep,
  egrep: (words, around) => grep(['-E', ...words], around),
  cat: ([path = ''], { files }) => {
    const text = files.read(path);
    return text === undefined
      ? ended(1, `cat: ${path}: No such file or directory\n`)
      : ended(0, text);
  },
  true: () => ended(0),
  false: () => ended(1),
};

const byPath: Readonly<Record<string, Program>> = {
  '/bin/sh': shell,
  '/bin/bash': shell,
  ...Object.fromEntries(
    Object.entries(commands).flatMap(([name, program]) => [
      [`/bin/${name}`, program],
      [`/usr/bin/${name}`, program],
    ]),
  ),
};

/**
 * Runs a program with the arguments as one line: on Linux they go through a shell, which also redirects (docs/facts.md#guest-shell).
 *
 * @returns undefined where there is no such program
 */
export function runOnLinux(path: string, line: string, around: Surroundings): Result | undefined {
  const program = Object.hasOwn(byPath, path) ? byPath[path] : undefined;
  return (
    program &&
    redirected(line, around, (command) => {
      const words = splitWords(command);
      return words === undefined ? ended(exit.trouble) : program(words, around);
    })
  );
}
