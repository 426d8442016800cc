import type { FindingMessages } from './finding-message.ts';

/** Findings about what may keep a VM from coming back up, and what its power cycle takes from others. */
export const powerCycleMessages = {
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
  HOST_IN_PARTIAL_MAINTENANCE: {
    meaning:
      'its host is in partial maintenance mode for a quick patch, and may refuse to power VMs on',
    remedy: 'wait until the patch is over',
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
} satisfies FindingMessages;
