import { compareVersions } from '../../vim25/index.ts';
import type { Session } from '../../vsphere/index.ts';

/** Since API 5.1 nestedHVEnabled is the VM's switch; before, the host has to allow it in its own file, and the .vmx has the key below. */
const flagSince = '5.1';

/** The .vmx key that nestedHVEnabled stands for. */
const switchKey = 'vhv.enable';

/** By what a VM is switched where its server does not know nestedHVEnabled; absent where it does. */
export interface VmSwitch {
  readonly switchKey?: typeof switchKey;
}

export function isBeforeFlag(apiVersion: string | undefined): boolean {
  return apiVersion !== undefined && compareVersions(apiVersion, flagSince) < 0;
}

/** Before 5.1 the key is sent as extraConfig; nobody has seen whether such a server keeps it. [UNV] */
export function vmSwitchOf({ content }: Session): VmSwitch {
  return isBeforeFlag(content.about.apiVersion) ? { switchKey } : {};
}
