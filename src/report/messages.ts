import type { HostVerdict } from '../nested/hosts/host-verdict.ts';
import type { FindingCode } from '../nested/plan/finding-codes.ts';

/** What a finding means and what to do about it: the only English there is for finding codes. */
export interface FindingMessage {
  readonly meaning: string;
  readonly remedy: string;
}

export const findingMessages: Readonly<Record<FindingCode, FindingMessage>> = {
  POWER_CYCLE_REQUIRED: {
    meaning: 'the VM runs, and the setting is only read when it starts',
    remedy: 'shut it down and try again, or let vhv do both with --power-cycle soft',
  },
  SUSPENDED: {
    meaning: 'the VM is suspended',
    remedy:
      'resume it and shut it down, or give up what it holds in memory with --discard-suspended',
  },
  SUSPENDED_TO_MEMORY: {
    meaning: 'vSphere Lifecycle Manager has suspended the VM to memory while it upgrades the host',
    remedy: 'wait until the host is upgraded: the VM is resumed then',
  },
  MEMORY_DISCARDED: {
    meaning:
      'the VM is suspended and is powered off: what it held in memory is lost, and no rollback brings it back',
    remedy: 'resume it first where that matters',
  },
  TEMPLATE: {
    meaning: 'it is a template',
    remedy:
      'convert it to a VM, change that, and convert it back; --convert-templates does, with --all only if you --accept this as well',
  },
  LIBRARY_TEMPLATE: {
    meaning:
      'the template is converted to a VM; if it is an item of a content library, that deletes the item, and the server does not show which templates are',
    remedy: 'leave templates of content libraries out, and change the source of the item',
  },
  TEMPLATE_NOT_CONVERTIBLE: {
    meaning: 'it is a template, and where the VM made of it would belong could not be found out',
    remedy: 'look at its host and at your rights there',
  },
  NOT_CONNECTED: {
    meaning: 'the server does not reach the VM',
    remedy: 'bring its host or its storage back',
  },
  CONFIG_UNREADABLE: {
    meaning: 'its configuration could not be read',
    remedy: 'give this user System.Read on the VM',
  },
  TAKES_EFFECT_AT_POWER_ON: {
    meaning: 'the VM runs; most advanced options are read when it starts',
    remedy: 'power-cycle it when it suits',
  },
  FLAG_TRANSLATED: {
    meaning:
      'vhv.enable is sent as nestedHVEnabled: as an advanced option the server would drop it without a word',
    remedy: 'ask for enable or disable instead',
  },
  QUESTION_PENDING: {
    meaning: 'the VM waits for an answer and takes no other work',
    remedy: 'answer its question in the client',
  },
  TASK_RUNNING: {
    meaning: 'a task is under way on the VM',
    remedy: 'the change waits for it; look at a backup or a migration before its power is touched',
  },
  METHOD_DISABLED: {
    meaning: 'the server has disabled what the change needs on this VM',
    remedy:
      'find out who did, a backup or a migration that was broken off most often; or --accept it and let the server decide',
  },
  POWER_METHOD_DISABLED: {
    meaning:
      'a method that a power cycle needs is disabled on this VM, and its state does not explain it',
    remedy:
      'find the product that disabled it (a backup that was broken off, most often), and enable it there',
  },
  MANAGED_BY: {
    meaning: 'an extension made this VM and looks after it',
    remedy: 'change it through that product, or --accept it',
  },
  CLUSTER_SERVICE_VM: {
    meaning: 'cluster services of vCenter (vCLS) run in this VM',
    remedy: 'leave it alone',
  },
  SNAPSHOTS: {
    meaning: 'it has snapshots, and each brings its own old settings back',
    remedy: 'run vhv again after a revert',
  },
  NONPERSISTENT_DISK: {
    meaning: 'a power-off erases what was written to its nonpersistent disks',
    remedy: 'save what matters in the guest, then --accept this',
  },
  INSTANT_CLONE_FROZEN: {
    meaning:
      'the VM is frozen for instant clones; a power-off destroys the state that they start from',
    remedy: 'freeze it again afterwards: --accept this',
  },
  HARDWARE_UPGRADE_SCHEDULED: {
    meaning: 'a hardware upgrade is scheduled: this power cycle starts it, and it cannot be undone',
    remedy:
      'cancel the schedule, or agree to it: --upgrade-hardware with the version that is named beside it',
  },
  HARDWARE_TOO_OLD: {
    meaning: 'its hardware version is below 9',
    remedy:
      'let vhv upgrade it with --upgrade-hardware vmx-09, or a later one that its host runs; that cannot be undone',
  },
  HARDWARE_UPGRADE: {
    meaning: 'its virtual hardware is upgraded, and that cannot be undone',
    remedy: 'take a copy first where an older host may have to run it',
  },
  HARDWARE_NOT_SUPPORTED: {
    meaning: 'its host does not run the hardware version that it was to be upgraded to',
    remedy: 'give --upgrade-hardware the version that is named beside it, or an older one',
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
  },
  LICENCE_ENDED: {
    meaning: 'the licence or evaluation of its host has ended: nothing is powered on any more',
    remedy: 'assign a licence before anything is shut down',
  },
  LICENCE_ENDING: {
    meaning: 'the licence or evaluation of its host ends within 24 hours',
    remedy: 'assign a licence before anything is shut down',
  },
  HA_NO_ROOM: {
    meaning:
      'the cluster has less failover room than HA admission control asks for, so that it powers nothing on',
    remedy: 'add hosts, or relax admission control',
  },
  ENCRYPTED: {
    meaning: 'the VM is encrypted: it starts only with its key',
    remedy: 'none is needed while its key provider is healthy',
  },
  VTPM: {
    meaning: 'the VM has a virtual TPM: it starts only with its key',
    remedy: 'none is needed while its key provider is healthy',
  },
  INNER_VMS: {
    meaning:
      'the VM is a hypervisor: a power cycle ends the VMs that run inside it (a warning if only its guest type suggests that there may be some)',
    remedy:
      'shut down or move the VMs inside and put that host into maintenance mode, then try again',
  },
  VSAN_WITNESS: {
    meaning: 'the VM is the witness of a vSAN cluster, which would lose its quorum for that time',
    remedy: 'leave it alone, or replace the witness in vSAN first',
  },
  KEY_UNAVAILABLE: {
    meaning:
      'the VM could not start again: its key is unavailable, or its host is not ready for encrypted VMs',
    remedy: 'repair the key provider or the encryption mode of the host, and clear the alarm',
  },
  KEY_PROVIDER_UNREADABLE: {
    meaning:
      'nobody here can tell whether the key is available: one VM per key provider and cluster is power-cycled first, alone, and the others only once it is back',
    remedy:
      'give this user Cryptographer.ManageKeys on the vCenter (a native key provider or Trust Authority cannot be asked); or accept the risk, and the first step is skipped',
  },
  HOST_UNREADABLE: {
    meaning: 'nothing is known of its host, so neither is whether the VM could start again',
    remedy: 'give this user System.Read on the host',
  },
  HOST_NOT_CONNECTED: {
    meaning: 'its host is not connected',
    remedy: 'bring the host back',
  },
  HOST_IN_MAINTENANCE: {
    meaning: 'its host is in maintenance mode and powers nothing on',
    remedy: 'end the maintenance, or move the VM',
  },
  HOST_ENTERING_MAINTENANCE: {
    meaning: 'its host is about to enter maintenance mode',
    remedy: 'wait until that is over',
  },
  HOST_IN_STANDBY: {
    meaning: 'its host is in standby, or on its way',
    remedy: 'wake the host',
  },
  HOST_IN_REMEDIATION: {
    meaning: 'its host is being remediated, and may restart',
    remedy: 'wait until the remediation is over',
  },
  CLUSTER_IN_REMEDIATION: {
    meaning: 'the hosts of its cluster are being remediated, one after the other',
    remedy: 'wait until the remediation is over',
  },
  HA_FAILOVER: {
    meaning: 'HA is about to restart the VM after a failure',
    remedy: 'wait until the VM runs again',
  },
  GUEST_CUSTOMIZATION: {
    meaning: 'the customization of the guest is pending or running: a power cycle would break it',
    remedy: 'wait until it is over',
  },
  REBOOT_POWERS_OFF: {
    meaning: 'the next reboot of the guest powers the VM off',
    remedy: 'look at the VM after the run: a guest that reboots while it starts stays off',
  },
  HOST_BOUND_DEVICE: {
    meaning: 'the VM has devices of its host',
    remedy: 'nothing to do: it is started on the host that it ran on',
  },
  CLIENT_DEVICE: {
    meaning:
      "a device of somebody's own machine is connected to the VM, and a power cycle disconnects it",
    remedy: 'connect it again afterwards, or finish what it is used for first',
  },
  DATASTORE_INACCESSIBLE: {
    meaning: 'a datastore of the VM is not accessible',
    remedy: 'bring it back before the VM is shut down',
  },
  DATASTORE_IN_MAINTENANCE: {
    meaning: 'a datastore of the VM is in maintenance mode, or about to be',
    remedy: 'wait until that is over',
  },
  CD_INACCESSIBLE: {
    meaning: 'a CD drive holds a file on a datastore that is not accessible',
    remedy: 'disconnect the drive',
  },
  TOOLS_NOT_RUNNING: {
    meaning: 'VMware Tools do not run, so that the guest cannot be asked to shut down',
    remedy: 'start them, shut the VM down by hand, or take --power-cycle hard',
  },
  IS_VCENTER: {
    meaning: 'it is the vCenter that this would be done through',
    remedy: 'shut it down by hand, and change it at its host',
  },
  IS_THIS_MACHINE: {
    meaning: 'it is the machine that vhv runs on',
    remedy: 'run vhv somewhere else',
  },
  DRS_MANUAL: {
    meaning: 'DRS powers nothing on by itself here',
    remedy: 'nothing to do: it is started on the host that it ran on',
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
};

export const verdictMessages: Readonly<Record<HostVerdict, string>> = {
  ready: 'VMs on it can have nested virtualization',
  'not-ready': 'the host says that it cannot',
  'needs-vhv-allow': 'ESXi 5.0 needs vhv.allow = "TRUE" in /etc/vmware/config',
  unknown: 'the host could not be asked',
};
