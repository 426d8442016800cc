import { requireTopic, topicOf } from '../help/topics.ts';
import { defineCommand } from './define-command.ts';

/** `vhv help connection`, and `vhv help vms` for those who type it that way round. */
export const helpCommand = defineCommand({
  command: 'help [topic..]',
  describe: "how a command is used; 'help connection': where to, as whom, and what to trust",
  builder: (yargs) =>
    yargs
      .positional('topic', {
        type: 'string',
        array: true,
        describe: 'a command, connection or run',
      })
      .example('$0 help connection', 'options that every command has')
      .example('$0 help run', 'how a run goes about its VMs')
      .example('$0 help hosts options', 'the same as vhv hosts options --help'),
  handler: async ({ io, run, readHelp }, { topic = [] }) => {
    const common = topicOf(topic);
    if (common !== undefined) {
      io.out(common.section.exec(await readHelp(common.of))?.[0] ?? '');
    } else {
      requireTopic(topic, await readHelp(topic));
      await run([...topic, '--help'], io);
    }
  },
});
