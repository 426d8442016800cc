import type { Argv, CommandModule } from 'yargs';
import type { OptionTable } from '../arguments/argv.ts';
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

/** Makes a command of its definition. No option of it that takes a value may be left without one. */
export function defineCommand<Own>(definition: Definition<Own>): Command {
  const builder = (yargs: Argv<object>): Argv<Own> => requireValues(definition.builder(yargs));
  // yargs' types do not know the options that every command has: this is the one place that says so.
  return { ...definition, builder } as unknown as Command;
}

/** Without it, yargs takes an option at the end of the line, or before another option, for one that was not given. */
function requireValues<Args>(yargs: Argv<Args>): Argv<Args> {
  // Public in yargs, and missing in its types.
  const { getOptions } = yargs as unknown as { readonly getOptions: () => OptionTable };
  const { key, boolean } = getOptions.call(yargs);
  const named = Object.keys(key).filter((name) => !boolean.includes(name));
  return yargs.requiresArg(named);
}
