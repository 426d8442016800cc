import type { Argv, CommandModule } from 'yargs';
import { type PlanArgs, planOptions, readPlanOptions } from '../arguments/plan-options.ts';
import { newJournalPath } from '../changing/journal-folder.ts';
import { type RecoverArgs, recover } from '../changing/recover.ts';
import { changeOptions } from '../changing/run-options.ts';
import type { Context } from '../context.ts';

type Args = RecoverArgs & PlanArgs & { file: string };

/** `rollback`: every VM of a run as it was before. */
export function rollbackCommand(context: Context): CommandModule<object, Args> {
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
        ) as Argv<Args>,
    handler: async (args) => {
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
