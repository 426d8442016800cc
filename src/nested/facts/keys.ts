import { AbortedError, SessionLostError, VsphereError } from '../../errors.ts';
import type { AlarmState, MoRef } from '../../vim25/index.ts';
import {
  type CallOptions,
  propertiesOf,
  retrieveObjects,
  type Session,
} from '../../vsphere/index.ts';
import type { VmKey } from './vm-details.ts';
import type { VmFacts } from './vm-facts.ts';

/** What the server knows of the key of an encrypted VM. */
export type KeyState =
  | { readonly kind: 'available' }
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** Nobody here can know: `reason` is the server's, or why it was not asked. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface KeySurroundings {
  /** By the moid of the VM. */
  readonly keys: Readonly<Record<string, KeyState>>;
  /** Names of triggered alarms about keys and locked VMs, by the moid of the VM or host. */
  readonly alarms: Readonly<Record<string, readonly string[]>>;
}

/** CheckKeyBitMap: whether the key is available to vCenter. [API: 0x01] */
const checkAvailability = 1;

/** The API lists these as reasons why a key is unavailable; they mean that vCenter is not who knows. [API: 8.0.3] */
const managedElsewhere: readonly string[] = [
  'KeyStateManagedByNKP',
  'KeyStateManagedByTrustAuthority',
  'NoPermissionToAccessKeyProvider',
];

/** Whether a VM can only start with a key: it is encrypted, or has a virtual TPM. */
export function needsKey({ details }: VmFacts): boolean {
  return details?.encrypted === true || details?.devices?.hasVTpm === true;
}

/**
 * Asks what is known of the keys of VMs: the triggered alarms, which everyone may read, and the key provider, which takes
 * Cryptographer.ManageKeys. A provider that refuses, fails or does not answer is `unknown`.
 *
 * @throws SessionLostError; AbortedError; what the property collector throws
 */
export async function retrieveKeys(
  session: Session,
  vms: readonly VmFacts[],
  options: CallOptions,
): Promise<KeySurroundings> {
  const hosts = vms.flatMap(({ host }) => host ?? []);
  const [keys, alarms] = await Promise.all([
    queryKeys(session, vms, options),
    retrieveKeyAlarms(session, [...vms.map(({ moRef }) => moRef), ...hosts], options),
  ]);
  return { keys, alarms };
}

async function queryKeys(
  session: Session,
  vms: readonly VmFacts[],
  options: CallOptions,
): Promise<Readonly<Record<string, KeyState>>> {
  const all = new Map<string, VmKey>();
  for (const { details } of vms) {
    if (details?.key !== undefined) {
      all.set(nameOf(details.key), details.key);
    }
  }
  const answer = await askProvider(session, [...all.values()], options);
  return Object.fromEntries(
    vms.map(({ moRef, details }) => {
      const own = details?.key === undefined ? undefined : answer.states.get(nameOf(details.key));
      return [moRef.value, own ?? { kind: 'unknown', reason: answer.reason }];
    }),
  );
}

interface ProviderAnswer {
  readonly states: ReadonlyMap<string, KeyState>;
  /** Why a key has no state. */
  readonly reason: string;
}

async function askProvider(
  session: Session,
  keys: readonly VmKey[],
  options: CallOptions,
): Promise<ProviderAnswer> {
  const manager = session.content.cryptoManager;
  if (manager?.type !== 'CryptoManagerKmip' || keys.length === 0) {
    return { states: new Map(), reason: keys.length === 0 ? 'no key id' : 'no key manager' };
  }
  try {
    const keyIds = keys.map(({ id, provider }) => ({
      keyId: id,
      ...(provider !== undefined && { providerId: { id: provider } }),
    }));
    const parameters = { keyIds, checkKeyBitMap: checkAvailability };
    const found = await session.call('QueryCryptoKeyStatus', manager, parameters, options);
    const states = (found ?? []).map(
      ({ keyId: { keyId: id, providerId }, keyAvailable, reason = '' }) =>
        [
          nameOf({ id, ...(providerId && { provider: providerId.id }) }),
          stateOf(keyAvailable, reason),
        ] as const,
    );
    return { states: new Map(states), reason: 'no answer about this key' };
  } catch (error) {
    const ends = error instanceof SessionLostError || error instanceof AbortedError;
    if (ends || !(error instanceof VsphereError)) {
      throw error;
    }
    return { states: new Map(), reason: error.message };
  }
}

function stateOf(isAvailable: boolean | undefined, reason: string): KeyState {
  if (isAvailable === true) {
    return { kind: 'available' };
  }
  return isAvailable === undefined || managedElsewhere.includes(reason)
    ? { kind: 'unknown', reason: reason || 'not told' }
    : { kind: 'unavailable', reason: reason || 'keyAvailable: false' };
}

function nameOf({ id, provider = '' }: VmKey): string {
  return `${provider}/${id}`;
}

/** The names of vCenter's own alarms are witnessed nowhere that we know of [UNV], so that words decide. */
const keyAlarm =
  /kms|crypto|encrypt|key ?(provider|server|manage|id|status|missing)|(^|[^b])locked/i;

async function retrieveKeyAlarms(
  session: Session,
  entities: readonly MoRef[],
  options: CallOptions,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const unique = [...new Map(entities.map((entity) => [entity.value, entity])).values()];
  const triggered: { readonly entity: string; readonly alarm: MoRef }[] = [];
  for (const type of ['VirtualMachine', 'HostSystem']) {
    const propSet = [{ type, pathSet: ['triggeredAlarmState'] }];
    const own = unique.filter((entity) => entity.type === type);
    for await (const content of retrieveObjects(session, own, propSet, options)) {
      const states = propertiesOf(content).get('triggeredAlarmState') ?? [];
      for (const { alarm, overallStatus } of states as readonly AlarmState[]) {
        if (overallStatus === 'red' || overallStatus === 'yellow') {
          triggered.push({ entity: content.obj.value, alarm });
        }
      }
    }
  }
  const names = new Map<string, string>();
  const alarms = [...new Map(triggered.map(({ alarm }) => [alarm.value, alarm])).values()];
  const propSet = [{ type: 'Alarm', pathSet: ['info.systemName', 'info.name'] }];
  for await (const content of retrieveObjects(session, alarms, propSet, options)) {
    const properties = propertiesOf(content);
    const texts = [properties.get('info.systemName'), properties.get('info.name')];
    const name = texts.filter((text) => typeof text === 'string').join(', ');
    if (keyAlarm.test(name)) {
      names.set(content.obj.value, name);
    }
  }
  const found: Record<string, string[]> = {};
  for (const { entity, alarm } of triggered) {
    const name = names.get(alarm.value);
    if (name !== undefined) {
      found[entity] = [...(found[entity] ?? []), name];
    }
  }
  return found;
}
