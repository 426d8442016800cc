import { faultOf, VsphereError } from '../../errors.ts';
import type { MoRef, VirtualMachineConfigSpec, VmReconfiguredEvent } from '../../vim25/index.ts';
import { type CallOptions, queryReconfigurations, type Session } from '../../vsphere/index.ts';
import { forEachLimited } from '../for-each-limited.ts';

/** Who changed a setting, and when, by the server's clock and as it writes it: `2026-11-22T20:11:08.123456Z`. */
export interface LastChange {
  readonly by: string;
  readonly at: string;
}

/** A VM with what is not as wanted. */
interface Drifted {
  readonly moRef: MoRef;
  readonly differences: readonly { readonly key: string; readonly actual?: string | null }[];
}

export interface LastChanges {
  /** By the moid of the VM and by the key. */
  readonly changes: ReadonlyMap<string, ReadonlyMap<string, LastChange>>;
  /** What kept a history from being read, in a word each. */
  readonly failures: readonly string[];
}

/** Requests at once. */
const concurrency = 8;

/**
 * Looks up in the server's event history who made settings what they are, a request for each VM. EventFilterSpec takes one entity; to read
 * the history of all VMs at once would be to read every backup's reconfigurations.
 *
 * @throws ExchangeError; FaultError where the session has ended. A history that cannot be read is told in `failures`.
 */
export async function retrieveLastChanges(
  session: Session,
  vms: readonly Drifted[],
  options: CallOptions = {},
): Promise<LastChanges> {
  const changes = new Map<string, ReadonlyMap<string, LastChange>>();
  const failures = new Set<string>();
  await forEachLimited(vms, concurrency, async ({ moRef, differences }) => {
    try {
      const events = await queryReconfigurations(session, moRef, options);
      const found = differences.flatMap(({ key, actual }) => {
        const event = actual === undefined ? undefined : findOrigin(events, key, actual);
        return event === undefined ? [] : ([[key, describe(event)]] as const);
      });
      changes.set(moRef.value, new Map(found));
    } catch (error) {
      failures.add(reasonOf(error));
    }
  });
  return { changes, failures: [...failures] };
}

function describe({ userName, createdTime }: VmReconfiguredEvent): LastChange {
  return { by: userName, at: createdTime };
}

/** The fault's type, or our own code: the history may be forbidden or not there, and the differences still stand. */
function reasonOf(error: unknown): string {
  const type = faultOf(error)?.type;
  if (type !== undefined && type !== 'NotAuthenticated') {
    return type;
  }
  if (error instanceof VsphereError && error.code === 'UNSUPPORTED') {
    return error.code;
  }
  throw error;
}

/**
 * The event that made a setting what it is. It walks back from the newest event while those that name the setting carry today's value: the
 * oldest of that run made it so, since clients send settings along that they do not change. Where the newest has another value, something that
 * is no reconfiguration came after it (a snapshot's revert, an edited .vmx), and nobody knows.
 *
 * @param events the newest first
 */
function findOrigin(
  events: readonly VmReconfiguredEvent[],
  key: string,
  actual: string | null,
): VmReconfiguredEvent | undefined {
  let origin: VmReconfiguredEvent | undefined;
  for (const event of events) {
    const set = valueIn(event.configSpec, key);
    if (set !== undefined && set !== actual) {
      break;
    }
    origin = set === undefined ? origin : event;
  }
  return origin;
}

/** What a spec sets a key to, null where it takes it away; undefined where it does not name it. */
function valueIn(spec: VirtualMachineConfigSpec, key: string): string | null | undefined {
  if (key === 'nestedHVEnabled') {
    return spec.nestedHVEnabled === undefined ? undefined : spec.nestedHVEnabled ? 'on' : 'off';
  }
  const lower = key.toLowerCase();
  const option = spec.extraConfig?.find((one) => one.key.toLowerCase() === lower);
  return option === undefined ? undefined : String(option.value ?? '') || null;
}
