import type { Argv, CommandModule } from 'yargs';
import type { Context } from './run.ts';

/** Options that many commands have, by the topic that shows them, and the line that stands for them elsewhere. */
const folded = {
  connection: {
    section: /^Connection:\n(?:.+\n?)+/m,
    of: [] as string[],
    line: "Connection: --url, --username, --password-file, --trace …; 'vhv help connection' has them all\n",
  },
  run: {
    section: /^The run:\n(?:.+\n?)+/m,
    of: ['enable'],
    line: "The run: --canary, --limit, --max-failures, --journal …; 'vhv help run' has them all\n",
  },
} as const;

function topicOf(words: readonly string[]): (typeof folded)[keyof typeof folded] | undefined {
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

interface Args {
  readonly topic?: string[];
}

/** `vhv help connection`, and `vhv help vms` for those who type it that way round. */
export function helpCommand(
  { io, run }: Context,
  readHelp: (words: readonly string[]) => Promise<string>,
): CommandModule<object, Args> {
  return {
    command: 'help [topic..]',
    describe: "how a command is used; 'help connection': where to, as whom, and what to trust",
    builder: (yargs) =>
      yargs
        .positional('topic', {
          type: 'string',
          array: true,
          describe: 'a command, connection or run',
        })
        .example('$0 help connection', 'options that every command has')
        .example('$0 help run', 'how a run goes about its VMs')
        .example('$0 help hosts options', 'the same as vhv hosts options --help') as Argv<Args>,
    handler: async ({ topic = [] }) => {
      const common = topicOf(topic);
      if (common !== undefined) {
        io.out(common.section.exec(await readHelp(common.of))?.[0] ?? '');
      } else {
        await run([...topic, '--help'], io);
      }
    },
  };
}
