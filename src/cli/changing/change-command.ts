import type { Desired } from '../../nested/plan/change.ts';
import { translate } from '../../nested/plan/extra-config.ts';
import { profiles } from '../../nested/plan/profiles.ts';
import type { PlanOptions } from '../../nested/plan/vm-plan.ts';
import { describeProfile } from '../../report/plans.ts';
import type { ConnectionArgs, SelectionArgs } from '../arguments/options.ts';
import { readWriteSelection } from '../arguments/selection.ts';
import type { Context } from '../context.ts';
import { withEndpoints } from '../endpoints/with-endpoints.ts';
import { type CarryOutArgs, carryOut } from './carry-out.ts';
import { planAll } from './plan-all.ts';
import { prepareRun } from './run-options.ts';

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
  // A wrong key or value is refused before the first login.
  translate(wanted);
  const options = await prepareRun(context, args);
  await withEndpoints(context, args, selection.selectors, async (endpoints) => {
    const readAt = new Date();
    const { plans, limits } = await planAll(
      io,
      endpoints,
      selection,
      { desired: wanted },
      planOptions,
    );
    const { profile } = planOptions;
    if (profile !== undefined && !args.quiet) {
      io.err(describeProfile(profile, profiles[profile]));
    }
    await carryOut(context, args, { command, endpoints, plans, readAt, options, limits });
  });
}
