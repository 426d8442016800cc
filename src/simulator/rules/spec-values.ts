import { invalidArgument } from '../refusal.ts';
import type { VirtualMachineConfigSpec } from '../types.ts';
import { guestIds } from './guest-ids.ts';

type Spec = Readonly<Partial<VirtualMachineConfigSpec>>;

const checks: Readonly<Record<string, (spec: Spec) => boolean>> = {
  numCPUs: ({ numCPUs = 1 }) => numCPUs >= 1,
  numCoresPerSocket: ({ numCoresPerSocket = 1 }) => numCoresPerSocket >= 0,
  memoryMB: ({ memoryMB = 4n }) => memoryMB >= 4n,
  guestId: ({ guestId = 'otherGuest' }) => guestIds.has(guestId),
  firmware: ({ firmware = 'bios' }) => firmware === 'bios' || firmware === 'efi',
};

/**
 * Whether a spec holds values that no VM can have.
 *
 * @throws Refusal InvalidArgument, which names the field
 */
export function checkValues(spec: Spec): void {
  for (const [field, isPossible] of Object.entries(checks)) {
    if (!isPossible(spec)) {
      throw invalidArgument(`configSpec.${field}`);
    }
  }
}
