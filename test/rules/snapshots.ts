import { Client } from '../simulator/client.ts';
import { Lab, on, type RuleTests } from './lab.ts';

/** Somebody else, who takes snapshots of the lab's VM and goes back to them: our client does neither. */
async function snapshooter(lab: Lab) {
  const client = await Client.login(lab.simulator);
  return {
    take: (quiesce: boolean) =>
      client.task(
        'CreateSnapshot_Task',
        lab.vm,
        `<name>one</name><memory>false</memory><quiesce>${quiesce}</quiesce>`,
      ),
    revert: () => client.task('RevertToCurrentSnapshot_Task', lab.vm),
  };
}

/** Rules of snapshots. */
export const snapshotTests = {
  snapshotRevert: {
    async run(rules) {
      const lab = await Lab.start(rules);
      const { take, revert } = await snapshooter(lab);
      await take(false);
      const { outcome } = await lab.change(on);
      await revert();
      return { outcome, isOn: await lab.read('config.nestedHVEnabled') };
    },
    concludes: { restored: { outcome: 'changed', isOn: false } },
  },
  quiescedSnapshot: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { power: 'poweredOn', tools: 'notRunning' } });
      const { take } = await snapshooter(lab);
      return (await take(true)).error.fault._type;
    },
    concludes: {
      FilesystemQuiesceFault: 'FilesystemQuiesceFault',
      ToolsUnavailable: 'ToolsUnavailable',
    },
  },
} satisfies Partial<RuleTests>;
