import { didYouMean } from '../../nearest.ts';
import { UsageError } from '../usage-error.ts';

/** Options that many commands have, by the topic that shows them, and the line that stands for them elsewhere. */
const folded = {
  connection: {
    section: /^Connection:\n(?:.+\n?)+/m,
    of: [] as string[],
    line: "Connection: --url, --username, --password-file …; 'vhv help connection' has all\n",
  },
  run: {
    section: /^The run:\n(?:.+\n?)+/m,
    of: ['enable'],
    line: "The run: --canary, --limit, --max-failures …; 'vhv help run' has them all\n",
  },
} as const;

/** The topic that these words name, where it is one that many commands share. */
export function topicOf(
  words: readonly string[],
): (typeof folded)[keyof typeof folded] | undefined {
  const name = words.join(' ');
  return Object.hasOwn(folded, name) ? folded[name as keyof typeof folded] : undefined;
}

/** Puts one line in the place of options that many commands have: a command's own come first, and are all that its help shows. */
export function foldCommon(help: string): string {
  return Object.values(folded).reduce(
    (text, { section, line }) => text.replace(section, line),
    help,
  );
}

/** yargs shows the help of as much of a command as it knows. @throws UsageError where that is not all of it */
export function requireTopic(topic: readonly string[], help: string): void {
  const [usage = ''] = help.split('\n', 1);
  // Of vhv itself the usage is `vhv <command>`, of others `vhv hosts options <action>`.
  const command = usage.split(' ').filter((word) => /^[a-z]/.test(word));
  const depth = command.length - 1;
  const wrong = topic[depth];
  if (wrong === undefined) {
    return;
  }
  const lines = help.split('\n').map((line) => line.trim().split(' '));
  const below = lines.filter((words) => command.every((word, index) => words[index] === word));
  const known = below.flatMap((words) => words[command.length] ?? []);
  const topics = depth === 0 ? [...known, ...Object.keys(folded)] : known;
  const there = topics.filter((word) => /^[a-z]/.test(word));
  throw new UsageError(
    `there is no help on '${topic.join(' ')}'${didYouMean(wrong, there) || listed(there)}`,
  );
}

function listed(topics: readonly string[]): string {
  return topics.length === 0 ? '' : `; there is help on ${topics.join(', ')}`;
}
