import type { InferredOptionTypes, Options } from 'yargs';
import type { GuestLogin } from '../../vsphere/index.ts';
import { requireFingerprint } from '../arguments/fingerprint.ts';
import type { Context } from '../context.ts';
import { readFirstLine, readSecretFile } from '../files/secret.ts';
import { ask } from '../terminal/ask.ts';
import { UsageError } from '../usage-error.ts';
import { fromEnv } from './layer.ts';

export const guestOptions = {
  'guest-user': {
    type: 'string',
    describe: 'also ask each guest that runs, as this user of it',
    group: 'Guest:',
  },
  'guest-password-file': {
    type: 'string',
    describe: "file whose first line is that user's password, - is stdin; or [VHV_GUEST_PASSWORD]",
    group: 'Guest:',
  },
  'guest-fingerprint': {
    type: 'string',
    array: true,
    describe: 'SHA-256 of the certificate of a guest that is an ESXi: its own API is asked',
    group: 'Guest:',
  },
  'guest-output': {
    type: 'boolean',
    default: false,
    describe: 'show what the program in the guest writes: a temporary file, fetched and deleted',
    group: 'Guest:',
  },
} as const satisfies Record<string, Options>;

type GuestArgs = InferredOptionTypes<typeof guestOptions>;

/**
 * Who is to log in to the guests; undefined where they are not to be asked. The password comes from a file, stdin, the environment or a prompt.
 *
 * @throws UsageError, InterruptedError
 */
export async function readGuestLogin(
  { io, dash }: Context,
  args: GuestArgs,
): Promise<GuestLogin | undefined> {
  const username = args['guest-user'];
  const file = args['guest-password-file'];
  if (username === undefined) {
    const flags = ['guest-password-file', 'guest-fingerprint', 'guest-output'] as const;
    const idle = flags.find((flag) => args[flag] !== undefined && args[flag] !== false);
    if (idle !== undefined) {
      throw new UsageError(`--${idle} needs --guest-user`);
    }
    return undefined;
  }
  for (const pin of args['guest-fingerprint'] ?? []) {
    requireFingerprint('--guest-fingerprint', pin);
  }
  if (file === '-') {
    if (dash) {
      throw new UsageError('stdin can hold the selectors or the password of the guest, not both');
    }
    return { username, password: await readFirstLine('--guest-password-file -', io) };
  }
  if (file !== undefined) {
    return { username, password: await readSecretFile('--guest-password-file', file) };
  }
  const inEnv = fromEnv(io, 'VHV_GUEST_PASSWORD');
  if (inEnv !== undefined) {
    return { username, password: inEnv.value };
  }
  if (!io.interactive || dash) {
    throw new UsageError(
      'no password for the guest: set VHV_GUEST_PASSWORD or give --guest-password-file',
    );
  }
  const question = `Password of ${username} in the guest: `;
  return { username, password: await ask(io, question, { hidden: true }) };
}
