import { AbortedError } from '../errors.ts';
import type { CallOptions } from '../soap/index.ts';
import { retrieveBelow } from './container-view.ts';
import { propertiesOf, retrieveOne } from './property-collector.ts';
import type { Session } from './session.ts';

/** What an ESXi calls itself (simulator/esx/host_system.go) [SRC]. */
const ownHost = { type: 'HostSystem', value: 'ha-host' };

/** What boards show that have no uuid of their own. */
const noId = /^[0-]*$|^[f-]*$/;

/**
 * The id that a server gives itself: a vCenter's about.instanceUuid, an ESXi's hardware uuid. It proves nothing by itself: clones share it.
 *
 * @returns in lower case; undefined if it has none, or may not be read
 * @throws AbortedError
 */
export async function retrieveServerId(
  session: Session,
  options: CallOptions = {},
): Promise<string | undefined> {
  const id = session.isVCenter
    ? session.about.instanceUuid
    : await hardwareUuid(session, options).catch(unlessAborted);
  const text = id?.trim().toLowerCase() ?? '';
  return noId.test(text) ? undefined : text;
}

async function hardwareUuid(session: Session, options: CallOptions): Promise<string | undefined> {
  const path = 'hardware.systemInfo.uuid';
  const properties = await retrieveOne(session, ownHost, [path], options);
  return properties.get(path) as string | undefined;
}

/** How two sessions whose servers have one id were proven to be at one server. */
export type SameServerProof = 'certificate' | 'inventory';

/**
 * A second proof that two servers of one id are one: they show the same certificate, or have the same root folder and the same VMs, by moid and
 * instanceUuid.
 *
 * @returns undefined if neither is so, or cannot be told
 * @throws AbortedError
 */
export async function proveSameServer(
  one: Session,
  other: Session,
  options: CallOptions = {},
): Promise<SameServerProof | undefined> {
  const certificate = one.client.transport.fingerprint256;
  if (certificate !== undefined && certificate === other.client.transport.fingerprint256) {
    return 'certificate';
  }
  if (one.content.rootFolder.value !== other.content.rootFolder.value) {
    return undefined;
  }
  const [here, there] = await Promise.all(
    [one, other].map((session) => readVmIds(session, options).catch(unlessAborted)),
  );
  const isSame =
    here !== undefined && here.size === there?.size && [...here].every((id) => there.has(id));
  return isSame ? 'inventory' : undefined;
}

/** Moid and instanceUuid of each VM; undefined if there are none, or one does not tell its instanceUuid. */
async function readVmIds(
  session: Session,
  options: CallOptions,
): Promise<ReadonlySet<string> | undefined> {
  const { rootFolder } = session.content;
  const path = 'config.instanceUuid';
  const ids = new Set<string>();
  const propSet = [{ type: 'VirtualMachine', pathSet: [path] }];
  for await (const content of retrieveBelow(session, rootFolder, propSet, options)) {
    const uuid = propertiesOf(content).get(path) as string | undefined;
    if (uuid === undefined || uuid === '') {
      return undefined;
    }
    ids.add(`${content.obj.value} ${uuid.toLowerCase()}`);
  }
  return ids.size === 0 ? undefined : ids;
}

/** What cannot be read is no proof; what else is wrong with the server, the next request tells. */
function unlessAborted(error: unknown): undefined {
  if (error instanceof AbortedError) {
    throw error;
  }
  return undefined;
}
