import type { FindingMessages } from './finding-message.ts';

/** Findings about the state of the VM itself. */
export const vmMessages = {
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
    showsEvidence: true,
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
} satisfies FindingMessages;
