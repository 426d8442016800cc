import { healthy, withHost } from '../helpers/facts.ts';
import {
  cycled,
  cycledIn,
  details,
  hard,
  key,
  noDevices,
  off,
  running,
  type Situations,
  scheduled,
  soft,
} from './situation.ts';

/** What the state of a VM itself stands in the way of. */
export const vmSituations = {
  POWER_CYCLE_REQUIRED: { yes: { vm: running }, no: { vm: running, options: soft } },
  SUSPENDED: {
    yes: { vm: { powerState: 'suspended' } },
    no: { vm: { powerState: 'suspended' }, options: { discardSuspended: true } },
  },
  MEMORY_DISCARDED: {
    yes: { vm: { powerState: 'suspended' }, options: { discardSuspended: true } },
    no: { vm: running, options: { ...soft, discardSuspended: true } },
  },
  TEMPLATE: {
    yes: { vm: { template: true } },
    no: { vm: { template: true }, options: { convertTemplates: true } },
  },
  LIBRARY_TEMPLATE: {
    yes: { vm: { template: true }, options: { convertTemplates: true } },
    no: { vm: { template: true } },
  },
  SUSPENDED_TO_MEMORY: {
    yes: {
      vm: { powerState: 'suspended', ...details({ suspendedToMemory: true }) },
      options: { discardSuspended: true },
    },
    no: {
      vm: { powerState: 'suspended', ...details({ suspendedToMemory: false }) },
      options: { discardSuspended: true },
    },
  },
  CONFIDENTIAL_VM: {
    yes: { vm: details({ confidential: ['sevEnabled'] }) },
    no: {
      vm: { nestedHVEnabled: true, ...details({ confidential: ['sevEnabled'] }) },
      wanted: off,
    },
  },
  HOST_IN_REMEDIATION: {
    yes: cycledIn(withHost({ remediation: 'remediationRunning' })),
    no: cycledIn(withHost({ remediation: 'precheckRemediationRunning' })),
  },
  CLUSTER_IN_REMEDIATION: {
    yes: cycledIn(healthy({ tasks: { 'domain-c8': 'com.vmware.vcIntegrity.RemediateTask' } })),
    no: cycledIn(healthy({ tasks: { 'domain-c8': 'com.vmware.vcIntegrity.ScanTask' } })),
  },
  HA_FAILOVER: {
    yes: { vm: details({ cleanPowerOff: false, haProtected: true }) },
    no: { vm: details({ cleanPowerOff: false, haProtected: false }) },
  },
  GUEST_CUSTOMIZATION: {
    yes: { vm: cycled({ customizationStatus: 'TOOLSDEPLOYPKG_PENDING' }), options: soft },
    no: { vm: cycled({ customizationStatus: 'TOOLSDEPLOYPKG_SUCCEEDED' }), options: soft },
  },
  REBOOT_POWERS_OFF: {
    yes: { vm: cycled({ rebootPowerOff: true }), options: soft },
    no: { vm: details({ rebootPowerOff: true }), options: soft },
  },
  HOST_BOUND_DEVICE: {
    yes: { vm: cycled({ devices: { ...noDevices, hostDevices: ['USB 1'] } }), options: soft },
    no: { vm: cycled({ devices: { ...noDevices, clientDevices: ['USB 1'] } }), options: soft },
  },
  CLIENT_DEVICE: {
    yes: { vm: cycled({ devices: { ...noDevices, clientDevices: ['USB 1'] } }), options: soft },
    no: { vm: cycled({ devices: { ...noDevices, hostDevices: ['USB 1'] } }), options: soft },
  },
  TEMPLATE_NOT_CONVERTIBLE: {
    yes: {
      vm: { template: true },
      surroundings: withHost({ rootPool: undefined }),
      options: { convertTemplates: true },
    },
    no: { vm: { template: true }, options: { convertTemplates: true } },
  },
  NOT_CONNECTED: {
    yes: { vm: { connectionState: 'orphaned' } },
    no: { vm: { connectionState: undefined } },
  },
  CONFIG_UNREADABLE: {
    yes: { vm: { extraConfig: undefined }, wanted: key },
    no: { vm: { extraConfig: {} }, wanted: key },
  },
  TAKES_EFFECT_AT_POWER_ON: { yes: { vm: running, wanted: key }, no: { wanted: key } },
  FLAG_TRANSLATED: { yes: { wanted: { extraConfig: { 'vhv.enable': 'TRUE' } } }, no: {} },
  QUESTION_PENDING: { yes: { vm: { question: 'Moved or copied?' } }, no: {} },
  TASK_RUNNING: {
    yes: { surroundings: healthy({ tasks: { 'vm-42': 'VirtualMachine.createSnapshot' } }) },
    no: { surroundings: healthy({ tasks: { 'vm-43': 'VirtualMachine.createSnapshot' } }) },
  },
  METHOD_DISABLED: {
    yes: { vm: { disabledMethods: ['ReconfigVM_Task'] } },
    no: { vm: { disabledMethods: ['PowerOffVM_Task', 'ShutdownGuest', 'UpgradeVM_Task'] } },
  },
  POWER_METHOD_DISABLED: {
    yes: { vm: { ...running, disabledMethods: ['PowerOffVM_Task'] }, options: hard },
    no: { vm: { ...running, disabledMethods: ['PowerOnVM_Task'] }, options: hard },
  },
  NONPERSISTENT_DISK: {
    yes: {
      vm: cycled({ devices: { ...noDevices, nonpersistentDisks: ['Hard disk 2'] } }),
      options: soft,
    },
    no: {
      vm: details({ devices: { ...noDevices, nonpersistentDisks: ['Hard disk 2'] } }),
      options: soft,
    },
  },
  INSTANT_CLONE_FROZEN: {
    yes: { vm: cycled({ instantCloneFrozen: true }), options: hard },
    no: { vm: cycled({ instantCloneFrozen: false }), options: hard },
  },
  HARDWARE_UPGRADE_SCHEDULED: {
    yes: { vm: cycled({ scheduledUpgrade: scheduled('onSoftPowerOff') }), options: soft },
    no: { vm: cycled({ scheduledUpgrade: scheduled('never') }), options: soft },
  },
  MANAGED_BY: {
    yes: { vm: { managedBy: { extensionKey: 'com.vmware.vcDr', type: 'placeholder' } } },
    no: { vm: { managedBy: { extensionKey: 'com.vmware.vim.eam', type: 'cluster-agent' } } },
  },
  CLUSTER_SERVICE_VM: {
    yes: { vm: { managedBy: { extensionKey: 'com.vmware.vim.eam', type: 'cluster-agent' } } },
    no: { vm: { managedBy: { extensionKey: 'com.vmware.vcDr', type: 'placeholder' } } },
  },
  SNAPSHOTS: { yes: { vm: { hasSnapshots: true } }, no: { vm: { hasSnapshots: false } } },
  HARDWARE_TOO_OLD: {
    yes: { vm: { hardwareVersion: 'vmx-08' } },
    no: { vm: { hardwareVersion: 'vmx-08' }, options: { upgradeHardware: 'vmx-19' } },
  },
  HARDWARE_UPGRADE: {
    yes: { vm: { hardwareVersion: 'vmx-08' }, options: { upgradeHardware: 'vmx-19' } },
    no: { vm: { hardwareVersion: 'vmx-10' }, options: { upgradeHardware: 'vmx-19' } },
  },
} satisfies Situations;
