import { splitWords } from './shell.ts';

/** The files of a guest, by path. */
export type GuestFiles = ReadonlyMap<string, string>;

/** Takes arguments and files, and gives an exit code. */
type Program = (words: readonly string[], files: GuestFiles) => number;

const exit = { found: 0, notFound: 1, trouble: 2, noSuchCommand: 127 };

/** The few options of grep that say whether something is there. */
function grep(words: readonly string[], files: GuestFiles): number {
  const options = new Set(words.filter((word) => /^-\w+$/.test(word)).flatMap((word) => [...word]));
  const [pattern, path, ...others] = words.filter((word) => !/^-\w+$/.test(word));
  const text = path === undefined ? undefined : files.get(path);
  const known = [...options].every((option) => '-Eqwiocs'.includes(option));
  if (pattern === undefined || text === undefined || others.length > 0 || !known) {
    return exit.trouble;
  }
  const source = options.has('E') ? pattern : pattern.replace(/[(){}|+?]/g, '\\$&');
  const whole = options.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  try {
    const isThere = new RegExp(whole, options.has('i') ? 'i' : '').test(text);
    return isThere ? exit.found : exit.notFound;
  } catch {
    return exit.trouble;
  }
}

/** `sh -c 'one command'`, with what it writes thrown away. */
function shell(words: readonly string[], files: GuestFiles): number {
  const [flag, line] = words;
  if (flag !== '-c' || line === undefined) {
    return exit.trouble;
  }
  const [name, ...rest] = splitWords(line.replace(/\s*[12]?>\s*(\/dev\/null|&1)/g, '')) ?? [];
  const program = name === undefined ? undefined : commands[name.slice(name.lastIndexOf('/') + 1)];
  return program === undefined ? exit.noSuchCommand : program(rest, files);
}

const commands: Readonly<Record<string, Program>> = {
  grep,
  egrep: (words, files) => grep(['-E', ...words], files),
  true: () => 0,
  false: () => 1,
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

/** A program of the guest; undefined where there is no such file. */
export function findProgram(path: string): Program | undefined {
  return Object.hasOwn(byPath, path) ? byPath[path] : undefined;
}

/** Runs a program with the arguments as one line: on Linux they go through a shell (vsphere-facts.md 4.2). */
export function runProgram(program: Program, line: string, files: GuestFiles): number {
  const words = splitWords(line);
  return words === undefined ? exit.trouble : program(words, files);
}
