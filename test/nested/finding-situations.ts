import type { FindingCode } from '../../src/nested/plan/finding-codes.ts';
import { healthy, withHost } from '../helpers/facts.ts';
import {
  cluster,
  cycled,
  cycledIn,
  datastore,
  details,
  ends,
  esx,
  free,
  hard,
  key,
  lost,
  noDevices,
  off,
  running,
  type Situation,
  scheduled,
  soft,
} from './situation.ts';

const guestHost = { name: 'nested', endpoint: 'https://vc.example.com', isVsanWitness: false };

/** For each code: where it is found, and the nearest situation where it is not. */
export const situations: Readonly<
  Record<FindingCode, { readonly yes: Situation; readonly no: Situation }>
> = {
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
  HARDWARE_NOT_SUPPORTED: {
    yes: {
      vm: { hardwareVersion: 'vmx-08' },
      surroundings: withHost({ version: '7.0.3' }),
      options: { upgradeHardware: 'vmx-20' },
    },
    no: {
      vm: { hardwareVersion: 'vmx-08' },
      surroundings: withHost({ version: '7.0.3' }),
      options: { upgradeHardware: 'vmx-19' },
    },
  },
  VM_NOT_CAPABLE: {
    yes: { vm: { nestedHVSupported: false } },
    no: { vm: { nestedHVSupported: false }, surroundings: withHost({ nestedHVSupported: false }) },
  },
  HOST_NOT_CAPABLE: {
    yes: { surroundings: withHost({ nestedHVSupported: false }) },
    no: {
      surroundings: withHost({ nestedHVSupported: false }),
      wanted: off,
      vm: { nestedHVEnabled: true },
    },
  },
  HOST_CAPABILITY_UNKNOWN: {
    yes: { surroundings: withHost({ nestedHVSupported: undefined }) },
    no: {
      surroundings: withHost({ nestedHVSupported: undefined, connectionState: 'disconnected' }),
    },
  },
  HOST_NEEDS_VHV_ALLOW: {
    yes: { surroundings: withHost({ nestedHVSupported: undefined, apiVersion: '5.0' }) },
    no: { surroundings: withHost({ nestedHVSupported: undefined, apiVersion: '5.1' }) },
  },
  CPU_NOT_CAPABLE: {
    yes: { surroundings: withHost({ nestedHVSupported: undefined, cpuid: 'none' }) },
    no: { surroundings: withHost({ cpuid: 'none' }) },
  },
  HV_NOT_CAPABLE: {
    yes: { surroundings: withHost({ hvCapable: false }) },
    no: { surroundings: withHost({ hvCapable: undefined }) },
  },
  EVC_HIDES_VIRTUALIZATION: {
    yes: { surroundings: withHost({ virtualizationLeft: false, evcMode: 'intel-merom' }) },
    no: { surroundings: withHost({ virtualizationLeft: true, evcMode: 'intel-westmere' }) },
  },
  VM_EVC_HIDES_VIRTUALIZATION: {
    yes: { vm: { ...running, ...details({ maskLeavesVirtualization: false }) }, options: soft },
    no: { vm: { ...running, ...details({ maskLeavesVirtualization: true }) }, options: soft },
  },
  PCI_PASSTHROUGH: {
    yes: { vm: details({ devices: { ...noDevices, passthrough: ['PCI device 0'] } }) },
    no: { vm: details({ devices: noDevices }) },
  },
  VGPU: {
    yes: { vm: details({ devices: { ...noDevices, vGpu: ['PCI device 0'] } }) },
    no: { vm: details({ devices: { ...noDevices, passthrough: ['PCI device 0'] } }) },
  },
  FAULT_TOLERANCE: {
    yes: { vm: { faultToleranceState: 'running' } },
    no: { vm: { faultToleranceState: 'notConfigured' } },
  },
  VBS_ENABLED: {
    yes: { vm: { vbsEnabled: true, nestedHVEnabled: true }, wanted: off },
    no: { vm: { vbsEnabled: true } },
  },
  MISSING_PRIVILEGE: {
    yes: {
      surroundings: healthy({ missingPrivileges: { 'vm-42': ['VirtualMachine.Config.Settings'] } }),
    },
    // A right that this VM's change does not need.
    no: {
      surroundings: healthy({
        missingPrivileges: { 'vm-42': ['VirtualMachine.Interact.PowerOn'] },
      }),
    },
  },
  LICENCE_READ_ONLY: {
    yes: { surroundings: esx(withHost(free)) },
    no: { surroundings: withHost(free) },
  },
  HOST_MANAGED_BY_VCENTER: {
    yes: { surroundings: esx(withHost({ managementServerIp: '192.0.2.1' })) },
    no: { surroundings: withHost({ managementServerIp: '192.0.2.1' }) },
  },
  HOST_IN_LOCKDOWN: {
    yes: { surroundings: esx(withHost({ lockdownMode: 'lockdownNormal' })) },
    no: { surroundings: withHost({ lockdownMode: 'lockdownNormal' }) },
  },
  NOT_ALL_CHECKED: { yes: { surroundings: healthy({ unread: ['licences'] }) }, no: {} },
  LICENCE_ENDED: {
    yes: cycledIn(ends(0)),
    no: { surroundings: ends(0) },
  },
  LICENCE_ENDING: {
    yes: cycledIn(ends(24 * 60 - 1)),
    no: cycledIn(ends(24 * 60)),
  },
  HA_NO_ROOM: {
    yes: cycledIn(cluster({ admission: [{ name: 'failover level', needs: 1, has: 0 }] })),
    no: cycledIn(cluster({ admission: [{ name: 'failover level', needs: 1, has: 1 }] })),
  },
  INNER_VMS: {
    yes: cycledIn(healthy({ guestHosts: { 'vm-42': { ...guestHost, running: 1 } } })),
    no: cycledIn(healthy({ guestHosts: { 'vm-42': { ...guestHost, running: 0 } } })),
  },
  VSAN_WITNESS: {
    yes: cycledIn(healthy({ guestHosts: { 'vm-42': { ...guestHost, isVsanWitness: true } } })),
    no: {
      surroundings: healthy({ guestHosts: { 'vm-42': { ...guestHost, isVsanWitness: true } } }),
    },
  },
  ENCRYPTED: {
    yes: { vm: cycled({ encrypted: true }), options: hard },
    no: { vm: details({ encrypted: true }), options: hard },
  },
  VTPM: {
    yes: { vm: cycled({ devices: { ...noDevices, hasVTpm: true } }), options: soft },
    no: { vm: details({ devices: { ...noDevices, hasVTpm: true } }), options: soft },
  },
  KEY_UNAVAILABLE: {
    yes: {
      vm: cycled({ encrypted: true }),
      options: hard,
      surroundings: withHost({ cryptoState: 'incapable' }),
    },
    no: {
      vm: cycled({ encrypted: true }),
      options: hard,
      surroundings: withHost({ cryptoState: 'safe' }),
    },
  },
  KEY_PROVIDER_UNREADABLE: {
    yes: { vm: cycled({ encrypted: true }), options: hard },
    no: { vm: details({ encrypted: true }), options: hard },
  },
  HOST_UNREADABLE: {
    yes: cycledIn(healthy({ hosts: {} })),
    no: { surroundings: healthy({ hosts: {} }) },
  },
  HOST_NOT_CONNECTED: {
    yes: cycledIn(withHost({ connectionState: 'notResponding' })),
    no: { surroundings: withHost({ connectionState: 'notResponding' }) },
  },
  HOST_IN_MAINTENANCE: {
    yes: cycledIn(withHost({ inMaintenanceMode: true })),
    no: { surroundings: withHost({ inMaintenanceMode: true }) },
  },
  HOST_ENTERING_MAINTENANCE: {
    yes: cycledIn(healthy({ tasks: { 'host-14': 'HostSystem.enterMaintenanceMode' } })),
    no: cycledIn(healthy({ tasks: { 'host-14': 'HostSystem.exitMaintenanceMode' } })),
  },
  HOST_IN_STANDBY: {
    yes: cycledIn(withHost({ standbyMode: 'entering' })),
    no: cycledIn(withHost({ standbyMode: undefined })),
  },
  DATASTORE_INACCESSIBLE: {
    yes: {
      vm: cycled({ datastores: [datastore] }),
      options: soft,
      surroundings: healthy({ datastores: lost }),
    },
    no: { vm: cycled({ datastores: [datastore] }), options: soft },
  },
  DATASTORE_IN_MAINTENANCE: {
    yes: {
      vm: cycled({ datastores: [datastore] }),
      options: soft,
      surroundings: healthy({
        datastores: { 'datastore-15': { name: 'nfs-01', maintenanceMode: 'enteringMaintenance' } },
      }),
    },
    no: { vm: cycled({ datastores: [datastore] }), options: soft },
  },
  CD_INACCESSIBLE: {
    yes: {
      vm: cycled({ devices: { ...noDevices, cdFiles: [{ file: '[nfs-01] a.iso', datastore }] } }),
      options: soft,
      surroundings: healthy({ datastores: lost }),
    },
    no: {
      vm: cycled({ devices: { ...noDevices, cdFiles: [{ file: '[nvme-01] a.iso', datastore }] } }),
      options: soft,
    },
  },
  TOOLS_NOT_RUNNING: {
    yes: { vm: { powerState: 'poweredOn' }, options: soft },
    no: { vm: { powerState: 'poweredOn' }, options: hard },
  },
  IS_VCENTER: {
    yes: { vm: cycled({ guestHostName: 'VC.example.com' }), options: soft },
    no: { vm: cycled({ guestHostName: 'vc2.example.com' }), options: soft },
  },
  IS_THIS_MACHINE: {
    yes: {
      vm: cycled({ devices: { ...noDevices, macAddresses: ['00:50:56:00:00:01'] } }),
      options: soft,
    },
    no: { vm: details({ devices: { ...noDevices, macAddresses: ['00:50:56:00:00:01'] } }) },
  },
  DRS_MANUAL: {
    yes: cycledIn(cluster({ drsOverrides: { 'vm-42': 'manual' } })),
    no: cycledIn(cluster({ drsBehavior: 'manual', drsOverrides: { 'vm-42': 'fullyAutomated' } })),
  },
  NESTED_NETWORKING: {
    yes: {
      vm: details({ networks: [{ type: 'Network', value: 'network-7' }] }),
      options: { profile: 'kvm' },
    },
    no: {
      vm: details({ networks: [{ type: 'Network', value: 'network-7' }] }),
      options: { profile: 'vbs' },
    },
  },
  VBS_NEEDS_EFI: {
    yes: { vm: details({ firmware: 'bios' }), options: { profile: 'vbs' } },
    no: { vm: details({ firmware: 'efi' }), options: { profile: 'vbs' } },
  },
  VBS_NEEDS_SECURE_BOOT: {
    yes: { vm: details({ secureBoot: false }), options: { profile: 'vbs' } },
    no: { vm: details({}), options: { profile: 'vbs' } },
  },
  VBS_FLAG_OFF: {
    yes: { vm: { vbsEnabled: false }, options: { profile: 'vbs' } },
    no: { vm: { vbsEnabled: false }, options: { profile: 'esxi' } },
  },
};
