import type { CallOptions } from '../soap/index.ts';
import type { MoRef, VmReconfiguredEvent } from '../vim25/index.ts';
import type { Session } from './session.ts';

/**
 * Queries when a VM was reconfigured, by whom and to what; the newest first. How far back depends on the server: vCenter keeps weeks (a
 * setting of its database), a host a few thousand events since its start. A server answers with a thousand events at most, and which of more
 * is not documented.
 *
 * @throws FaultError: NoPermission (System.View on the VM), NotSupported; VsphereError UNSUPPORTED where there is no history.
 */
export async function queryReconfigurations(
  session: Session,
  vm: MoRef,
  options: CallOptions = {},
): Promise<readonly VmReconfiguredEvent[]> {
  const filter = {
    entity: { entity: vm, recursion: 'self' },
    disableFullMessage: true,
    eventTypeId: ['VmReconfiguredEvent'],
  } as const;
  const manager = session.manager('eventManager');
  const events = (await session.call('QueryEvents', manager, { filter }, options)) ?? [];
  const own = events.filter(({ _type }) => _type === 'VmReconfiguredEvent');
  return (own as VmReconfiguredEvent[]).sort((one, other) => other.key - one.key);
}
