import { invalidArgument } from '../refusal.ts';
import type { VirtualMachineConfigSpec } from '../types.ts';

/** Every guest id of every release looks so: `otherGuest64`, `rhel9_64Guest`, `vmkernel8Guest`. */
const guestIdShape = /^[a-z][A-Za-z0-9_]*Guest(64)?$/;

type Spec = Readonly<Partial<VirtualMachineConfigSpec>>;

const checks: Readonly<Record<string, (spec: Spec) => boolean>> = {
  numCPUs: ({ numCPUs = 1 }) => numCPUs >= 1,
  numCoresPerSocket: ({ numCoresPerSocket = 1 }) => numCoresPerSocket >= 0,
  memoryMB: ({ memoryMB = 4n }) => memoryMB >= 4n,
  guestId: ({ guestId = 'otherGuest' }) => guestIdShape.test(guestId),
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
