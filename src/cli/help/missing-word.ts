/** The help of a command, as it is shown but unbroken: a line of its own for each option and example. */
export type ReadHelp = (words: readonly string[]) => Promise<string>;

function sectionOf(help: string, heading: string): string[] {
  const [, text = ''] = help.split(`\n${heading}:\n`);
  const [section = ''] = text.split('\n\n');
  return section.split('\n').map((line) => line.trim());
}

/** Lines are in columns, with two blanks or more in between. */
function columnsOf(line = ''): string[] {
  return line.split(/\s{2,}/);
}

function forExample(help: string): string {
  const [example = ''] = columnsOf(sectionOf(help, 'Examples').find((line) => line !== ''));
  return example === '' ? '' : `; for example: ${example}`;
}

/**
 * `'vhv apply' needs a FILE (what 'vhv plan --out' has written); for example: vhv apply lab.plan`
 *
 * @param words the command
 * @param found how many of its words are there
 */
export async function explainMissingWord(
  words: readonly string[],
  found: number,
  readHelp: ReadHelp,
): Promise<string> {
  const help = await readHelp(words);
  const [usage = ''] = help.split('\n', 1);
  const name = [...usage.matchAll(/<([\w-]+)>/g)].map(([, one = '']) => one)[found];
  if (words.length === 0 || name === undefined) {
    return `a word is missing: ${usage}`;
  }
  const command = usage.slice(0, usage.search(/ [<[]/));
  const actions = sectionOf(help, 'Commands').flatMap((line) => {
    const [, action] = line.slice(command.length).match(/^ ([\w-]+)/) ?? [];
    return line.startsWith(command) && action !== undefined ? [action] : [];
  });
  const described = sectionOf(help, 'Positionals').find((line) => line.startsWith(`${name} `));
  const [, text = ''] = columnsOf(described);
  const what = actions.length > 0 ? actions.join(', ') : text;
  const about = what === '' || what.startsWith('[') ? '' : ` (${what})`;
  const article = /^[aeiou]/.test(name) ? 'an' : 'a';
  return `'${command}' needs ${article} ${name.toUpperCase()}${about}${forExample(help)}`;
}

/** `this command needs --set; for example: vhv hosts options set esx1 --set …` */
export async function explainMissingFlags(
  flags: readonly string[],
  words: readonly string[],
  readHelp: ReadHelp,
): Promise<string> {
  const needed = flags.map((name) => `--${name}`).join(' and ');
  return `this command needs ${needed}${forExample(await readHelp(words))}`;
}

/** `--power-cycle needs a value: never, soft or hard`, or what the help says of it: `--limit needs a value (no more VMs than these)`. */
export async function explainMissingValue(
  option: string,
  words: readonly string[],
  readHelp: ReadHelp,
): Promise<string> {
  const help = await readHelp(words);
  const name = option.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  const found = help.split('\n').flatMap((line) => {
    const [, short, long, text = ''] = /^ +(?:-(\w), )?--([\w-]+) {2,}(.*)/.exec(line) ?? [];
    return long !== undefined && (long === name || short === name) ? [{ long, text }] : [];
  });
  const { long = name, text = '' } = found[0] ?? {};
  const choices = /\[choices: (.*?)\]/.exec(text)?.[1]?.replaceAll('"', '');
  const [about = ''] = columnsOf(text);
  const what = about === '' || about.startsWith('[') ? '' : ` (${about})`;
  return `--${long} needs a value${choices === undefined ? what : `: one of ${choices}`}`;
}
