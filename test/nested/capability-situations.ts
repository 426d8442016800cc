import { healthy, withHost } from '../helpers/facts.ts';
import { details, esx, free, noDevices, off, running, type Situations, soft } from './situation.ts';

/** What the VM, its host, its licence and the rights of the user allow, and what a profile needs. */
export const capabilitySituations = {
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
  VBS_HARDWARE_TOO_OLD: {
    yes: { vm: { hardwareVersion: 'vmx-13' }, options: { profile: 'vbs' } },
    no: { vm: { hardwareVersion: 'vmx-14' }, options: { profile: 'vbs' } },
  },
  VBS_HOT_ADD: {
    yes: { vm: details({ memoryHotAdd: true }), options: { profile: 'vbs' } },
    no: { vm: details({ cpuHotAdd: false, memoryHotAdd: false }), options: { profile: 'vbs' } },
  },
  VBS_IOMMU_OFF: {
    yes: { vm: details({ iommu: false }), options: { profile: 'vbs' } },
    no: { vm: details({ iommu: true }), options: { profile: 'vbs' } },
  },
  VBS_FLAG_OFF: {
    yes: { vm: { vbsEnabled: false }, options: { profile: 'vbs' } },
    no: { vm: { vbsEnabled: false }, options: { profile: 'esxi' } },
  },
} satisfies Situations;
