import { delimiter, join } from 'node:path';
import { normalizeFingerprint } from '../../soap/index.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import { configDir, readIfThere, updatePrivateFile } from '../files/private-file.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { type Found, fromEnv, fromFlag } from './layer.ts';

/** Fingerprints by `host:port`. */
export type KnownHosts = ReadonlyMap<string, string>;

/** `VC.example.com` → `vc.example.com:443`; IPv6 addresses have brackets around them, as in URLs. */
export function hostKey(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host.toLowerCase();
  return `${name}:${port}`;
}

/**
 * Reads lines `host[:port] FINGERPRINT`, as govc writes them (govmomi vim25/soap/client.go, loadThumbprints): SHA-1 in older
 * files, SHA-256 in newer ones. Other lines are left out; of several for one host, the last counts.
 */
function parseKnownHosts(text: string): KnownHosts {
  const known = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [host = '', fingerprint = ''] = line.trim().split(/\s+/, 2);
    if (!host.startsWith('#') && /^([0-9a-f]{2}:?){20}(([0-9a-f]{2}:?){12})?$/i.test(fingerprint)) {
      const hasPort = /^[^:]+:\d+$|\]:\d+$/.test(host);
      known.set((hasPort ? host : `${host}:443`).toLowerCase(), normalizeFingerprint(fingerprint));
    }
  }
  return known;
}

/** The program's own file: what `vhv cert --trust` has accepted. */
export function knownHostsPath(args: ConnectionArgs, io: Io): Found | undefined {
  const given = fromFlag('known-hosts', args['known-hosts']) ?? fromEnv(io, 'VHV_KNOWN_HOSTS');
  if (given !== undefined) {
    return given;
  }
  const folder = configDir(io);
  return folder === undefined ? undefined : { value: join(folder, 'known_hosts'), from: 'default' };
}

export async function readKnownHosts(args: ConnectionArgs, io: Io): Promise<KnownHosts> {
  const path = knownHostsPath(args, io);
  const known = parseKnownHosts(path === undefined ? '' : await readIfThere(path.value));
  // A pin is a SHA-256: what is of another length was not written by this program.
  return new Map([...known].filter(([, fingerprint]) => fingerprint.split(':').length === 32));
}

/** govc's files, a list of paths in GOVC_TLS_KNOWN_HOSTS; one that is not there is as good as empty, as for govc. */
export async function readGovcKnownHosts(io: Io): Promise<KnownHosts> {
  const paths = fromEnv(io, 'GOVC_TLS_KNOWN_HOSTS')?.value.split(delimiter) ?? [];
  const texts = await Promise.all(paths.filter((path) => path !== '').map(readIfThere));
  return parseKnownHosts(texts.join('\n'));
}

/** Writes pins into the program's own file; the lines of other hosts stay as they are. */
export async function storePins(path: string, pins: KnownHosts): Promise<void> {
  await updatePrivateFile(path, (text) => {
    const others = text
      .split(/\r?\n/)
      .filter(
        (line) => line !== '' && ![...parseKnownHosts(line).keys()].some((key) => pins.has(key)),
      );
    const added = [...pins].map(([host, fingerprint]) => `${host} ${fingerprint}`);
    return `${[...others, ...added].join('\n')}\n`;
  });
}

/** @throws UsageError where there is no place for the file */
export function requireKnownHostsPath(args: ConnectionArgs, io: Io): string {
  const path = knownHostsPath(args, io);
  if (path === undefined) {
    throw new UsageError('no place to keep pins: give --known-hosts FILE or set VHV_KNOWN_HOSTS');
  }
  return path.value;
}
