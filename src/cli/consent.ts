import { ask } from './ask.ts';
import type { ConsentArgs } from './options.ts';
import type { Context } from './run.ts';
import { UsageError } from './usage-error.ts';

/** Refuses beforehand what could not be asked for later: without a terminal, a write needs `--yes`. */
export function requireAskable({ io, dash }: Context, args: ConsentArgs): void {
  if (!args.yes && !args['dry-run'] && (dash || !io.interactive)) {
    throw new UsageError('nobody can be asked here: say --yes to change, or --dry-run to look');
  }
}

/**
 * Asks on the terminal; true only for a `y` or `yes`.
 *
 * @throws InterruptedError
 */
export async function confirm(
  { io }: Context,
  args: ConsentArgs,
  question: string,
): Promise<boolean> {
  return args.yes || /^y(es)?$/i.test((await ask(io, `${question} [y/N] `)).trim());
}
