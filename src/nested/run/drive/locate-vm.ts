import { type CallOptions, findVmsByInstanceUuid, type Session } from '../../../vsphere/index.ts';
import { rereadFacts } from '../../facts/reread-facts.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { vmKey } from '../job.ts';

/** Where a VM is now that is no longer under its moid: registered again under another one, or nobody knows. */
export type Location =
  | { readonly kind: 'found'; readonly facts: VmFacts }
  /** `reason` is a clause: `no server of this run has a VM with its instanceUuid` */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface LocateOptions extends CallOptions {
  /** Whether to read what only planning needs, too. Default false. */
  readonly details?: boolean;
  /** Keys of VMs that are known to be other ones. Default none. */
  readonly others?: ReadonlySet<string>;
}

/**
 * Finds a VM again that got a new moid: its host was removed and added again, or it was unregistered and registered. It is searched for by
 * instanceUuid, and is the one if its BIOS uuid and the path of its file are as before: a server may give its instanceUuid to another VM,
 * and a clone may share both ids. Nothing is found for a VM of which one of the three was never read.
 *
 * @param sessions all servers where it may be
 * @param before the VM as it was last read
 * @param keys of extraConfig that are to be read
 * @throws FaultError, ExchangeError
 */
export async function locateVm(
  sessions: readonly Session[],
  before: VmFacts,
  keys: readonly string[],
  { others = new Set(), ...options }: LocateOptions = {},
): Promise<Location> {
  const { instanceUuid = '' } = before;
  if (instanceUuid === '') {
    return unknown('its instanceUuid was never read');
  }
  const candidates: VmFacts[] = [];
  for (const session of sessions) {
    const { signal } = options;
    const hits = await findVmsByInstanceUuid(session, instanceUuid, { signal });
    const known = hits
      .map((moRef) => ({ ...before, endpoint: session.endpoint, moRef }))
      .filter((one) => vmKey(one) !== vmKey(before) && !others.has(vmKey(one)));
    for await (const facts of rereadFacts(session, known, keys, { ...options, datacenter: true })) {
      candidates.push(facts);
    }
  }
  const confirmed = candidates.filter((now) => isSameVm(now, before));
  const [only] = confirmed;
  if (only !== undefined && confirmed.length === 1) {
    return { kind: 'found', facts: only };
  }
  if (confirmed.length > 1) {
    const names = confirmed.map(vmKey).join(', ');
    return unknown(`it is UNKNOWN which VM it is, as ${names} have its uuids and its path`);
  }
  const [other] = candidates;
  return unknown(
    other === undefined
      ? 'no VM on the servers of this run has its instanceUuid'
      : `${vmKey(other)} has its instanceUuid, but ${doubtOf(other, before)}`,
  );
}

function unknown(reason: string): Location {
  return { kind: 'unknown', reason };
}

const isSameText = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one !== '' && one.toLowerCase() === other?.toLowerCase();

/** Whether both that confirm an instanceUuid were read before, and are the same now. */
export function isSameVm(now: VmFacts, before: VmFacts): boolean {
  return (
    isSameText(now.instanceUuid, before.instanceUuid) &&
    isSameText(now.biosUuid, before.biosUuid) &&
    now.vmPathName === before.vmPathName &&
    now.vmPathName !== undefined
  );
}

function doubtOf(now: VmFacts, before: VmFacts): string {
  if (before.biosUuid === undefined || before.vmPathName === undefined) {
    return 'its BIOS uuid and its path were not written down, so nothing confirms that it is the same VM';
  }
  return isSameText(now.biosUuid, before.biosUuid) ? 'another path' : 'another BIOS uuid';
}

/** By what a person finds a VM again: `instanceUuid 5012…, file [ds] vm/vm.vmx`. */
export function describeIds({ instanceUuid, vmPathName }: VmFacts): string {
  const uuid =
    instanceUuid === undefined ? 'no instanceUuid known' : `instanceUuid ${instanceUuid}`;
  return vmPathName === undefined ? uuid : `${uuid}, file ${vmPathName}`;
}

/** VMs read again, by their key before; and of those that are not to be found, why. */
export interface Reunion {
  readonly now: ReadonlyMap<string, VmFacts>;
  readonly missing: ReadonlyMap<string, string>;
}

/**
 * Reads VMs again, a hundred in a request, and looks for those that are no longer under their moids.
 *
 * @param known as they were last read
 */
export async function reuniteVms(
  sessions: readonly Session[],
  known: readonly VmFacts[],
  keys: readonly string[],
  options: Omit<LocateOptions, 'others'> = {},
): Promise<Reunion> {
  const now = new Map<string, VmFacts>();
  const inPlace = new Map<string, VmFacts>();
  for (const session of sessions) {
    const own = known.filter(({ endpoint }) => endpoint === session.endpoint);
    for await (const facts of rereadFacts(session, own, keys, { ...options, datacenter: true })) {
      inPlace.set(vmKey(facts), facts);
    }
  }
  const isInPlace = (facts: VmFacts): boolean =>
    inPlace.get(vmKey(facts))?.instanceUuid === facts.instanceUuid && inPlace.has(vmKey(facts));
  const others = new Set(known.filter(isInPlace).map(vmKey));
  const missing = new Map<string, string>();
  for (const before of known) {
    const found = inPlace.get(vmKey(before));
    if (found !== undefined && isInPlace(before)) {
      now.set(vmKey(before), found);
      continue;
    }
    const location = await locateVm(sessions, before, keys, { ...options, others });
    if (location.kind === 'found') {
      now.set(vmKey(before), location.facts);
      continue;
    }
    const place = found === undefined ? 'it is no longer there' : 'another VM has its place';
    missing.set(vmKey(before), `${place}, and ${location.reason}`);
  }
  for (const [key, facts] of sharedPlaces(now)) {
    now.delete(key);
    missing.set(key, `it is UNKNOWN which VM it is: ${vmKey(facts)} may be this one, or another`);
  }
  return { now, missing };
}

/** Those that were found in one place: at most one of them is there. */
function sharedPlaces(now: ReadonlyMap<string, VmFacts>): readonly (readonly [string, VmFacts])[] {
  const found = [...now];
  return found.filter(([key, facts]) =>
    found.some(([other, at]) => other !== key && vmKey(at) === vmKey(facts)),
  );
}
