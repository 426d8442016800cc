import type { AskedEffect } from '../../report/change-question.ts';
import type { ConsentArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../usage-error.ts';
import { ask } from './ask.ts';
import { printNote, printWarning, type Quietable } from './notes.ts';

/** From how many power cycles on a `y` is too easily said. */
const manyCycles = 10;

/**
 * Refuses beforehand what could not be asked for later: without a terminal, a write needs `--yes`.
 *
 * @param toLook how the command is told to change nothing
 */
export function requireAskable(
  { io, dash }: Context,
  args: Pick<ConsentArgs, 'yes'> & Partial<ConsentArgs>,
  toLook = '--dry-run to look',
): void {
  if (!args.yes && args['dry-run'] !== true && (dash || !io.interactive)) {
    const reason = io.interactive ? 'stdin holds the selectors' : 'this is no terminal';
    throw new UsageError(
      `nobody can be asked here, as ${reason}: say --yes to change, or ${toLook}`,
    );
  }
}

/**
 * Asks on the terminal whether to go on; true only for a `y` or `yes`.
 *
 * @throws InterruptedError
 */
export async function confirm(
  { io }: Context,
  args: Pick<ConsentArgs, 'yes'>,
  question: string,
): Promise<boolean> {
  return args.yes || /^y(es)?$/i.test((await ask(io, `${question} [y/N] `)).trim());
}

/**
 * As `confirm`, for a run that changes VMs. A person who has to agree to more than ten power cycles types their number. With `--yes` the
 * same is stated and nobody is asked.
 *
 * @throws InterruptedError
 */
export async function confirmRun(
  context: Context,
  args: Pick<ConsentArgs, 'yes'> & Quietable,
  { question, statement, powerCycles }: AskedEffect,
): Promise<boolean> {
  if (args.yes) {
    printNote(context.io, args, statement);
    return true;
  }
  if (powerCycles <= manyCycles) {
    return confirm(context, args, question);
  }
  const answer = (await ask(context.io, `${question} Type ${powerCycles} to go on: `)).trim();
  if (answer !== String(powerCycles)) {
    printWarning(context.io, `'${answer}' is not ${powerCycles}`);
  }
  return answer === String(powerCycles);
}
