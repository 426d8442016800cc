import type { Argv, CommandModule } from 'yargs';
import { findOpenJournal, newJournalPath } from '../changing/journal-folder.ts';
import { type RecoverArgs, recover } from '../changing/recover.ts';
import { changeOptions } from '../changing/run-options.ts';
import { requireAskable } from '../consent.ts';
import { type PlanArgs, planOptions, readPlanOptions } from '../plan-options.ts';
import type { Context } from '../run.ts';

type ResumeArgs = RecoverArgs & { file?: string };
type RollbackArgs = RecoverArgs & PlanArgs & { file: string };

/** `resume`: what a run has left, to its end. */
export function resumeCommand(context: Context): CommandModule<object, ResumeArgs> {
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
        .example('$0 resume run.jsonl --dry-run', 'what is left of it') as Argv<ResumeArgs>,
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

/** `rollback`: every VM of a run as it was before. */
export function rollbackCommand(context: Context): CommandModule<object, RollbackArgs> {
  return {
    command: 'rollback <file>',
    describe: 'undo a run: exact old values, removed keys and power states',
    builder: (yargs) =>
      yargs
        .positional('file', { type: 'string', describe: 'the journal of the run' })
        .options(planOptions)
        .options(changeOptions)
        .example('$0 rollback run.jsonl --dry-run', 'what would be undone')
        .example(
          '$0 rollback run.jsonl --power-cycle soft --yes',
          'VMs that run have to be shut down for it',
        ) as Argv<RollbackArgs>,
    handler: async (args) => {
      requireAskable(context, args);
      const options = readPlanOptions(args);
      await recover(context, args, {
        path: args.file,
        command: 'rollback',
        planOptions: options,
        journal: async () => ({
          path: args.journal ?? (await newJournalPath(context.io, 'rollback')),
          isNew: true,
          undone: args.file,
        }),
      });
    },
  };
}
