import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Desired } from '../../src/nested/plan/change.ts';
import { type PlanFleetOptions, planFleet } from '../../src/nested/plan/plan-fleet.ts';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import type { VmData } from '../../src/simulator/index.ts';
import { furtherRefs } from '../../src/simulator/model/service.ts';
import { powerOnByDrs, TaskWatcher } from '../../src/vsphere/index.ts';
import { fateOf } from '../contract/target.ts';
import { Lab, on, type RuleTests } from './lab.ts';

const upgraded = {
  unaware: ['HARDWARE_UPGRADE_SCHEDULED'],
  aware: ['HARDWARE_UPGRADE'],
  outcome: 'changed',
  version: 'vmx-19',
  power: 'poweredOn',
};

/** A plan of the lab's one VM, with what is around it. */
async function planWith(
  { session }: Lab,
  desired: Desired,
  options: PlanFleetOptions,
): Promise<VmPlan> {
  const everything = { selectors: [], within: [], where: [] };
  const [plan] = await planFleet(session, everything, desired, options);
  if (plan === undefined) {
    throw new Error('the VM was not found');
  }
  return plan;
}

/** Rules that a shutdown, an open question, a guest or a licence meets. */
export const powerTests = {
  manualDrs: {
    async run(rules) {
      const cluster = { name: 'C', drs: 'manual', hosts: [{ name: 'esx' }] } as const;
      const datacenter = { name: 'DC', clusters: [cluster], vms: [{ name: 'vm', host: 'esx' }] };
      const lab = await Lab.start(rules, {}, { inventory: { datacenters: [datacenter] } });
      const moRef = lab.simulator.model.root.children[0]?.moRef;
      if (moRef === undefined) {
        throw new Error('the lab has no datacenter');
      }
      const parameters = { vm: [lab.vm] };
      const fault = await lab.fateOfTask(() =>
        lab.session.call('PowerOnMultiVM_Task', moRef, parameters),
      );
      return { fault, power: await lab.read('runtime.powerState') };
    },
    // The task is a success, and the VM stays off: only its own power state says so.
    concludes: { recommends: { fault: 'accepted', power: 'poweredOff' } },
  },
  attemptedTask: {
    async run(rules) {
      const cluster = { name: 'C', hosts: [{ name: 'esx' }] };
      const datacenter = { name: 'DC', clusters: [cluster], vms: [{ name: 'vm', host: 'esx' }] };
      const lab = await Lab.start(rules, {}, { inventory: { datacenters: [datacenter] } });
      const [moRef = lab.vm] = lab.simulator.model.root.children.map((child) => child.moRef);
      await using tasks = new TaskWatcher(lab.session);
      const isOver = await powerOnByDrs(lab.session, tasks.run, moRef, lab.vm);
      const power = await lab.read('runtime.powerState');
      while ((await lab.read('runtime.powerState')) !== 'poweredOn') {
        await sleep(10);
      }
      return { isOver, power };
    },
    concludes: {
      named: { isOver: true, power: 'poweredOn' },
      unnamed: { isOver: false, power: expect.stringMatching(/^powered/) },
      unnamedAndLater: { isOver: false, power: 'poweredOff' },
    },
  },
  shutdownWithoutTools: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { power: 'poweredOn', tools: 'notRunning' } });
      const fault = await fateOf(lab.session.call('ShutdownGuest', lab.vm, {}));
      return { fault, power: await lab.read('runtime.powerState') };
    },
    concludes: { ToolsUnavailable: { fault: 'ToolsUnavailable', power: 'poweredOn' } },
  },
  guestOperationsNeedTools: {
    async run(rules) {
      const ask = async (vm: Partial<VmData>, password = 'guest') => {
        const lab = await Lab.start(rules, { vm });
        const { guestProcess } = furtherRefs.vcenter;
        const auth = {
          _type: 'NamePasswordAuthentication',
          interactiveSession: false,
          username: 'root',
          password,
        };
        const parameters = { vm: lab.vm, auth };
        return await fateOf(lab.session.call('ListProcessesInGuest', guestProcess, parameters));
      };
      const running = { power: 'poweredOn', tools: 'running' } as const;
      return [
        await ask(running),
        await ask({ power: 'poweredOff' }),
        await ask({ ...running, tools: 'notRunning' }),
        await ask(running, 'wrong'),
      ];
    },
    concludes: {
      fault: ['accepted', 'InvalidPowerState', 'GuestOperationsUnavailable', 'InvalidGuestLogin'],
    },
  },
  pendingQuestion: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { power: 'poweredOn', question: 'outOfSpace' } });
      return lab.change({ extraConfig: { a: '1' } });
    },
    concludes: { QuestionPending: { outcome: 'failed', code: 'FAULT', fault: 'QuestionPending' } },
  },
  scheduledUpgrade: {
    async run(rules) {
      const lab = await Lab.start(rules, {
        vm: {
          power: 'poweredOn',
          tools: 'running',
          hardware: 'vmx-13',
          settings: {
            scheduledHardwareUpgradeInfo: {
              upgradePolicy: 'onSoftPowerOff',
              versionKey: 'vmx-19',
              scheduledHardwareUpgradeStatus: 'pending',
            },
          },
        },
      });
      const plan = (options: PlanFleetOptions) => planWith(lab, on, options);
      const unaware = await plan({ powerCycle: 'soft' });
      const aware = await plan({ powerCycle: 'soft', upgradeHardware: 'vmx-19' });
      return {
        unaware: unaware.findings.map(({ code }) => code),
        aware: aware.findings.map(({ code }) => code),
        ...(await lab.apply(aware)),
        version: await lab.read('config.version'),
        power: await lab.read('runtime.powerState'),
      };
    },
    concludes: { atOnce: upgraded, taskAfterwards: upgraded },
  },
  readOnlyLicence: {
    async run(rules) {
      const licence = { edition: 'free' } as const;
      const lab = await Lab.start(rules, { host: { licence } }, { kind: 'esx' });
      return { ...(await lab.change(on)), powerOn: await lab.powerOn() };
    },
    concludes: {
      RestrictedVersion: {
        outcome: 'failed',
        code: 'FAULT',
        fault: 'RestrictedVersion',
        powerOn: 'RestrictedVersion',
      },
    },
  },
} satisfies Partial<RuleTests>;
