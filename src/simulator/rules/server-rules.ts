import type { Rule } from './rule.ts';

/** What servers do whatever is asked of them: versions, sessions, rights, files, guests. */
export const serverRules = {
  unknownApiVersion: {
    says: 'a SOAPAction of a version that the server does not speak is served with the newest that it does',
    source:
      'govmomi sends its newest version to servers of any age (vim25/soap/client.go), and tells only of LoginByToken as refused (cli/session/login.go); a 4.1 server refused, docs/facts.md#bare-faults',
    certainty: 'UNV',
    answers: ['fallsBack', 'fault'],
  },
  unboundXsdPrefix: {
    says: 'the prefix xsd in an xsi:type need not be bound',
    source:
      'govmomi sends xsi:type="xsd:long" without binding xsd (vim25/xml), and govc works with real servers; no other prefix is forgiven',
    certainty: 'SRC',
    answers: ['accepted', 'refused'],
  },
  busyVm: {
    says: 'a VM has one task at a time: another one is TaskInProgress',
    source: 'API reference, ReconfigVM_Task; that the call and not the task fails is unverified',
    certainty: 'API',
    answers: ['fault', 'taskError'],
  },
  tasksAfterRestart: {
    says: 'the work of a task goes on while the server restarts; whether the server still knows the task afterwards is in doubt',
    source:
      'kubernetes-sigs/vsphere-csi-driver#2592: vCenter had forgotten tasks after its restart; which ones, and when, is unverified',
    certainty: 'UNV',
    answers: ['remembered', 'forgotten'],
  },
  unknownInListView: {
    says: 'CreateListView with an object that the server does not know makes a view without it, or is refused; ModifyListView lists it as unresolved',
    source:
      'kubernetes-sigs/vsphere-csi-driver#2592 and vmware/govmomi#3256 (vCenter accepts it); govmomi simulator/view_manager.go refuses with ManagedObjectNotFound',
    certainty: 'BLOG',
    answers: ['accepted', 'ManagedObjectNotFound'],
  },
  newMoidAtRegistration: {
    says: 'a VM that is registered again, or whose host is removed and added again, has a new moid; its BIOS uuid, its file and its values stay, and so does its instanceUuid',
    source:
      'API reference: instanceUuid is of one vCenter, which may reassign it on a conflict (VirtualMachineConfigInfo.instanceUuid); Folder.RegisterVM_Task makes a new managed object; that a vCenter keeps an instanceUuid without a conflict is the common report, not witnessed',
    certainty: 'BLOG',
    answers: ['keptInstanceUuid', 'newInstanceUuid'],
  },
  guestHostUuid: {
    says: 'the hardware uuid of an ESXi that is the guest of a VM is the config.uuid of that VM, in one byte order or the other',
    source:
      'the BIOS of a VM shows config.uuid to its guest (API reference, VirtualMachineConfigInfo.uuid); that the host of such a guest shows it as hardware.systemInfo.uuid, and in which byte order, is unverified',
    certainty: 'UNV',
    answers: ['same', 'swapped', 'own'],
  },
  unreachableHost: {
    says: 'the VMs of a host that does not answer cannot be changed',
    source: 'API reference, HostNotConnected; that the call and not the task fails is unverified',
    certainty: 'API',
    answers: ['HostNotConnected'],
  },
  lockdownLogin: {
    says: 'a host in lockdown mode lets in nobody but its exceptions, whatever the password',
    source:
      'API reference, HostSystem.ChangeLockdownMode: all permissions are removed; Broadcom KB 425190; not witnessed',
    certainty: 'API',
    answers: ['NoPermission', 'InvalidLogin'],
  },
  tokenAtEsxi: {
    says: 'an ESXi on its own has no token service that it trusts: LoginByToken is refused',
    source:
      'API reference, SessionManager.LoginByToken, speaks of the VirtualCenter; which fault an ESXi gives is unverified',
    certainty: 'UNV',
    answers: ['NotSupported', 'InvalidLogin'],
  },
  refusedToken: {
    says: 'a token that is not good is InvalidLogin, in the words for a wrong password',
    source: 'vmware/pyvmomi#1004; vmware/vsphere-automation-sdk-java#23',
    certainty: 'BLOG',
    answers: ['InvalidLogin'],
  },
  cloneTicket: {
    says: 'a clone ticket is good once, and no longer than the session that asked for it; otherwise CloneSession is InvalidLogin',
    source:
      'API reference, SessionManager.AcquireCloneTicket; WSDL: CloneSession declares InvalidLogin',
    certainty: 'API',
    answers: ['oneTime'],
  },
  readOnlyLicence: {
    says: 'an ESXi with the free licence answers every write with RestrictedVersion',
    source:
      'williamlam.com 2011/06; hashicorp/terraform-provider-vsphere#268, #270; vmware/pyvmomi#625',
    certainty: 'BLOG',
    answers: ['RestrictedVersion'],
  },
  guestOperationsNeedTools: {
    says: 'guest operations need a VM that runs, with Tools, and a user whom the guest knows',
    source:
      'API reference, vim.vm.guest.ProcessManager: InvalidPowerState, GuestOperationsUnavailable, InvalidGuestLogin',
    certainty: 'API',
    answers: ['fault'],
  },
  inaccessibleVm: {
    says: 'a VM whose own files cannot be reached shows no configuration and takes no task',
    source:
      'API reference, VirtualMachineConnectionState.inaccessible; that the fault is InvalidState is unverified',
    certainty: 'API',
    answers: ['InvalidState'],
  },
  disabledMethod: {
    says: 'a method that another product has switched off on a VM is refused, whichever it is',
    source:
      'API reference, AuthorizationManager.DisableMethods and MethodDisabled; that the call and not the task fails is unverified',
    certainty: 'API',
    answers: ['MethodDisabled'],
  },
  sessionLimit: {
    says: 'where the sessions are used up RetrieveServiceContent and Login are answered with HTTP 503',
    source: 'Broadcom KB 437427 and forum threads (docs/facts.md#session-limits); not witnessed',
    certainty: 'BLOG',
    answers: ['503'],
  },
  guestProcTransfer: {
    says: 'a transfer of a guest file carries as many bytes as stat tells at its start: of a file in /proc none',
    source: 'open-vm-tools vixTools.c; vmware/open-vm-tools#558',
    certainty: 'SRC',
    answers: ['empty'],
  },
  guestTransferAddress: {
    says: 'the address of a transfer is good for one request within ten minutes; its host is * on an ESXi, and the host of the VM on a vCenter (here: localhost)',
    source: 'govmomi guest/file_manager.go; what an address that is used up answers is unverified',
    certainty: 'SRC',
    answers: ['oneTime'],
  },
} as const satisfies Record<string, Rule>;
