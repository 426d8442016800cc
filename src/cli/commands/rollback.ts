import { changesListing } from '../../report/rows/changes.ts';
import { planOptions, readPlanOptions } from '../arguments/plan-options.ts';
import { recover } from '../changing/recover.ts';
import { changeOptions } from '../changing/run-options.ts';
import { defineCommand } from './define-command.ts';

/** `rollback`: every VM of a run as it was before. */
export const rollbackCommand = defineCommand({
  command: 'rollback <file>',
  describe: 'undo a run: exact old values, removed keys and power states',
  listing: changesListing,
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'the journal of the run',
      })
      .options(planOptions)
      .options(changeOptions)
      .example('$0 rollback run.jsonl --dry-run', 'what would be undone')
      .example(
        '$0 rollback run.jsonl --power-cycle soft --yes',
        'VMs that run have to be shut down for it',
      ),
  handler: async (context, args) => {
    await recover(context, args, args.file, 'rollback', readPlanOptions(args));
  },
});
