import type { VmData } from '../../src/simulator/index.ts';
import { furtherRefs } from '../../src/simulator/model/service.ts';
import { fateOf } from '../contract/target.ts';
import { Lab, on, type RuleTests } from './lab.ts';

interface Question {
  readonly id: string;
  readonly text: string;
}

/** Powers a VM on, answers no to what it may ask, and tells how that ended. */
async function powerOnRefusing(lab: Lab): Promise<Record<string, unknown>> {
  const ended = lab.powerOn();
  let isOver = false;
  const over = ended.then(() => {
    isOver = true;
  });
  let asked: string | undefined;
  while (!isOver && asked === undefined) {
    const question = (await lab.read('runtime.question')) as Question | undefined;
    if (question !== undefined) {
      asked = question.text.split(':')[0];
      const answer = { questionId: question.id, answerChoice: '1' };
      await lab.session.call('AnswerVM', lab.vm, answer);
    }
  }
  await over;
  return { asked, fault: await ended, power: await lab.read('runtime.powerState') };
}

const stillOff = (fault: string, asked?: string) => ({ asked, fault, power: 'poweredOff' });

/** Rules that a power-on, a shutdown, an open question or a licence meets. */
export const powerTests = {
  powerOnWithoutVirtualization: {
    async run(rules) {
      const parts = {
        vm: { nestedHV: true },
        host: { virtualization: 'offInFirmware' },
      } as const;
      return powerOnRefusing(await Lab.start(rules, parts));
    },
    concludes: {
      question: stillOff('GenericVmConfigFault', 'msg.cpuid.noVHVQuestion'),
      FeatureRequirementsNotMet: stillOff('FeatureRequirementsNotMet'),
      GenericVmConfigFault: stillOff('GenericVmConfigFault'),
    },
  },
  powerOnWithoutLicence: {
    async run(rules) {
      const licence = { edition: 'evaluation', expires: '2020-01-01T00:00:00Z' } as const;
      return powerOnRefusing(await Lab.start(rules, { host: { licence } }));
    },
    concludes: {
      NotEnoughLicenses: stillOff('NotEnoughLicenses'),
      LicenseExpired: stillOff('LicenseExpired'),
    },
  },
  powerOnInMaintenance: {
    async run(rules) {
      return powerOnRefusing(await Lab.start(rules, { host: { maintenance: true } }));
    },
    concludes: {
      InvalidHostState: stillOff('InvalidHostState'),
      InvalidState: stillOff('InvalidState'),
    },
  },
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
