import type { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { unregister } from '../../../src/simulator/registration.ts';
import { registerVmAgain, removeHostOf } from '../../helpers/registering.ts';
import type { JournalFleet } from './journal-fleet.ts';
import { named } from './left-run.ts';

export const registerAgain = ({ simulator }: JournalFleet): void => registerVmAgain(simulator);
export const addHostAgain = ({ simulator }: JournalFleet): void => removeHostOf(simulator)();

/** Gives another VM the ids of the one that the run has shut down, as a clone has them. */
export function clone(fleet: JournalFleet, isSameFile: boolean): void {
  const { uuid, instanceUuid } = named(fleet, 'vm').state;
  const copy = named(fleet, 'other');
  Object.assign(copy.state, { uuid, instanceUuid });
  copy.name = isSameFile ? 'vm' : copy.name;
}

/** Registers a VM again, and gives its moid to another one. @returns the other one */
export function swapMoids(fleet: JournalFleet): VirtualMachine {
  const { model } = fleet.simulator;
  const before = named(fleet, 'vm').moRef;
  registerAgain(fleet);
  const intruder = named(fleet, 'other');
  unregister(intruder, model);
  intruder.moRef = before;
  intruder.destroyed = false;
  model.inventory.add(intruder);
  return intruder;
}
