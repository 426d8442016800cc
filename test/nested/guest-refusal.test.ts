import { describe, expect, it } from 'vitest';
import { FaultError } from '../../src/errors.ts';
import { refusalOf } from '../../src/nested/verify/guest-refusal.ts';
import type { GuestReason } from '../../src/nested/verify/levels.ts';
import { guestMessages } from '../../src/report/guest-messages.ts';

function refusal(type: string) {
  const fault = { type, message: 'in the language of the server', detail: {} };
  return refusalOf(new FaultError('StartProgramInGuest', 'VirtualMachine:vm-42', fault));
}

/** Every subtype of GuestOperationsFault in the API reference, and what else its operations are said to throw (docs/facts.md#guest-faults). */
const faults: readonly (readonly [fault: string, reason: GuestReason])[] = [
  ['GuestComponentsOutOfDate', 'GUEST_TOOLS_OUTDATED'],
  ['GuestOperationsUnavailable', 'GUEST_TOOLS_UNAVAILABLE'],
  ['GuestPermissionDenied', 'GUEST_PERMISSION_DENIED'],
  ['GuestProcessNotFound', 'GUEST_PROCESS_GONE'],
  ['InvalidGuestLogin', 'GUEST_LOGIN_REFUSED'],
  ['OperationDisabledByGuest', 'GUEST_OPERATION_DISABLED'],
  ['OperationNotSupportedByGuest', 'GUEST_OPERATION_UNSUPPORTED'],
  ['TooManyGuestLogons', 'GUEST_TOO_MANY_LOGINS'],
  // Of logins that are no name and password, and of the registry: nothing that is asked for here.
  ['GuestAuthenticationChallenge', 'GUEST_FAULT'],
  ['GuestMultipleMappings', 'GUEST_FAULT'],
  ['GuestRegistryFault', 'GUEST_FAULT'],
  ['FileNotFound', 'GUEST_FILE_NOT_FOUND'],
  ['CannotAccessFile', 'GUEST_FILE_INACCESSIBLE'],
  ['CannotCreateFile', 'GUEST_FILE_INACCESSIBLE'],
  ['FileNotWritable', 'GUEST_FILE_INACCESSIBLE'],
  ['FileFault', 'GUEST_FILE_INACCESSIBLE'],
  ['InvalidPowerState', 'GUEST_POWER_STATE'],
  ['InvalidState', 'GUEST_POWER_STATE'],
  ['TaskInProgress', 'GUEST_BUSY'],
  ['RestrictedVersion', 'GUEST_LICENCE_READ_ONLY'],
  ['NoPermission', 'GUEST_PRIVILEGE_MISSING'],
  ['InvalidLogin', 'GUEST_LOGIN_REFUSED'],
  ['RuntimeFault', 'GUEST_FAULT'],
];

describe('a fault of guest operations', () => {
  it.each(faults)(
    '%s is %s: known by its type, with what it means and what to do',
    (type, reason) => {
      expect(refusal(type)).toEqual({ reason, detail: expect.stringContaining(type) });
      const { meaning, remedy } = guestMessages[reason];
      expect(meaning).not.toBe('');
      expect(remedy).not.toBe('');
    },
  );

  it('that has ended the session is about more than this guest', () => {
    expect(() => refusal('NotAuthenticated')).toThrow('NotAuthenticated');
  });
});
