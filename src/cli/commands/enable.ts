import { withProfile } from '../../nested/plan/profiles.ts';
import { changesListing } from '../../report/rows/changes.ts';
import { maxDownOption } from '../arguments/down-limits.ts';
import { excludeOption, withSelection } from '../arguments/options.ts';
import { readPairs } from '../arguments/pairs.ts';
import { enableOptions, planOptions, readPlanOptions } from '../arguments/plan-options.ts';
import { runChange } from '../changing/change-command.ts';
import { changeOptions } from '../changing/run-options.ts';
import { type Command, defineCommand } from './define-command.ts';

export const enableCommand = turn(true);
export const disableCommand = turn(false);

/** One command but for the value. */
function turn(nestedHVEnabled: boolean): Command {
  const name = nestedHVEnabled ? 'enable' : 'disable';
  return defineCommand({
    command: `${name} [selector..]`,
    describe: `turn nested virtualization ${nestedHVEnabled ? 'on' : 'off'}: plan, ask, change, read back`,
    listing: changesListing,
    builder: (yargs) =>
      withSelection(yargs)
        .options(excludeOption)
        .options(changeOptions)
        .options(maxDownOption)
        .options(planOptions)
        .options(nestedHVEnabled ? enableOptions : {})
        .option('set', {
          alias: 'e',
          type: 'string',
          array: true,
          group: 'Change:',
          describe: 'key=value, an advanced option to set as well; key= removes it',
        })
        .option('unset', {
          type: 'string',
          array: true,
          group: 'Change:',
          describe: 'key of an advanced option to remove',
        })
        .example(`$0 ${name} web01 --dry-run`, 'what would change')
        .example(`$0 ${name} '/DC0/vm/lab/*' --yes`, 'everything in a folder')
        .example(`govc find -type m | $0 ${name} - --yes`, 'whatever stdin names'),
    handler: async (context, args) => {
      const desired = { nestedHVEnabled, extraConfig: readPairs(args.set, args.unset) };
      const options = readPlanOptions(args);
      const { profile } = options;
      const wanted = profile === undefined ? desired : withProfile(desired, profile);
      await runChange(context, args, name, wanted, options);
    },
  });
}
