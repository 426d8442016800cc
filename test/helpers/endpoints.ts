import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Simulator } from '../../src/simulator/index.ts';
import { type Ran, runCli } from './cli.ts';
import { makeTempDir } from './temp-dir.ts';

/** A server as an endpoints file names it. */
export interface Entry {
  name: string;
  url: string;
  username?: string;
  passwordEnv?: string;
  fingerprint?: string;
}

export function entry(server: Simulator, name: string, more: Partial<Entry> = {}): Entry {
  const username = server.user;
  return { name, url: server.url, username, fingerprint: server.fingerprint256, ...more };
}

/** Writes an endpoints file, JSON being YAML. */
export function listed(...endpoints: readonly Entry[]): string {
  const path = join(makeTempDir(), 'endpoints.yaml');
  writeFileSync(path, JSON.stringify({ defaults: { passwordEnv: 'PW' }, endpoints }));
  return path;
}

/** Runs a command line on the servers of a file; `WRONG` names a wrong password. */
export function vhvAt(file: string, args: readonly string[], stop?: AbortSignal): Promise<Ran> {
  const env = { PW: 'pass', WRONG: 'wrong', VHV_ENDPOINTS: file };
  return runCli(args, stop === undefined ? { env } : { env, stop });
}

/** A port of this machine that nobody listens on. */
export async function closedPort(): Promise<number> {
  const closed = net.createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  return port;
}

/** One VM on one host. */
export const oneVm = (vm: string) => ({
  datacenters: [{ name: 'DC', hosts: [{ name: 'h' }], vms: [{ name: vm, host: 'h' }] }],
});
