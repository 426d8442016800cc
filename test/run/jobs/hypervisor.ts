import type { HostData, VmData } from '../../../src/simulator/index.ts';
import { hostsOf } from '../../../src/simulator/model/host-system.ts';
import { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { Fleet, running } from './fleet.ts';

export const outer = running('outer', { settings: { guestId: 'vmkernel8Guest' } });
export const inner = (data: Partial<VmData> = {}): VmData =>
  running('inner', { host: 'nested', ...data });

export interface Wanted {
  readonly vms?: readonly VmData[];
  readonly nested?: Partial<HostData>;
  /** How the host writes the uuid of its VM. */
  readonly shown?: (uuid: string) => string;
}

/** The first three fields of a uuid, byte by byte from behind. */
export const swapped = (uuid: string): string =>
  uuid.replace(/^(..)(..)(..)(..)-(..)(..)-(..)(..)/, '$4$3$2$1-$6$5-$8$7');

/** A VM `outer` whose guest is the host `nested` of the same vCenter. */
export async function startHypervisor({
  vms = [inner()],
  nested = {},
  shown = (uuid) => uuid,
}: Wanted = {}) {
  const hosts = [{ name: 'esx-01' }, { name: 'nested', ...nested }];
  const fleet = await Fleet.start([outer, ...vms], { cluster: { hosts } });
  const objects = [...fleet.simulator.model.inventory.objects()];
  const vm = objects.find((one) => one instanceof VirtualMachine && one.name === 'outer');
  const host = hostsOf(fleet.simulator.model.inventory).find(({ name }) => name === 'nested');
  if (host !== undefined && vm instanceof VirtualMachine) {
    host.uuid = shown(vm.state.uuid);
  }
  return fleet;
}
