import { NotFoundError } from '../../errors.ts';
import { didYouMean } from '../../nearest.ts';
import { explain } from '../connection/explain.ts';
import {
  MissingValueError,
  MissingWordsError,
  UnknownWordsError,
  UsageError,
} from '../usage-error.ts';
import {
  explainMissingFlags,
  explainMissingValue,
  explainMissingWord,
  type ReadHelp,
} from './missing-word.ts';

/** The words that may stand at the end of a command line, `['vms', '']` or `['vms', '--']`. */
type Complete = (words: readonly string[]) => Promise<readonly string[]>;

/** What the command line knows of itself. */
export interface Asked {
  readonly complete: Complete;
  readonly readHelp: ReadHelp;
}

/** Makes an error of what yargs says. Its texts are English here whatever the locale: see main.ts. */
export function readFailure(message: string): UsageError {
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(message);
  if (unknown?.[1] !== undefined) {
    return new UnknownWordsError(unknown[1].split(', '));
  }
  const value = /Argument: (\S+), Given: "?(.*?)"?, Choices: (.*)/.exec(message);
  if (value !== null) {
    const [, name = '', given = '', list = ''] = value;
    if (given === '') {
      return new MissingValueError(name);
    }
    const choices = list.split(', ').map((choice) => choice.replaceAll('"', ''));
    return new UsageError(
      `${name} '${given}' is none of ${choices.join(', ')}${didYouMean(given, choices)}`,
    );
  }
  const empty = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  if (empty !== undefined) {
    return new MissingValueError(empty);
  }
  const missing = /^Missing required arguments?: (.*)$/.exec(message);
  if (missing?.[1] !== undefined) {
    return new MissingWordsError(missing[1].split(', '), 0);
  }
  const found = /^Not enough non-option arguments: got (\d+)/.exec(message)?.[1];
  return found === undefined ? new UsageError(message) : new MissingWordsError([], Number(found));
}

function flagOf(name: string, argv: readonly string[]): string | undefined {
  return [`--${name}`, `-${name}`].find((flag) =>
    argv.some((word) => word === flag || word.startsWith(`${flag}=`)),
  );
}

/** Words before the first flag: the command, and what it is about. */
function wordsBefore(argv: readonly string[], word?: string): string[] {
  const end = argv.findIndex((one) => one === word || one.startsWith('-'));
  return end < 0 ? [...argv] : argv.slice(0, end);
}

/** `unknown command 'enabel'; did you mean 'enable'?` */
async function explainUnknown(
  { words }: UnknownWordsError,
  argv: readonly string[],
  { complete, readHelp }: Asked,
): Promise<string> {
  const flags = words.filter((word) => flagOf(word, argv) !== undefined);
  const [first] = flags;
  if (first !== undefined) {
    const flag = flagOf(first, argv) ?? first;
    const known = await complete([...wordsBefore(argv), '--']);
    return `unknown option '${flag}'${didYouMean(`--${first}`, known)}`;
  }
  const [word = ''] = words;
  // What yargs makes of `-e=`.
  const [, empty] = /^-\w*(\w)=$/.exec(argv.find((one) => /^-\w+=$/.test(one)) ?? '') ?? [];
  if (word === '=' && empty !== undefined) {
    return explainMissingValue(empty, wordsBefore(argv), readHelp);
  }
  const before = wordsBefore(argv, word);
  const known = await complete([...before, '']);
  const isCommand = before.length === 0 || known.some((one) => !one.startsWith('-'));
  return isCommand
    ? `unknown command '${[...before, word].join(' ')}'${didYouMean(word, known)}`
    : `'${before.join(' ')}' takes no '${word}'`;
}

/** Where a command needs an action, and the word there is none: `vhv hosts options lst`. */
async function explainUsage(
  error: UsageError,
  argv: readonly string[],
  complete: Complete,
): Promise<string> {
  const words = wordsBefore(argv);
  const word = words.pop();
  if (!error.message.startsWith('name a') || word === undefined) {
    return error.message;
  }
  const known = await complete([...words, '']);
  return known.includes(word)
    ? error.message
    : `unknown command '${[...words, word].join(' ')}'${didYouMean(word, known)}`;
}

/** A selector that nothing has may have been meant for a command: `vhv hosts optoins ls`. */
async function explainNotFound(
  error: NotFoundError,
  argv: readonly string[],
  complete: Complete,
): Promise<string> {
  const [command, word] = wordsBefore(argv);
  if (command === undefined || word === undefined || !error.selector.startsWith(word)) {
    return error.message;
  }
  const known = await complete([command, '']);
  const meant = didYouMean(word, known).replace('; d', ' D');
  return `${error.message}${meant}`;
}

function explainMissing(
  { flags, found }: MissingWordsError,
  argv: readonly string[],
  readHelp: ReadHelp,
): Promise<string> {
  const words = wordsBefore(argv);
  return flags.length > 0
    ? explainMissingFlags(flags, words, readHelp)
    : explainMissingWord(words.slice(0, words.length - found), found, readHelp);
}

/** What to tell of an error, with what may have been meant. */
export async function explainFailure(
  error: unknown,
  argv: readonly string[],
  { complete, readHelp }: Asked,
): Promise<string> {
  if (error instanceof MissingWordsError) {
    return explainMissing(error, argv, readHelp);
  }
  if (error instanceof MissingValueError) {
    return explainMissingValue(error.option, wordsBefore(argv), readHelp);
  }
  if (error instanceof UnknownWordsError) {
    return explainUnknown(error, argv, { complete, readHelp });
  }
  if (error instanceof UsageError) {
    return explainUsage(error, argv, complete);
  }
  if (error instanceof NotFoundError) {
    return explainNotFound(error, argv, complete);
  }
  return explain(error);
}
