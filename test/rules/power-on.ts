import { expect } from 'vitest';
import type { ClusterData, InventoryData, VmData } from '../../src/simulator/index.ts';
import { retrieveOne } from '../../src/vsphere/index.ts';
import { Lab, type RuleTests } from './lab.ts';

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

/** A datacenter with one host, a datastore that can be reached and one that cannot, and what a test makes of it. */
function storageLab(vm: Partial<VmData>): InventoryData {
  const datastores = ['local', { name: 'lost', accessible: false }];
  const vms = [{ name: 'vm', host: 'esx', ...vm }];
  return { datacenters: [{ name: 'DC', hosts: [{ name: 'esx' }], datastores, vms }] };
}

/** One cluster with one host, and VMs on it. */
function clusterOf(cluster: Partial<ClusterData>, vms: readonly VmData[]): InventoryData {
  const clusters = [{ name: 'C', hosts: [{ name: 'esx' }], ...cluster }];
  return { datacenters: [{ name: 'DC', clusters, vms }] };
}

/** Rules that a power-on meets. */
export const powerOnTests = {
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
  powerOnWithoutRoom: {
    async run(rules) {
      const vms = [{ name: 'vm', host: 'esx' }];
      const inventory = clusterOf({ ha: { slots: 0 } }, vms);
      return powerOnRefusing(await Lab.start(rules, {}, { inventory }));
    },
    concludes: {
      InsufficientFailoverResourcesFault: stillOff('InsufficientFailoverResourcesFault'),
    },
  },
  powerOnWithoutDatastore: {
    async run(rules) {
      const inventory = storageLab({ disksOn: ['lost'] });
      return powerOnRefusing(await Lab.start(rules, {}, { inventory }));
    },
    concludes: {
      InaccessibleDatastore: stillOff('InaccessibleDatastore'),
      GenericVmConfigFault: stillOff('GenericVmConfigFault'),
    },
  },
  powerOnWithoutIso: {
    async run(rules) {
      const inventory = storageLab({ iso: { datastore: 'lost' } });
      return powerOnRefusing(await Lab.start(rules, {}, { inventory }));
    },
    concludes: {
      InaccessibleDatastore: stillOff('InaccessibleDatastore'),
      GenericVmConfigFault: stillOff('GenericVmConfigFault'),
      accepted: { fault: 'accepted', power: 'poweredOn' },
    },
  },
  powerOnWithoutKey: {
    async run(rules) {
      const lab = await Lab.start(rules, { vm: { vtpm: true } });
      lab.simulator.model.keyServer.available = false;
      const without = await powerOnRefusing(lab);
      lab.simulator.model.keyServer.available = true;
      return { without, with: await lab.powerOn() };
    },
    concludes: {
      EncryptionKeyRequired: { without: stillOff('EncryptionKeyRequired'), with: 'accepted' },
      GenericVmConfigFault: { without: stillOff('GenericVmConfigFault'), with: 'accepted' },
    },
  },
  enteringMaintenance: {
    async run(rules) {
      const host = { name: 'esx', maintenance: 'entering' } as const;
      const vms = [
        { name: 'vm', host: 'esx' },
        { name: 'last', host: 'esx', power: 'poweredOn' },
      ] as const;
      const inventory = clusterOf({ drs: 'manual', hosts: [host] }, vms);
      const lab = await Lab.start(rules, {}, { inventory });
      const { moRef } = lab.model.host;
      const path = 'runtime.inMaintenanceMode';
      const isInside = async () => (await retrieveOne(lab.session, moRef, [path])).get(path);
      const before = { ...(await powerOnRefusing(lab)), isInside: await isInside() };
      const last = lab.vms.find(({ name }) => name === 'last')?.moRef ?? lab.vm;
      await lab.fateOfTask(() => lab.session.call('PowerOffVM_Task', last, {}));
      await expect.poll(isInside).toBe(true);
      return before;
    },
    concludes: { waits: { ...stillOff('InvalidHostState'), isInside: false } },
  },
} satisfies Partial<RuleTests>;
