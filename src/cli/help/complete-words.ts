import type { Argv } from 'yargs';

/** What the shells call to learn what may come next; yargs' own name for it. */
export const completionFlag = '--get-yargs-completions';

/**
 * Asks yargs what may come at the end of a command line, the last word being what is typed of it. Where SHELL says zsh or fish, yargs
 * puts descriptions behind the words, whichever shell has asked.
 */
export async function completeWords(yargs: Argv, line: readonly string[]): Promise<string[]> {
  const current = line.at(-1) ?? '';
  // yargs would take a lone -- for the end of all options.
  const typed = [...line.slice(0, -1), current === '--' ? '---' : current];
  let found = '';
  // Not getCompletion: below a command it never calls back.
  await yargs.parseAsync([completionFlag, 'vhv', ...typed], {}, (_error, _argv, output) => {
    found = output;
  });
  const words = found
    .split('\n')
    .map((word) => word.split(/[:\t]/)[0] ?? '')
    .filter((word) => word !== '' && word.startsWith(current) && !/^--?.$/.test(word));
  const plain = words.filter((word) => !word.startsWith('-'));
  return plain.length > 0 ? plain : words;
}
