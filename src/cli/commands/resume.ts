import { changesListing } from '../../report/rows/changes.ts';
import { recover } from '../changing/recover.ts';
import { changeOptions } from '../changing/run-options.ts';
import { findOpenJournal } from '../changing/state.ts';
import { UsageError } from '../usage-error.ts';
import { defineCommand } from './define-command.ts';

/** `resume`: what a run has left, to its end. */
export const resumeCommand = defineCommand({
  command: 'resume [file]',
  describe: 'finish what a run has left behind',
  listing: changesListing,
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        describe: 'its journal; without it, the only one that is open',
      })
      .options(changeOptions)
      .option('break-locks', {
        type: 'boolean',
        describe:
          'Break the locks of other runs on these VMs, if nobody can see whether those runs live, and name them. The last resort: first make sure that they have ended',
      })
      .example('$0 resume', 'go on where a run was stopped')
      .example('$0 resume run.jsonl --dry-run', 'what is left of it'),
  handler: async (context, args) => {
    if (args.journal !== undefined) {
      throw new UsageError('resume goes on with the journal that it reads: leave --journal out');
    }
    const path = args.file ?? (await findOpenJournal(context.io));
    await recover(context, args, path, 'resume');
  },
});
