import type { VirtualMachine } from './virtual-machine.ts';
import { configInfo } from './vm-config.ts';

/** A quote or a bar inside a value is written by its code, `|22`, as VMware's products write it. */
function quote(value: string): string {
  return `"${value.replaceAll('|', '|7C').replaceAll('"', '|22').replaceAll('\n', '|0A')}"`;
}

/** The .vmx of a VM: the keys by which files know what ConfigInfo knows by other names, and extraConfig as it is. */
export function vmxOf(vm: VirtualMachine): string {
  const { name, guestId, uuid, firmware, nestedHVEnabled, vPMCEnabled } = configInfo(vm);
  const { state } = vm;
  const own: Readonly<Record<string, string | undefined>> = {
    '.encoding': 'UTF-8',
    'config.version': '8',
    'virtualHW.version': String(state.hardwareVersion),
    displayName: name,
    guestOS: guestId,
    firmware,
    numvcpus: String(state.numCPU),
    'cpuid.coresPerSocket': String(state.numCoresPerSocket),
    memSize: String(state.memoryMB),
    'uuid.bios': uuid,
    'vc.uuid': state.instanceUuid,
    'vhv.enable': nestedHVEnabled === true ? 'TRUE' : undefined,
    'vpmc.enable': vPMCEnabled === true ? 'TRUE' : undefined,
  };
  return [...Object.entries(own), ...state.extraConfig]
    .flatMap(([key, value]) => (value === undefined ? [] : `${key} = ${quote(value)}\n`))
    .join('');
}
