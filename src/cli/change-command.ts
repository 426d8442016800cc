import { type Desired, type PlanOptions, profiles, translate } from '../index.ts';
import { describeProfile } from '../report/plans.ts';
import { type CarryOutArgs, carryOut } from './changing/carry-out.ts';
import { planAll } from './changing/plan-all.ts';
import { prepareRun } from './changing/run-options.ts';
import { type Endpoints, withEndpoints } from './endpoints/with-endpoints.ts';
import type { ConnectionArgs, SelectionArgs } from './options.ts';
import type { Context } from './run.ts';
import { say } from './say.ts';
import { readWriteSelection } from './selection.ts';

export type ChangeArgs = ConnectionArgs & SelectionArgs & CarryOutArgs;

/** Plan, show, ask, apply, read back: what every command that changes VMs does. */
export async function runChange(
  context: Context,
  args: ChangeArgs,
  command: string,
  wanted: Desired,
  planOptions: PlanOptions = {},
): Promise<void> {
  const { io } = context;
  const selection = await readWriteSelection(context, args);
  const { desired, flagTranslated } = translate(wanted);
  const options = await prepareRun(context, args);
  if (flagTranslated) {
    say(
      io,
      args,
      'vhv.enable is sent as nestedHVEnabled: as an advanced option the server would drop it without a word',
    );
  }
  const planAndCarryOut = async (endpoints: Endpoints): Promise<void> => {
    const readAt = new Date();
    const plans = await planAll(io, endpoints, selection, { desired }, planOptions);
    const { profile } = planOptions;
    if (profile !== undefined && !args.quiet) {
      io.err(describeProfile(profile, profiles[profile]));
    }
    await carryOut(context, args, { command, endpoints, plans, readAt, options });
  };
  await withEndpoints(context, args, planAndCarryOut, selection.selectors);
}
