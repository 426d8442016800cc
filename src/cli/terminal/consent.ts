import type { VmPlan } from '../../index.ts';
import type { ConsentArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../usage-error.ts';
import { ask } from './ask.ts';
import { complain } from './say.ts';

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
 * As `confirm`, for plans. Where more than ten VMs would go off, their number has to be typed.
 *
 * @throws InterruptedError
 */
export async function confirmPlans(
  context: Context,
  args: Pick<ConsentArgs, 'yes'>,
  plans: readonly Pick<VmPlan, 'steps'>[],
): Promise<boolean> {
  const cycles = plans.filter(({ steps }) => steps.powerCycle !== undefined).length;
  const vms = `${plans.length} ${plans.length === 1 ? 'VM' : 'VMs'}`;
  if (args.yes || cycles <= manyCycles) {
    const which = cycles === plans.length ? 'which' : `${cycles} of which`;
    const off = cycles === 0 ? '' : `, ${which} will be shut down and started again`;
    return confirm(context, args, `Change ${vms}${off}?`);
  }
  const question = `Change ${vms}. ${cycles} will be shut down and started again: type ${cycles} to go on: `;
  const answer = (await ask(context.io, question)).trim();
  if (answer !== String(cycles)) {
    complain(context.io, `'${answer}' is not ${cycles}`);
  }
  return answer === String(cycles);
}
