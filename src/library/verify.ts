import { z } from 'zod';
import type { VmFacts } from '../nested/facts/vm-facts.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import { GuestLoginGate } from '../nested/verify/guest-login-gate.ts';
import type { VmProof } from '../nested/verify/levels.ts';
import { type VerifyOptions as InnerOptions, verify as prove } from '../nested/verify/verify.ts';
import type { GuestLogin, Session } from '../vsphere/index.ts';
import { callFields, checkedOptions, fingerprint256, flag, sessionsOf, text } from './check.ts';
import { factsOf } from './select.ts';
import { vmsOf, type WhichVms } from './selection.ts';

/** What to verify, and whether guests are asked. */
export type VerifyOptions = Omit<InnerOptions, 'guestLoginGate' | 'deadlineMs'>;

const guestLogin = z.strictObject({
  username: text,
  password: z.string(),
} satisfies Fields<GuestLogin>);

const fields = {
  ...callFields,
  expect: flag,
  guest: guestLogin.optional(),
  guestFingerprints: z.array(fingerprint256).optional(),
  guestOutput: flag,
} satisfies Fields<VerifyOptions>;

/**
 * Proves, VM by VM, what nested virtualization there is: configured, required of the host, in effect, and seen by the guest if a login is
 * given. Changes nothing but, with `guestOutput`, for a moment a file in the guest.
 *
 * @param vms as for `plan`
 * @throws what `select` throws; what one VM or guest refuses is in its proof instead
 */
export async function verify(
  sessions: Session | readonly Session[],
  vms: WhichVms | readonly VmFacts[],
  options: VerifyOptions = {},
): Promise<VmProof[]> {
  const chosen = vmsOf(sessionsOf(sessions), vms);
  const how = checkedOptions<VerifyOptions>(fields, options);
  const gate = how.guest && { guestLoginGate: new GuestLoginGate(how.guest.username) };
  const proofs = await Promise.all(
    chosen.map(async ({ session, selection, facts }) =>
      prove(session, facts ?? (await factsOf(session, selection, how)), { ...how, ...gate }),
    ),
  );
  return proofs.flat();
}
