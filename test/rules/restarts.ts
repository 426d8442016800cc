import { setTimeout as sleep } from 'node:timers/promises';
import { refreshPlans } from '../../src/nested/run/recovery/stale-plan.ts';
import { register, unregister } from '../../src/simulator/registration.ts';
import { fateOf } from '../contract/target.ts';
import { Client } from '../simulator/client.ts';
import { Lab, on, type RuleTests } from './lab.ts';

const runs = { power: 'poweredOn', tools: 'running' } as const;

/** Rules that tell a VM that was started again from one that has run on. */
export const restartTests = {
  bootTime: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: runs });
      const client = await Client.login(lab.simulator);
      const seen: unknown[] = [await lab.read('runtime.bootTime')];
      for (const method of [
        'ResetVM_Task',
        'SuspendVM_Task',
        'PowerOnVM_Task',
        'PowerOffVM_Task',
        'PowerOnVM_Task',
      ]) {
        await client.task(method, lab.vm);
        seen.push(await lab.read('runtime.bootTime'));
      }
      await client.call('RebootGuest', lab.vm);
      seen.push(await lab.read('runtime.bootTime'));
      const times = [...new Set(seen)];
      return seen.map((one) => (one === undefined ? 'none' : times.indexOf(one)));
    },
    concludes: { ofPowerOn: [0, 0, 0, 0, 'none', 2, 2] },
  },
  changeVersionAtPower: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { ...runs, guestBoot: 10 } });
      const moved: string[] = [];
      let before = await lab.read('config.changeVersion');
      const note = async (what: string): Promise<void> => {
        const now = await lab.read('config.changeVersion');
        if (now !== before) {
          moved.push(what);
        }
        before = now;
      };
      await lab.fateOfTask(() => lab.session.call('PowerOffVM_Task', lab.vm, {}));
      await note('off');
      lab.model.state.guestBoot = 'never';
      await lab.powerOn();
      await note('on');
      lab.model.state.guestBoot = 10;
      await (await Client.login(lab.simulator)).task('ResetVM_Task', lab.vm);
      while ((await lab.read('guest.toolsRunningStatus')) !== 'guestToolsRunning') {
        await sleep(5);
      }
      await note('tools');
      return moved;
    },
    concludes: {
      powerOn: ['on'],
      powerOnAndOff: ['off', 'on'],
      powerAndTools: ['off', 'on', 'tools'],
      unmoved: [],
    },
  },
  newMoidAtRegistration: {
    async run(rules) {
      const lab = await Lab.start(rules);
      const plan = await lab.plan(on);
      unregister(lab.model, lab.simulator.model);
      register(lab.model, lab.simulator.model);
      const [now] = await refreshPlans([lab.session], [plan]).catch(() => []);
      return now?.facts.moRef.value === lab.vm.value ? 'found' : 'stale';
    },
    concludes: { keptInstanceUuid: 'found', newInstanceUuid: 'stale' },
  },
  guestRestart: {
    async run(rules) {
      const lab = await Lab.start(rules, {
        vm: { ...runs, guestShutdown: 'reboots', guestBoot: 'never' },
      });
      await lab.session.call('ShutdownGuest', lab.vm, {});
      return [await lab.read('runtime.powerState'), await lab.read('guest.toolsRunningStatus')];
    },
    concludes: { toolsStop: ['poweredOn', 'guestToolsNotRunning'] },
  },
  rebootPowerOff: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { ...runs, settings: { rebootPowerOff: true } } });
      await (await Client.login(lab.simulator)).call('RebootGuest', lab.vm);
      return lab.read('runtime.powerState');
    },
    concludes: { powersOff: 'poweredOff' },
  },
  guestWhileBusy: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: runs }, { taskMs: 60_000 });
      const client = await Client.login(lab.simulator);
      const parameters = '<name>of a backup</name><memory>false</memory><quiesce>false</quiesce>';
      await client.call('CreateSnapshot_Task', lab.vm, parameters);
      return fateOf(lab.session.call('ShutdownGuest', lab.vm, {}));
    },
    concludes: { accepted: 'accepted', TaskInProgress: 'TaskInProgress' },
  },
} satisfies Partial<RuleTests>;
