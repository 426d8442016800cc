import { statSync } from 'node:fs';
import type { ConnectionArgs } from '../arguments/options.ts';
import { NotTextError, readTextFileSync } from '../files/text-file.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import {
  type CredentialSource,
  type Found,
  fromEnv,
  fromFlag,
  type Layer,
  noFromEnv,
  readTlsMin,
  type TrustSource,
  yesFromEnv,
} from './layer.ts';

/** Credentials that stand in an address. */
export interface UrlCredentials {
  readonly username?: string;
  readonly password?: string;
  /** Where the address comes from. */
  readonly from: string;
}

function credentialsOf({ username, password, from }: UrlCredentials): Layer {
  return {
    username: username === undefined ? undefined : { value: username, from },
    credentials:
      password === undefined ? [] : [{ is: 'password', kind: 'literal', value: password, from }],
  };
}

function as<Kind extends string>(kind: Kind, found: Found | undefined) {
  return found === undefined ? undefined : { kind, ...found };
}

function oneOf(
  is: CredentialSource['is'],
  ...sources: readonly (Omit<CredentialSource, 'is'> | undefined)[]
): readonly CredentialSource[] {
  const [first] = sources.filter((source) => source !== undefined);
  return first === undefined ? [] : [{ is, ...first }];
}

/**
 * The command line, before everything. What an address on it holds is a flag's value too, and goes to that server only.
 */
export function flagLayer(args: ConnectionArgs, inUrl?: UrlCredentials): Layer {
  const fromUrl = inUrl === undefined ? {} : credentialsOf(inUrl);
  return {
    username: fromFlag('username', args.username) ?? fromUrl.username,
    credentials: [
      ...oneOf(
        'password',
        fileFlag('password-file', args),
        as('command', fromFlag('password-command', args['password-command'])),
        ...(fromUrl.credentials ?? []),
      ),
      ...oneOf('token', fileFlag('token-file', args)),
      ...oneOf('clone ticket', fileFlag('clone-ticket-file', args)),
    ],
    trust: trustFlag(args),
    tlsMin: readTlsMin(fromFlag('tls-min', args['tls-min'])),
  };
}

function fileFlag(
  name: 'password-file' | 'token-file' | 'clone-ticket-file',
  args: ConnectionArgs,
): Omit<CredentialSource, 'is'> | undefined {
  const file = fromFlag(name, args[name]);
  return as(file?.value === '-' ? 'stdin' : 'file', file);
}

function trustFlag(args: ConnectionArgs): TrustSource | undefined {
  const insecure = args.insecure === true ? { value: 'true', from: '--insecure' } : undefined;
  return (
    as('fingerprint', fromFlag('fingerprint', args.fingerprint)) ??
    as('insecure', insecure) ??
    as('ca', fromFlag('ca', args.ca))
  );
}

/** The program's own variables. */
export function ownVariables(io: Io): Layer {
  return {
    username: fromEnv(io, 'VHV_USERNAME'),
    credentials: [
      ...oneOf(
        'password',
        as('literal', fromEnv(io, 'VHV_PASSWORD')),
        as('file', fromEnv(io, 'VHV_PASSWORD_FILE')),
        as('command', fromEnv(io, 'VHV_PASSWORD_COMMAND')),
      ),
      ...oneOf(
        'token',
        as('literal', fromEnv(io, 'VHV_TOKEN')),
        as('file', fromEnv(io, 'VHV_TOKEN_FILE')),
      ),
      ...oneOf('clone ticket', as('literal', fromEnv(io, 'VHV_CLONE_TICKET'))),
    ],
    trust:
      as('fingerprint', fromEnv(io, 'VHV_FINGERPRINT')) ??
      as('insecure', yesFromEnv(io, 'VHV_INSECURE')) ??
      as('ca', fromEnv(io, 'VHV_CA')),
    tlsMin: readTlsMin(fromEnv(io, 'VHV_TLS_MIN')),
  };
}

/** The variables of govc, of Terraform's provider and of Ansible's modules, and last what the address in the environment holds. */
export function peerVariables(io: Io, inUrl?: UrlCredentials): Layer {
  const fromUrl = inUrl === undefined ? {} : credentialsOf(inUrl);
  return {
    username: govcUsername(io) ?? fromEnv(io, 'VSPHERE_USER', 'VMWARE_USER') ?? fromUrl.username,
    credentials: oneOf(
      'password',
      govcPassword(io),
      as('literal', fromEnv(io, 'VSPHERE_PASSWORD', 'VMWARE_PASSWORD')),
      ...(fromUrl.credentials ?? []),
    ),
    trust:
      as('insecure', yesFromEnv(io, 'GOVC_INSECURE', 'VSPHERE_ALLOW_UNVERIFIED_SSL')) ??
      as('insecure', noFromEnv(io, 'VMWARE_VALIDATE_CERTS')) ??
      as('ca', fromEnv(io, 'GOVC_TLS_CA_CERTS')),
  };
}

/**
 * The text of a file, undefined if the value is no readable file. Passwords get here: if the system refuses to read it, the value is
 * no path, and no error may quote it.
 *
 * @throws UsageError naming the variable, if the file is there and is no text
 */
function textOfFile({ value, from }: Found): string | undefined {
  try {
    return statSync(value).isFile() ? readTextFileSync(value) : undefined;
  } catch (error) {
    if (error instanceof NotTextError) {
      throw new UsageError(`the file of ${from} cannot be read: ${error.message}`, {
        cause: error,
      });
    }
    return undefined;
  }
}

/** govc reads a value that is the path of a file out of that file (govmomi session/manager.go, Secret). */
function govcUsername(io: Io): Found | undefined {
  const found = fromEnv(io, 'GOVC_USERNAME');
  const text = found === undefined ? undefined : textOfFile(found)?.trim();
  return found === undefined || text === undefined ? found : { value: text, from: found.from };
}

function govcPassword(io: Io): Omit<CredentialSource, 'is'> | undefined {
  const found = fromEnv(io, 'GOVC_PASSWORD');
  return as(found !== undefined && textOfFile(found) !== undefined ? 'file' : 'literal', found);
}
