import { VsphereError } from '../../../errors.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import type { VmChange } from '../../plan/change.ts';

/** The task succeeded, and the values that were read back are not those that were sent. */
export class IgnoredError extends VsphereError {
  override name = 'IgnoredError';
  readonly unmet: VmChange;

  constructor({ switchKey }: VmFacts, missing: VmChange) {
    if (switchKey !== undefined && missing.nestedHVEnabled !== undefined) {
      const value = missing.nestedHVEnabled.to ? 'TRUE' : 'FALSE';
      super(
        'VM_SWITCH_UNAVAILABLE',
        `the task succeeded, and the server dropped ${switchKey}: before ESXi 5.1 it is only set in the VM's .vmx file. Unregister the VM, write ${switchKey} = "${value}" into the file, register it again`,
      );
    } else {
      super('IGNORED_BY_SERVER', 'the task succeeded, and the new values are not there');
    }
    this.unmet = missing;
  }
}
