import type { Argv, CommandModule } from 'yargs';
import { findOpenJournal } from '../changing/journal-folder.ts';
import { type RecoverArgs, recover } from '../changing/recover.ts';
import { changeOptions } from '../changing/run-options.ts';
import { requireAskable } from '../consent.ts';
import type { Context } from '../run.ts';

type Args = RecoverArgs & { file?: string };

/** `resume`: what a run has left, to its end. */
export function resumeCommand(context: Context): CommandModule<object, Args> {
  return {
    command: 'resume [file]',
    describe: 'finish what a run has left behind',
    builder: (yargs) =>
      yargs
        .positional('file', {
          type: 'string',
          describe: 'its journal; without it, the only one that is open',
        })
        .options(changeOptions)
        .example('$0 resume', 'go on where a run was stopped')
        .example('$0 resume run.jsonl --dry-run', 'what is left of it') as Argv<Args>,
    handler: async (args) => {
      requireAskable(context, args);
      const path = args.file ?? (await findOpenJournal(context.io));
      await recover(context, args, {
        path,
        command: 'resume',
        journal: () => Promise.resolve({ path, isNew: false }),
      });
    },
  };
}
