import type { Argv, CommandModule } from 'yargs';
import type { ConnectionArgs, OutputArgs } from '../arguments/options.ts';

/** A command as yargs takes it. */
export type Command = CommandModule<object, never>;

interface Definition<Own> {
  /** Its word, and those that follow it: `plan [selector..]`. */
  readonly command: string;
  readonly describe: string;
  /** Adds what this command takes beside the options that all have. */
  readonly builder: (yargs: Argv<object>) => Argv<Own>;
  readonly handler: (args: Own & ConnectionArgs & OutputArgs) => void | Promise<void>;
}

/** yargs' types do not know the options that every command has: this is the one place that says so. */
export function defineCommand<Own>(definition: Definition<Own>): Command {
  return definition as unknown as Command;
}
