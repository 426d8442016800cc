import type { Argv, CommandModule } from 'yargs';
import type { AnyListing } from '../../report/listing.ts';
import type { OptionTable } from '../arguments/argv.ts';
import type { ConnectionArgs, OutputArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';

/** A command: its place, and all that help, docs and completion are made from. */
export interface Command {
  /** Its words after `vhv`: `['hosts', 'options', 'ls']`. */
  readonly path: readonly string[];
  /** The rows that it prints; undefined if it prints none. */
  readonly listing: AnyListing | undefined;
  /** It does nothing by itself: other commands have their place below it. */
  readonly isGroup: boolean;
  /**
   * As yargs takes it.
   *
   * @param below the commands whose words begin with those of this one
   */
  readonly toModule: (context: Context, below: readonly Command[]) => CommandModule<object, never>;
}

interface Definition<Own> {
  /** Its place, and the words that follow: `hosts options ls [selector..]`. */
  readonly command: string;
  readonly describe: string;
  readonly listing?: AnyListing;
  /** Adds what this command takes beside the options that all have. */
  readonly builder: (yargs: Argv<object>) => Argv<Own>;
  readonly handler: (
    context: Context,
    args: Own & ConnectionArgs & OutputArgs,
  ) => void | Promise<void>;
}

/** Makes a command. An option that takes a value is refused without one. */
export function defineCommand<Own>(definition: Definition<Own>): Command {
  return toCommand(definition, false);
}

/** Makes a place for other commands that does nothing by itself: `hosts options`. */
export function defineGroup(place: string, describe: string): Command {
  const command = `${place} <action>`;
  return toCommand(
    { command, describe, builder: (yargs) => yargs, handler: () => undefined },
    true,
  );
}

function toCommand<Own>(
  { command, describe, listing, builder, handler }: Definition<Own>,
  isGroup: boolean,
): Command {
  const words = command.split(' ');
  const path = words.filter((word) => /^[a-z]/.test(word));
  return {
    path,
    listing,
    isGroup,
    toModule: (context, below) => ({
      command: words.slice(path.length - 1).join(' '),
      describe,
      builder: (yargs) => {
        const built = requireValues(addCommands(builder(yargs), context, below, path.length));
        const needed = `name an action: ${alternatives(below)}`;
        // yargs' types do not know the options that every command has.
        return (isGroup ? built.demandCommand(1, needed) : built) as never;
      },
      handler: (args) => handler(context, args),
    }),
  };
}

/** `ls, get or set` */
function alternatives(commands: readonly Command[]): string {
  const words = commands.map(({ path }) => path.at(-1));
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/**
 * Adds commands to yargs, each below the one whose words its own begin with.
 *
 * @param depth how many words those have that stand here already
 */
export function addCommands<Args>(
  yargs: Argv<Args>,
  context: Context,
  commands: readonly Command[],
  depth = 0,
): Argv<Args> {
  const isBelow = (path: readonly string[], { path: other }: Command): boolean =>
    other.length > path.length && path.every((word, at) => word === other[at]);
  return commands
    .filter(({ path }) => path.length === depth + 1)
    .reduce((argv, { path, toModule }) => {
      const below = commands.filter((one) => isBelow(path, one));
      return argv.command(toModule(context, below));
    }, yargs);
}

/** Without it, yargs takes an option at the end of the line, or before another option, for one that was not given. */
function requireValues<Args>(yargs: Argv<Args>): Argv<Args> {
  // Public in yargs, and missing in its types.
  const { getOptions } = yargs as unknown as { readonly getOptions: () => OptionTable };
  const { key, boolean } = getOptions.call(yargs);
  const named = Object.keys(key).filter((name) => !boolean.includes(name));
  return yargs.requiresArg(named);
}
