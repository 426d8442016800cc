import type { FindingCode } from '../../../src/nested/plan/finding-codes.ts';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import type { VmData } from '../../../src/simulator/index.ts';
import type { VmState } from '../../../src/simulator/model/vm-state.ts';
import { vmNamed } from '../../helpers/registering.ts';
import { vmOf } from './cycled.ts';
import { Fleet, running } from './fleet.ts';

/** Something that keeps a VM from being power-cycled, and was not there when it was planned. */
export interface SincePlanned {
  readonly code: FindingCode;
  readonly vm?: Partial<VmData>;
  readonly begin: (fleet: Fleet) => void;
}

/** Sets what only an inventory file sets otherwise. */
const set = (fleet: Fleet, state: Partial<VmState>): void =>
  void Object.assign(vmOf(fleet).state, state);

export const scheduleUpgrade = (
  fleet: Fleet,
  upgradePolicy: 'always' | 'onSoftPowerOff',
  versionKey = 'vmx-21',
): void => {
  const { state } = vmOf(fleet);
  state.settings = {
    ...state.settings,
    scheduledHardwareUpgradeInfo: {
      upgradePolicy,
      versionKey,
      scheduledHardwareUpgradeStatus: 'pending',
    },
  };
};

const nestedHost = ({ simulator }: Fleet) => vmNamed(simulator, 'inner').host;

/** One of each kind: of the VM's state, of its owner, of its devices, of its key, and of what runs inside it. */
export const sincePlanned: readonly SincePlanned[] = [
  { code: 'HARDWARE_UPGRADE_SCHEDULED', begin: (fleet) => scheduleUpgrade(fleet, 'always') },
  {
    code: 'HARDWARE_UPGRADE_SCHEDULED',
    begin: (fleet) => scheduleUpgrade(fleet, 'onSoftPowerOff'),
  },
  {
    code: 'NONPERSISTENT_DISK',
    begin: (fleet) => set(fleet, { diskMode: 'independent_nonpersistent' }),
  },
  {
    code: 'INSTANT_CLONE_FROZEN',
    begin: (fleet) => set(fleet, { runtime: { instantCloneFrozen: true } }),
  },
  {
    code: 'MANAGED_BY',
    begin: (fleet) => set(fleet, { managedBy: { extensionKey: 'com.example', type: 'vm' } }),
  },
  {
    code: 'CLUSTER_SERVICE_VM',
    begin: (fleet) => void vmOf(fleet).state.extraConfig.set('HDCS.agent', 'TRUE'),
  },
  { code: 'PCI_PASSTHROUGH', begin: (fleet) => set(fleet, { passthroughDevices: 1 }) },
  {
    code: 'INNER_VMS',
    begin: ({ simulator }) => {
      vmNamed(simulator, 'inner').state.powerState = 'poweredOn';
    },
  },
  {
    code: 'VSAN_WITNESS',
    begin: (fleet) => nestedHost(fleet).options.set('Misc.vsanWitnessVirtualAppliance', 1),
  },
  {
    code: 'KEY_UNAVAILABLE',
    vm: { vtpm: true },
    begin: ({ simulator }) => {
      simulator.model.keyServer.available = false;
    },
  },
  {
    code: 'KEY_PROVIDER_UNREADABLE',
    vm: { vtpm: true },
    begin: ({ simulator }) => {
      simulator.model.keyServer.answer = 'native';
    },
  },
];

/** A VM whose guest is the host `nested`, where `inner` is off: it runs, and nothing is in the way of its power cycle. */
export async function startWell(data: Partial<VmData> = {}, others: readonly VmData[] = []) {
  const vms = [
    ...others,
    running('vm', data),
    running('inner', { host: 'nested', power: 'poweredOff' }),
  ];
  const hosts = [{ name: 'esx-01' }, { name: 'nested', guestOf: 'vm' }];
  return Fleet.start(vms, { cluster: { hosts } });
}

/** @throws Error if something is in the way already */
export async function planVmOf(fleet: Fleet, options = {}): Promise<VmPlan> {
  const plans = await fleet.plan({ powerCycle: 'soft', ...options });
  const plan = plans.find(({ facts }) => facts.name === 'vm');
  if (plan?.fate !== 'change') {
    throw new Error('the VM is blocked before the test begins');
  }
  return plan;
}
