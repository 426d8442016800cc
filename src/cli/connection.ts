import { readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { type ConnectOptions, connect, type Session, type Trust } from '../index.ts';
import { parseAddress } from '../vsphere/index.ts';
import { ask } from './ask.ts';
import { isEmbeddedUrl, startEmbeddedUrl } from './embedded.ts';
import { requireFingerprint } from './fingerprint.ts';
import type { Io } from './io.ts';
import { observers } from './observe.ts';
import type { ConnectionArgs } from './options.ts';
import { readSecretFile } from './secret.ts';
import { UsageError } from './usage-error.ts';

/** The first of these variables that is set and not empty. */
function fromEnv(io: Io, ...names: readonly string[]): string | undefined {
  return names.map((name) => io.env[name]).find((value) => value !== undefined && value !== '');
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(1|true|yes|on)$/i.test(text);
}

async function readTrust(args: ConnectionArgs, io: Io): Promise<Trust> {
  const fingerprint256 = args.fingerprint ?? fromEnv(io, 'VHV_FINGERPRINT');
  if (fingerprint256 !== undefined) {
    requireFingerprint('fingerprint', fingerprint256);
    return { kind: 'pinned', fingerprint256 };
  }
  if (args.insecure ?? isTrue(fromEnv(io, 'VHV_INSECURE', 'GOVC_INSECURE'))) {
    io.err('vhv: the certificate is not checked: whoever answers gets the password (--insecure)\n');
    return { kind: 'insecure' };
  }
  const file = args.ca ?? fromEnv(io, 'VHV_CA', 'GOVC_TLS_CA_CERTS');
  if (file === undefined) {
    return { kind: 'authority' };
  }
  try {
    // govc's variable is a list of paths.
    const paths = file.split(delimiter).filter((path) => path !== '');
    const ca = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    if (!ca.some((pem) => pem.includes('-----BEGIN CERTIFICATE-----'))) {
      throw new Error('it holds no certificate in PEM form');
    }
    return { kind: 'authority', ca };
  } catch (error) {
    throw new UsageError(`--ca ${file} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function readConnectOptions(args: ConnectionArgs, io: Io): Promise<ConnectOptions> {
  const text = args.url ?? fromEnv(io, 'VHV_URL', 'GOVC_URL', 'VSPHERE_SERVER', 'VMWARE_HOST');
  if (text === undefined) {
    throw new UsageError(
      'which server? Give --url vc.example.com or set VHV_URL; --url sim: is the embedded simulator',
    );
  }
  const { host, port, username: inUrl, password: secretInUrl } = parseAddress(text);
  const userInEnv = fromEnv(io, 'VHV_USERNAME', 'GOVC_USERNAME', 'VSPHERE_USER', 'VMWARE_USER');
  const secretInEnv = fromEnv(
    io,
    'VHV_PASSWORD',
    'GOVC_PASSWORD',
    'VSPHERE_PASSWORD',
    'VMWARE_PASSWORD',
  );
  // Flags before the environment: what an address on the command line holds is a flag's value too, and goes to that server only.
  const isFlag = args.url !== undefined;
  const username = args.username ?? (isFlag ? (inUrl ?? userInEnv) : (userInEnv ?? inUrl));
  if (username === undefined || username === '') {
    throw new UsageError('which user? Give --username or set VHV_USERNAME');
  }
  const given =
    args['password-file'] === undefined
      ? isFlag
        ? (secretInUrl ?? secretInEnv)
        : (secretInEnv ?? secretInUrl)
      : await readSecretFile('--password-file', args['password-file']);
  if (given === undefined && !io.interactive) {
    throw new UsageError('no password: set VHV_PASSWORD or give --password-file');
  }
  const trust = await readTrust(args, io);
  const password = given ?? (await ask(io, `Password of ${username} at ${host}: `, true));
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return { url: `https://${bracketed}:${port}`, username, password, trust };
}

/** Logs in as the flags and the environment say, runs `work`, and logs out whatever happens. */
export async function withSession<Result>(
  args: ConnectionArgs,
  io: Io,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const url = args.url ?? fromEnv(io, 'VHV_URL');
  await using embedded = isEmbeddedUrl(url) ? await startEmbeddedUrl(url) : undefined;
  const options = embedded?.connectOptions ?? (await readConnectOptions(args, io));
  const wrap = observers(args, io, options.password);
  const session = await connect({ ...options, wrap, signal: io.stop });
  let result: Result;
  try {
    result = await work(session);
  } catch (error) {
    // The failure that ended the work is the one to tell.
    await session.logout().catch(() => undefined);
    throw error;
  }
  await session.logout().catch((error: unknown) => {
    io.err(`vhv: not logged out of ${session.endpoint}: ${(error as Error).message}\n`);
  });
  return result;
}
