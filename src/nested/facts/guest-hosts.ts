import { AbortedError, ExchangeError, SessionLostError, VsphereError } from '../../errors.ts';
import type { MoRef, OptionValue } from '../../vim25/index.ts';
import {
  type CallOptions,
  hostsBelow,
  type Properties,
  propertiesOf,
  readName,
  retrieveFrom,
  retrieveObjects,
  type Session,
} from '../../vsphere/index.ts';
import { withoutUndefined } from '../without-undefined.ts';
import type { VmFacts } from './vm-facts.ts';

/** A host in an inventory of the run that is the guest of one of its VMs. */
export interface GuestHost {
  readonly name: string;
  /** The server that manages it, or that it is. */
  readonly endpoint: string;
  readonly inMaintenanceMode?: boolean;
  /** VMs inside that are powered on, or whose power state could not be read. Absent if they could not be listed. */
  readonly running?: number;
  /** It keeps the witness components of a vSAN cluster. */
  readonly isVsanWitness: boolean;
}

export interface FoundGuestHosts {
  /** By the moid of the VM. */
  readonly hosts: Readonly<Record<string, GuestHost>>;
  /** Servers whose hosts could not be read. */
  readonly unread: readonly string[];
}

interface HostUuids {
  readonly moRef: MoRef;
  readonly uuids: readonly string[];
}

/** summary.hardware stays when vCenter has lost contact with the host; `hardware` does not. */
const uuidPaths = ['hardware.systemInfo.uuid', 'summary.hardware.uuid'];

const detailPaths = ['name', 'runtime.inMaintenanceMode', 'vm', 'config.option'];

/** Set to 1 on the hosts of vSAN witness appliances, which run no VMs. Source: docs/facts.md#witness-appliance. */
const witnessOption = 'Misc.vsanWitnessVirtualAppliance';

/** How long the uuids of hosts serve, in ms: a run may take hours, and hosts may be added meanwhile. */
const freshMs = 60_000;

interface Reading {
  readonly at: number;
  readonly found: Promise<readonly HostUuids[]>;
}

/**
 * The hosts of all servers of a run, by which it is known that a VM is a hypervisor: the host's hardware uuid is the VM's `config.uuid`
 * [UNV]. The uuids of each server's hosts are read when the first VM that would be power-cycled is looked at, and again after a minute.
 */
export class GuestHosts {
  readonly #sessions: readonly Session[];
  readonly #read = new Map<Session, Reading>();

  constructor(sessions: readonly Session[]) {
    this.#sessions = sessions;
  }

  /**
   * Retrieves the hosts that these VMs of one server are: for all uuids a request for a hundred hosts of each server of the
   * run, and two for a hundred hosts that match.
   *
   * @throws AbortedError; SessionLostError, ExchangeError of the VMs' own server. Another server that does not answer is `unread`
   */
  async find(vms: readonly VmFacts[], options: CallOptions): Promise<FoundGuestHosts> {
    const vmsByUuid = new Map<string, string[]>();
    for (const { moRef, biosUuid = '' } of vms) {
      for (const uuid of biosUuid === '' ? [] : byteOrders(biosUuid)) {
        vmsByUuid.set(uuid, [...(vmsByUuid.get(uuid) ?? []), moRef.value]);
      }
    }
    const found: Record<string, GuestHost> = {};
    const unread: string[] = [];
    const perSession = this.#sessions.map(async (session) => {
      const isOwn = vms.some(({ endpoint }) => endpoint === session.endpoint);
      const hosts = await orUndefined(this.#hostsOf(session, options), isOwn);
      if (hosts === undefined) {
        unread.push(session.endpoint);
        return;
      }
      const matches = hosts.flatMap(({ moRef, uuids }) => {
        const own = uuids.flatMap((uuid) => vmsByUuid.get(uuid) ?? []);
        return own.length === 0 ? [] : [{ moRef, vms: own }];
      });
      const details = await retrieveGuestHosts(
        session,
        matches.map(({ moRef }) => moRef),
        { ...options, isOwn },
      );
      for (const { moRef, vms: own } of matches) {
        const host = details.get(moRef.value) ?? unreadHost(session, moRef);
        for (const vm of own) {
          found[vm] = found[vm] === undefined ? host : theRiskier(found[vm], host);
        }
      }
    });
    await Promise.all(perSession);
    return { hosts: found, unread };
  }

  #hostsOf(session: Session, options: CallOptions): Promise<readonly HostUuids[]> {
    const before = this.#read.get(session);
    if (before !== undefined && performance.now() - before.at < freshMs) {
      return before.found;
    }
    const now = retrieveUuids(session, options);
    // Hosts that were there a minute ago are better than none.
    const found = before === undefined ? now : now.catch(() => before.found);
    this.#read.set(session, { at: performance.now(), found });
    return found;
  }
}

async function retrieveUuids(
  session: Session,
  options: CallOptions,
): Promise<readonly HostUuids[]> {
  const hosts: HostUuids[] = [];
  const propSet = [{ type: 'HostSystem', pathSet: uuidPaths }];
  const root = { obj: session.content.rootFolder, skip: true, selectSet: hostsBelow };
  for await (const content of retrieveFrom(session, [root], propSet, options)) {
    const properties = propertiesOf(content);
    const uuids = uuidPaths.flatMap((path) => {
      const uuid = properties.get(path);
      return typeof uuid === 'string' ? [uuid.toLowerCase()] : [];
    });
    hosts.push({ moRef: content.obj, uuids: [...new Set(uuids)] });
  }
  return hosts;
}

async function retrieveGuestHosts(
  session: Session,
  hosts: readonly MoRef[],
  { isOwn, ...options }: CallOptions & { readonly isOwn: boolean },
): Promise<ReadonlyMap<string, GuestHost>> {
  const read = async (): Promise<ReadonlyMap<string, GuestHost>> => {
    const seen = new Map<string, Properties>();
    const propSet = [{ type: 'HostSystem', pathSet: detailPaths }];
    for await (const content of retrieveObjects(session, hosts, propSet, options)) {
      seen.set(content.obj.value, propertiesOf(content));
    }
    const vms = [...seen.values()].flatMap(vmsOf);
    const isRunning = await retrieveRunning(session, vms, options);
    return new Map(
      [...seen].map(([moid, properties]) => [moid, readHost(session, properties, isRunning)]),
    );
  };
  return (await orUndefined(read(), isOwn)) ?? new Map();
}

/** Those of the VMs that are on, or do not show it. */
async function retrieveRunning(
  session: Session,
  vms: readonly MoRef[],
  options: CallOptions,
): Promise<ReadonlySet<string>> {
  const running = new Set(vms.map(({ value }) => value));
  const propSet = [{ type: 'VirtualMachine', pathSet: ['runtime.powerState'] }];
  for await (const content of retrieveObjects(session, vms, propSet, options)) {
    const powerState = propertiesOf(content).get('runtime.powerState');
    if (powerState === 'poweredOff' || powerState === 'suspended') {
      running.delete(content.obj.value);
    }
  }
  return running;
}

function vmsOf(properties: Properties): readonly MoRef[] {
  return (properties.get('vm') as readonly MoRef[] | undefined) ?? [];
}

function readHost(
  { endpoint }: Session,
  properties: Properties,
  isRunning: ReadonlySet<string>,
): GuestHost {
  const options = (properties.get('config.option') as readonly OptionValue[] | undefined) ?? [];
  const witness = options.find(({ key }) => key === witnessOption);
  return withoutUndefined<GuestHost>({
    name: readName(properties, ''),
    endpoint,
    inMaintenanceMode: properties.get('runtime.inMaintenanceMode') as boolean | undefined,
    running: vmsOf(properties).filter(({ value }) => isRunning.has(value)).length,
    isVsanWitness: String(witness?.value) === '1',
  });
}

function unreadHost({ endpoint }: Session, { value }: MoRef): GuestHost {
  return { name: value, endpoint, isVsanWitness: false };
}

/** One host seen through its vCenter and by itself, or two that share a uuid. */
function theRiskier(one: GuestHost, other: GuestHost): GuestHost {
  const risk = ({ inMaintenanceMode, running, isVsanWitness }: GuestHost): number =>
    (isVsanWitness ? 2 : 0) + (inMaintenanceMode !== true && running !== 0 ? 1 : 0);
  return risk(other) > risk(one) ? other : one;
}

/** The uuid, and the same with its first three fields in the other byte order, as SMBIOS before and since 2.6 writes them. */
function byteOrders(uuid: string): readonly string[] {
  const text = uuid.toLowerCase();
  const [low = '', middle = '', high = '', ...rest] = text.split('-');
  const swapped = [low, middle, high].map((field) =>
    (field.match(/../g) ?? []).toReversed().join(''),
  );
  return [...new Set([text, [...swapped, ...rest].join('-')])];
}

/** @param isOwn whether it is the server of the VMs: without it nothing else can be done about them either */
async function orUndefined<Value>(
  reading: Promise<Value>,
  isOwn: boolean,
): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    const isLost = error instanceof SessionLostError || error instanceof ExchangeError;
    const ends = error instanceof AbortedError || (isOwn && isLost);
    if (ends || !(error instanceof VsphereError)) {
      throw error;
    }
    return undefined;
  }
}
