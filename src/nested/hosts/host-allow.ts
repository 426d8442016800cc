import { answerWasLost, ExchangeError, faultOf, VsphereError } from '../../errors.ts';
import { compareVersions } from '../../vim25/index.ts';
import {
  type CallOptions,
  type HostFile,
  readHostFile,
  type Session,
  writeHostFile,
} from '../../vsphere/index.ts';
import type { HostFacts } from './host-facts.ts';
import { readSetting, withSetting } from './vmware-config.ts';

const key = 'vhv.allow';
const name = 'vmware_config';
/** Since API 5.1 the switch is per VM, and the line is of no use (docs/facts.md#host-switch). */
const neededBefore = '5.1';

/** What would become of a host's vhv.allow. */
export interface AllowPlan {
  readonly host: Pick<HostFacts, 'endpoint' | 'moRef' | 'name' | 'path' | 'apiVersion'>;
  readonly fate: 'change' | 'unchanged' | 'not needed' | 'blocked';
  /** The value that the file has; undefined where it has none, or was not read. */
  readonly from: string | undefined;
  readonly to: string;
  /** Why it is blocked. */
  readonly reason?: string;
  /** The whole file as it was read and as it is to be. It can hold secrets: it is not for showing. */
  readonly file?: { readonly before: string; readonly after: string };
}

/**
 * `changed`: the file was read back as it was to be. `unverified`: it was written, and something else was read back. `failed`: it was not
 * written. `unknown`: it was sent, and what became of it could not be read.
 */
export interface AllowOutcome {
  readonly plan: AllowPlan;
  readonly outcome: 'changed' | 'unverified' | 'failed' | 'unknown';
  readonly reason?: string;
}

export interface AllowOptions extends CallOptions {
  /** Edits the file of a host of 5.1 or later too, where nothing reads the line. Default false. */
  readonly force?: boolean;
}

function isFalse(value: string | undefined): boolean {
  return value === undefined || /^(false|0|no|off)$/i.test(value);
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(true|1|yes|on)$/i.test(value);
}

function fileOf(host: AllowPlan['host']): HostFile {
  return { host: host.name, name };
}

/** What one host answers, or fails to, is its own affair; a session that has ended and a server that is gone are everybody's. */
function reasonOf(error: unknown, session: Session): string {
  const isOurs = error instanceof ExchangeError && error.endpoint === session.endpoint;
  const isHosts = error instanceof VsphereError && faultOf(error)?.type !== 'NotAuthenticated';
  if (isOurs || !isHosts) {
    throw error;
  }
  return error.message;
}

/**
 * Plans `vhv.allow` in /etc/vmware/config, which hosts of ESXi 5.0 want before any VM of theirs can have nested virtualization. Of hosts
 * since 5.1 the answer is `not needed`, and their file is not even read.
 *
 * @throws FaultError where the session has ended; ExchangeError where the server itself does not answer
 */
export async function planHostAllow(
  session: Session,
  { endpoint, moRef, name: hostName, path, apiVersion, connectionState }: HostFacts,
  allowed: boolean,
  options: AllowOptions = {},
): Promise<AllowPlan> {
  const host = { endpoint, moRef, name: hostName, path, apiVersion };
  const to = allowed ? 'TRUE' : 'FALSE';
  const unread = { host, from: undefined, to };
  if (apiVersion === undefined || (connectionState ?? 'connected') !== 'connected') {
    const reason = `its version is not known: it is ${connectionState ?? 'not to be read'}`;
    return { ...unread, fate: 'blocked', reason };
  }
  if (compareVersions(apiVersion, neededBefore) >= 0 && options.force !== true) {
    return { ...unread, fate: 'not needed' };
  }
  try {
    const before = await readHostFile(session, fileOf(host), options);
    const from = readSetting(before, key);
    if (allowed ? isTrue(from) : isFalse(from)) {
      return { host, from, to, fate: 'unchanged' };
    }
    const after = withSetting(before, key, to);
    return { host, from, to, fate: 'change', file: { before, after } };
  } catch (error) {
    return { ...unread, fate: 'blocked', reason: reasonOf(error, session) };
  }
}

/**
 * Writes a planned file, reads it back and compares. A file that is not what was planned upon is left alone. The file is sent once: where
 * the answer was lost, what is read back decides.
 *
 * @throws as planHostAllow
 */
export async function applyHostAllow(
  session: Session,
  plan: AllowPlan,
  options: CallOptions = {},
): Promise<AllowOutcome> {
  const { host, file } = plan;
  if (file === undefined) {
    return { plan, outcome: 'failed', reason: `nothing was planned for ${host.path}` };
  }
  let lost: string | undefined;
  try {
    if ((await readHostFile(session, fileOf(host), options)) !== file.before) {
      return { plan, outcome: 'failed', reason: 'the file has changed meanwhile: plan again' };
    }
    await writeHostFile(session, fileOf(host), file.after);
  } catch (error) {
    if (!answerWasLost(error)) {
      return { plan, outcome: 'failed', reason: reasonOf(error, session) };
    }
    lost = error.message;
  }
  return readBack(session, plan, file, lost);
}

async function readBack(
  session: Session,
  plan: AllowPlan,
  { before, after }: NonNullable<AllowPlan['file']>,
  lost: string | undefined,
): Promise<AllowOutcome> {
  try {
    const now = await readHostFile(session, fileOf(plan.host));
    if (now === after) {
      return { plan, outcome: 'changed' };
    }
    return lost !== undefined && now === before
      ? { plan, outcome: 'failed', reason: lost }
      : { plan, outcome: 'unverified', reason: 'the file that is read back is another' };
  } catch (error) {
    // After a write even a server that is gone is no reason to lose sight of it.
    return { plan, outcome: 'unknown', reason: (error as Error).message };
  }
}
