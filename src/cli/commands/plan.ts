import { open } from 'node:fs/promises';
import { translate } from '../../nested/plan/extra-config.ts';
import { withProfile } from '../../nested/plan/profiles.ts';
import type { PlanOptions } from '../../nested/plan/vm-plan.ts';
import { formatPlanFile } from '../../nested/run/journal/plan-file.ts';
import { changesListing } from '../../report/rows/changes.ts';
import { maxDownOption } from '../arguments/down-limits.ts';
import { excludeOption, withSelection } from '../arguments/options.ts';
import { readPairs } from '../arguments/pairs.ts';
import { enableOptions, planOptions, readPlanOptions } from '../arguments/plan-options.ts';
import { readSelection } from '../arguments/selection.ts';
import { printPlans } from '../changing/carry-out.ts';
import { planAll, type Target } from '../changing/plan-all.ts';
import { withEndpoints } from '../endpoints/with-endpoints.ts';
import { fleetFileOption, readFleetFile } from '../files/fleet-file.ts';
import { cannotWrite, requireNewFile } from '../files/system-error.ts';
import { printNote } from '../terminal/notes.ts';
import { UsageError } from '../usage-error.ts';
import { defineCommand } from './define-command.ts';

/** What VMs should be like. */
interface TargetArgs {
  readonly to: string | undefined;
  readonly file: string | undefined;
  readonly set: string[] | undefined;
  readonly unset: string[] | undefined;
}

/** Writes a new file that only its owner may read: the values of advanced options may be secrets. */
async function writePlan(path: string, text: string): Promise<void> {
  try {
    await using file = await open(path, 'wx', 0o600);
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    throw cannotWrite(path, error, '--out');
  }
}

/** What is wanted of the VMs: what the flags say, or a fleet file and none of them. */
async function readTarget(args: TargetArgs, { profile }: PlanOptions): Promise<Target> {
  const extraConfig = readPairs(args.set, args.unset);
  if (args.file !== undefined) {
    if (args.to !== undefined || profile !== undefined || Object.keys(extraConfig).length > 0) {
      throw new UsageError(
        '--file says what VMs should be like: leave --to, --set, --unset and --profile out',
      );
    }
    return { fleet: await readFleetFile(args.file) };
  }
  const flag = args.to === 'as-is' ? {} : { nestedHVEnabled: args.to !== 'off' };
  const own = { ...flag, extraConfig };
  const desired = profile === undefined ? own : withProfile(own, profile);
  // A wrong key or value is refused before the first login.
  translate(desired);
  return { desired };
}

export const planCommand = defineCommand({
  command: 'plan [selector..]',
  describe: 'what would change, what must power-cycle, what is blocked and why',
  listing: changesListing,
  builder: (yargs) =>
    withSelection(yargs)
      .option('to', {
        choices: ['on', 'off', 'as-is'],
        describe: 'what nested virtualization is to be [on]; as-is: advanced options alone',
      })
      .option('set', { alias: 'e', type: 'string', array: true, describe: 'key=value' })
      .option('unset', { type: 'string', array: true, describe: 'key to remove' })
      .option('out', {
        alias: 'o',
        type: 'string',
        describe: "write the plan to this new file, for 'apply'",
      })
      .option('detailed-exitcode', {
        type: 'boolean',
        default: false,
        describe: 'exit 3 where something would change',
      })
      .options(fleetFileOption)
      .options(excludeOption)
      .options(maxDownOption)
      .options(planOptions)
      .options(enableOptions)
      .example("$0 plan '/DC0/vm/lab/*' --power-cycle soft --out lab.plan", 'plan now')
      .example('$0 apply lab.plan', 'and carry it out later')
      .example('$0 plan -f fleet.yaml --out fleet.plan', 'what a file says'),
  handler: async (context, args) => {
    const { io } = context;
    const selection = await readSelection(context, args);
    const options = readPlanOptions(args);
    const target = await readTarget(args, options);
    if (args.out !== undefined) {
      await requireNewFile(args.out, '--out');
    }
    await withEndpoints(context, args, selection.selectors, async (endpoints) => {
      const createdAt = new Date();
      const { plans, limits } = await planAll(io, endpoints, selection, target, options);
      if (args.out !== undefined) {
        await writePlan(args.out, formatPlanFile({ createdAt, plans, ...(limits && { limits }) }));
      }
      await printPlans(context, args, endpoints, plans, limits);
      if (args.out !== undefined) {
        printNote(io, args, `plan: ${args.out}; carry it out with: vhv apply ${args.out}`);
      }
    });
  },
});
