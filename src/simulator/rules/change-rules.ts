import type { Rule } from './rule.ts';

/** What a change of a VM meets: its configuration, its hardware, its snapshots. */
export const changeRules = {
  nestedHVOnRunningVm: {
    says: 'nestedHVEnabled is refused while the VM is not powered off',
    source: 'ReconfigVM_Task declares InvalidState; the shape is that of fog/fog-vsphere#287',
    certainty: 'UNV',
    answers: ['InvalidPowerState', 'InvalidState', 'ignored', 'accepted'],
  },
  nestedHVNotSupported: {
    says: 'where VirtualMachine.capability.nestedHVSupported is false the task succeeds and nestedHVEnabled stays as it was',
    source: 'vmware/pyvmomi#629',
    certainty: 'BLOG',
    answers: ['ignored', 'NotSupported', 'accepted'],
  },
  shadowedExtraConfig: {
    says: 'an extraConfig key that another field of ConfigSpec stands for is dropped and the task succeeds',
    source:
      'types.go:90061; vmware/packer-plugin-vsphere#48, hashicorp/packer#10215, vmware/govmomi#375',
    certainty: 'API',
    answers: ['dropped'],
  },
  vmSwitchBeforeFlag: {
    says: 'before ESXi 5.1 vhv.enable in extraConfig, there being no nestedHVEnabled, is dropped as it is since',
    source:
      'issue threads tell of later servers only (shadowedExtraConfig); nobody has tried a 5.0',
    certainty: 'UNV',
    answers: ['dropped', 'kept'],
  },
  emptyExtraConfigValue: {
    says: 'an empty value removes the key',
    source: 'types.go:90061',
    certainty: 'API',
    answers: ['removed'],
  },
  changeVersionMismatch: {
    says: 'a ConfigSpec with another changeVersion than the VM has is refused as a whole',
    source: 'API reference, VirtualMachineConfigSpec.changeVersion',
    certainty: 'API',
    answers: ['ConcurrentAccess'],
  },
  templateReconfigure: {
    says: 'of a template only the name and the annotation can be changed',
    source: 'vmware/govmomi#1431; that the task and not the call fails is unverified',
    certainty: 'BLOG',
    answers: ['taskError', 'fault'],
  },
  nestedHVOffWithVbs: {
    says: 'nestedHVEnabled is not switched off while flags.vbsEnabled stays on',
    source:
      'types.go:90171: on create it is an error; propertyRelations of the guest OS descriptors; the fault on reconfigure is unverified',
    certainty: 'UNV',
    answers: ['InvalidArgument', 'GenericVmConfigFault', 'accepted'],
  },
  nestedHVWithPassthrough: {
    says: 'nestedHVEnabled and a PCI passthrough device exclude each other',
    source:
      'Broadcom KB 437651; whether at the change or at the power-on, and the fault, unverified',
    certainty: 'KB',
    answers: ['GenericVmConfigFault', 'refusedAtPowerOn', 'accepted'],
  },
  nestedHVWithFaultTolerance: {
    says: 'nestedHVEnabled and Fault Tolerance exclude each other',
    source:
      'enum.go:15992 (hasNestedHVConfiguration), for FT on a VM with nesting; the other way round is unverified',
    certainty: 'UNV',
    answers: ['VmFaultToleranceConfigIssue', 'NotSupported', 'accepted'],
  },
  nestedHVInConfidentialVm: {
    says: 'nestedHVEnabled and an encrypted processor state (SEV, SEV-SNP, TDX) exclude each other',
    source: 'unverified; no document says so',
    certainty: 'UNV',
    answers: ['GenericVmConfigFault', 'accepted'],
  },
  suspendedReconfigure: {
    says: 'of a suspended VM only the name and the annotation can be changed',
    source: 'vmware-tanzu/vm-operator#154 skips suspended VMs; the fault is unverified',
    certainty: 'UNV',
    answers: ['InvalidPowerState', 'accepted'],
  },
  impossibleValues: {
    says: 'a spec with no CPU, too little memory, a guest id that the API does not have or a firmware other than bios and efi is refused as a whole',
    source:
      'API reference, ReconfigVM_Task: InvalidArgument; that each of these is refused so is unverified',
    certainty: 'UNV',
    answers: ['InvalidArgument'],
  },
  hardwareUpgrade: {
    says: 'virtual hardware is upgraded only while the VM is off, never back, and not beyond what its host runs',
    source:
      'API reference, VirtualMachine.UpgradeVM_Task: AlreadyUpgraded, InvalidState; the fault beyond the host is unverified',
    certainty: 'API',
    answers: ['refused'],
  },
  templateConversion: {
    says: 'a VM becomes a template only while it is off, on a vCenter; a template becomes a VM in a pool and on a host that belong together',
    source:
      'API reference, VirtualMachine.MarkAsTemplate and MarkAsVirtualMachine: InvalidState, NotSupported, InvalidArgument',
    certainty: 'API',
    answers: ['InvalidState'],
  },
  compatibilityChecks: {
    says: 'CheckVmConfig_Task and CheckPowerOn_Task succeed, and tell in their result what ReconfigVM_Task and PowerOnVM_Task would refuse',
    source: 'API reference, vim.vm.check.CompatibilityChecker (6.7); not witnessed',
    certainty: 'API',
    answers: ['result'],
  },
  snapshotRevert: {
    says: 'a snapshot keeps the configuration, and a revert brings it back, nestedHVEnabled with it; without the memory the VM is then off',
    source:
      'API reference, VirtualMachine.CreateSnapshot_Task and VirtualMachineSnapshot.RevertToSnapshot_Task; for nestedHVEnabled unverified (docs/facts.md#snapshot-revert)',
    certainty: 'API',
    answers: ['restored'],
  },
  quiescedSnapshot: {
    says: 'a snapshot of a running VM without running Tools cannot be quiesced',
    source:
      'API reference, VirtualMachine.CreateSnapshot_Task: Tools quiesce the file system; FilesystemQuiesceFault is a SnapshotFault; which fault is unverified',
    certainty: 'UNV',
    answers: ['FilesystemQuiesceFault', 'ToolsUnavailable'],
  },
} as const satisfies Record<string, Rule>;
