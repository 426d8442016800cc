/**
 * Why a VM's outcome is not `changed`, as far as the run itself found it. Otherwise `error.code` is that of the error that the server or the
 * connection caused, or, for `untouched`, of a finding.
 */
export const failureCodes = {
  BUSY: 'a task or a snapshot in the background was under way on the VM for too long',
  CHECK_FAILED: 'vCenter, asked right before, reported that the change or the power-on would fail',
  GUEST_NOT_BACK: 'the VM is changed and on, and its guest did not come back in time',
  GUEST_RESTARTED: 'the guest was asked to shut down, and restarted instead',
  GUEST_STAYS_ON: 'the guest or the VM was asked to go off, and did not in time; it may still',
  HA_FAILOVER: 'the VM was not changed: HA restarted it meanwhile',
  IGNORED_BY_SERVER: 'the task succeeded, and the new values are not there',
  LEFT_OFF: 'the VM ran, and is off',
  METHOD_DISABLED: 'the server has disabled a method that the power cycle needs',
  NO_EFFECT: 'the new values are there, and the VM does not show them to its host',
  OUTCOME_UNKNOWN:
    'the answer was lost, or the VM is gone: nobody knows what became of the request',
  PLAN_STALE: 'the VM is no longer as it was when it was planned',
  POWER_ON_FAILED: 'the VM could not be started with the change; it runs without it',
  QUESTION_PENDING: 'the VM waits for an answer to a question before it starts',
  STILL_OFF: 'the VM was started, and is still off',
  STILL_ON: 'the VM was powered off, and is still on',
  UNEXPECTED: 'a defect of vhv: report it',
  VM_SWITCH_UNAVAILABLE: 'the server is older than 5.1 and dropped vhv.enable',
} as const satisfies Readonly<Record<string, string>>;
