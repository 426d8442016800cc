/**
 * Every command with its own words, in the order of the help: `['hosts']`, `['hosts', 'options']`, `['hosts', 'options', 'ls']`. Read
 * from the help texts, so that it cannot differ from what a user is told.
 */
export async function commandWords(help, words = []) {
  const text = await help(words);
  const [, section = ''] = /^Commands:\n((?:.+\n?)+)/m.exec(text) ?? [];
  const found = [];
  for (const line of section.split('\n')) {
    const usage = /^ {2}vhv ((?:[a-z][\w-]* ?)+)/.exec(line)?.[1];
    const command = usage?.trim().split(' ') ?? [];
    // `help --help` is the help of the program itself.
    const isBelow =
      command.length > words.length && words.every((word, at) => command[at] === word);
    if (isBelow) {
      found.push(command, ...(await commandWords(help, command)));
    }
  }
  return found;
}
