import { hostsOf } from './model/host-system.ts';
import type { Inventory } from './model/inventory.ts';
import { VirtualMachine } from './model/virtual-machine.ts';
import type { RuleAnswers } from './rules/rules.ts';

/**
 * Gives hosts that are guests the uuid of their VM's BIOS, as the rule `guestHostUuid` has it.
 *
 * @throws TypeError where there is no such VM
 */
export function nameGuestHosts(inventory: Inventory, { guestHostUuid }: RuleAnswers): void {
  const vms = [...inventory.objects()].filter((object) => object instanceof VirtualMachine);
  for (const host of hostsOf(inventory)) {
    const { guestOf } = host;
    if (guestOf !== undefined) {
      const vm = vms.find((one) => one.isNamed(guestOf));
      if (vm === undefined) {
        throw new TypeError(`the host ${host.name} is the guest of ${guestOf}, which is no VM`);
      }
      const { uuid } = vm.state;
      host.uuid = { same: uuid, swapped: swapBytes(uuid), own: host.uuid }[guestHostUuid];
    }
  }
}

/** The first three fields of a uuid are little-endian in SMBIOS 2.6 and later, and are often shown as if they were not. */
function swapBytes(uuid: string): string {
  const fields = uuid.split('-');
  const swap = (field: string): string => Buffer.from(field, 'hex').reverse().toString('hex');
  return fields.map((field, index) => (index < 3 ? swap(field) : field)).join('-');
}
