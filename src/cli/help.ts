import type { Argv, CommandModule } from 'yargs';
import type { Context } from './run.ts';

const section = /^Connection:\n(?:.+\n?)+/m;

/** Puts one line in the place of the options that every command has: a command's own come first, and are all that its help shows. */
export function foldConnection(help: string): string {
  return help.replace(
    section,
    "Connection: --url, --username, --password-file, --trace …; 'vhv help connection' has them all\n",
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
        .positional('topic', { type: 'string', array: true, describe: 'a command, or connection' })
        .example('$0 help connection', 'options that every command has')
        .example('$0 help hosts options', 'the same as vhv hosts options --help') as Argv<Args>,
    handler: async ({ topic = [] }) => {
      if (topic.join(' ') === 'connection') {
        io.out(section.exec(await readHelp([]))?.[0] ?? '');
      } else {
        await run([...topic, '--help'], io);
      }
    },
  };
}
