import { readSelf } from '../../nested/facts/read-self.ts';
import { readPlanFile } from '../../nested/run/journal/plan-file.ts';
import { refreshPlans } from '../../nested/run/recovery/stale-plan.ts';
import { changesListing } from '../../report/rows/changes.ts';
import { carryOut } from '../changing/carry-out.ts';
import { requireEndpoints } from '../changing/endpoints-of.ts';
import { changeOptions, prepareRun } from '../changing/run-options.ts';
import { withEndpoints } from '../endpoints/with-endpoints.ts';
import { cannotRead } from '../files/system-error.ts';
import { readTextFile } from '../files/text-file.ts';
import { printWarning } from '../terminal/notes.ts';
import { defineCommand } from './define-command.ts';

export const applyCommand = defineCommand({
  command: 'apply <file>',
  describe: 'carry out a saved plan; refused where the fleet has moved on',
  listing: changesListing,
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: "what 'vhv plan --out' has written",
      })
      .options(changeOptions)
      .example('$0 apply lab.plan', 'ask, and do it')
      .example('$0 apply lab.plan --yes --canary 2', 'two VMs first'),
  handler: async (context, args) => {
    const { plans: all, limits } = await readPlanFile(args.file, await readPlanText(args.file));
    const options = await prepareRun(context, args);
    await withEndpoints(context, args, [], async (endpoints) => {
      const readAt = new Date();
      const sessions = requireEndpoints(
        endpoints,
        all.filter(({ fate }) => fate === 'change').map(({ facts }) => facts.endpoint),
      );
      const plans = all.filter(({ facts }) =>
        sessions.some(({ endpoint }) => endpoint === facts.endpoint),
      );
      if (plans.length < all.length) {
        printWarning(
          context.io,
          `not looked at: ${all.length - plans.length} of the VMs of this plan, at servers that are not connected to`,
        );
      }
      const fresh = await refreshPlans(sessions, plans, {
        selfOf: readSelf,
        signal: context.io.stop,
      });
      await carryOut(context, args, {
        command: 'apply',
        endpoints,
        plans: fresh,
        readAt,
        options,
        limits,
      });
    });
  },
});

/** The text of a plan. An editor on Windows may have ended its lines otherwise; each line is checked after that. */
async function readPlanText(path: string): Promise<string> {
  try {
    return (await readTextFile(path)).replaceAll('\r\n', '\n');
  } catch (error) {
    throw cannotRead(path, error);
  }
}
