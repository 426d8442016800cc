import type { FindingMessages } from './finding-message.ts';

/** Findings about what the VM, its host, its licence and the rights of the user allow, and what a profile needs. */
export const capabilityMessages = {
  HARDWARE_NOT_SUPPORTED: {
    meaning: 'its host does not run the hardware version that it was to be upgraded to',
    remedy: 'give --upgrade-hardware the version that is named beside it, or an older one',
    showsEvidence: true,
  },
  VM_NOT_CAPABLE: {
    meaning: 'the VM cannot have nested virtualization where it is',
    remedy: "look at its host with 'vhv hosts'",
  },
  HOST_NOT_CAPABLE: {
    meaning: 'its host says that it cannot offer nested virtualization',
    remedy: "switch VT-x/EPT or AMD-V/RVI on in the host's firmware, or move the VM",
  },
  HOST_CAPABILITY_UNKNOWN: {
    meaning: 'its host does not say whether it can offer nested virtualization',
    remedy: "look at it with 'vhv hosts'",
  },
  HOST_NEEDS_VHV_ALLOW: {
    meaning: 'its host is older than ESXi 5.1 and has to allow it in its own file',
    remedy: 'set vhv.allow = "TRUE" in /etc/vmware/config of the host, then --accept this',
  },
  CPU_NOT_CAPABLE: {
    meaning: "its host's CPU has neither VMX nor SVM",
    remedy: 'move the VM to another host',
  },
  HV_NOT_CAPABLE: {
    meaning: 'its host says that it can, but not that its hardware virtualization is usable',
    remedy: "look at the host's firmware settings",
  },
  EVC_HIDES_VIRTUALIZATION: {
    meaning: 'the EVC mode of its cluster hides hardware virtualization from VMs',
    remedy: 'raise the EVC mode, or turn it off',
  },
  VM_EVC_HIDES_VIRTUALIZATION: {
    meaning: 'the feature mask that the VM runs with has no hardware virtualization',
    remedy: 'look at the EVC mode of the VM, then of its cluster',
  },
  PCI_PASSTHROUGH: {
    meaning: 'PCI passthrough and nested virtualization exclude each other',
    remedy: 'remove the device, or leave nested virtualization off',
  },
  CONFIDENTIAL_VM: {
    meaning:
      'the VM is a confidential VM (SEV, SEV-SNP or TDX), which nested virtualization probably excludes',
    remedy: 'turn that off first; or --accept this and let the server decide',
  },
  VGPU: {
    meaning: 'a virtual GPU and nested virtualization exclude each other',
    remedy: 'remove the device, or leave nested virtualization off',
  },
  FAULT_TOLERANCE: {
    meaning: 'Fault Tolerance and nested virtualization exclude each other',
    remedy: 'turn Fault Tolerance off first',
  },
  VBS_ENABLED: {
    meaning: 'virtualization-based security is on for it and needs nested virtualization',
    remedy: 'turn VBS off in the guest and on the VM first',
  },
  MISSING_PRIVILEGE: {
    meaning: 'this user lacks a privilege on the VM',
    remedy: 'have it granted: the evidence names it',
    showsEvidence: true,
  },
  LICENCE_READ_ONLY: {
    meaning: 'the free ESXi licence makes its API read-only',
    remedy: 'assign another licence, or use the Host Client',
  },
  HOST_MANAGED_BY_VCENTER: {
    meaning: 'its host belongs to a vCenter and is talked to directly',
    remedy: 'prefer the vCenter',
  },
  HOST_IN_LOCKDOWN: {
    meaning: 'its host is in lockdown mode and lets only exceptions in',
    remedy: 'prefer the vCenter',
  },
  NOT_ALL_CHECKED: {
    meaning: 'not everything that the plan depends on could be read',
    remedy: 'give this user the right to read it: the evidence names it',
    showsEvidence: true,
  },
  NESTED_NETWORKING: {
    meaning: 'the VMs inside it are only reached where its port group lets their addresses through',
    remedy:
      'allow promiscuous mode and forged transmits there, or MAC learning and forged transmits on a distributed switch',
  },
  VBS_NEEDS_EFI: {
    meaning: 'virtualization-based security needs EFI firmware',
    remedy: 'change the firmware yourself: a guest installed for BIOS does not start with EFI',
  },
  VBS_NEEDS_SECURE_BOOT: {
    meaning: 'virtualization-based security needs secure boot',
    remedy: 'turn it on in the boot options of the VM',
  },
  VBS_FLAG_OFF: {
    meaning: 'virtualization-based security is not turned on for the VM',
    remedy: 'turn on VBS in the options of the VM',
  },
  VBS_HARDWARE_TOO_OLD: {
    meaning:
      'virtualization-based security needs hardware version 14 on a host with an Intel CPU, 19 on one with an AMD CPU',
    remedy:
      'upgrade the virtual hardware while the VM is off (govc vm.upgrade); that cannot be undone',
  },
  VBS_HOT_ADD: {
    meaning: 'CPU and memory hot-add are not supported with virtualization-based security',
    remedy: 'turn hot-add off while the VM is off',
  },
  VBS_IOMMU_OFF: {
    meaning: 'virtualization-based security works better with an IOMMU, which the VM does not have',
    remedy: 'turn the IOMMU on in the CPU settings of the VM while it is off',
  },
} satisfies FindingMessages;
