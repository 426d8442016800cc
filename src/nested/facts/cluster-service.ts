import type { MoRef, OptionValue } from '../../vim25/index.ts';
import {
  type CallOptions,
  type Properties,
  propertiesOf,
  retrieveObjects,
  type Session,
} from '../../vsphere/index.ts';

/** Advanced options that mark a VM of vCenter's cluster services (vCLS), the second since 8.0 U3. Source: Broadcom KB 370219. */
const markKeys: readonly string[] = ['HDCS.agent', 'vCLSCRX.agent'];

const markPaths = new Map(markKeys.map((key) => [`config.extraConfig["${key}"]`, key]));

/**
 * Retrieves the key that marks each VM of vCenter's cluster services, by moid; other VMs are left out. Only the two keys are asked for:
 * the whole of extraConfig is heavy and can hold secrets.
 */
export async function retrieveClusterServiceKeys(
  session: Session,
  vms: readonly MoRef[],
  options: CallOptions,
): Promise<Readonly<Record<string, string>>> {
  const propSet = [{ type: 'VirtualMachine', pathSet: [...markPaths.keys()] }];
  const found: Record<string, string> = {};
  for await (const content of retrieveObjects(session, vms, propSet, options)) {
    const key = readMark(propertiesOf(content));
    if (key !== undefined) {
      found[content.obj.value] = key;
    }
  }
  return found;
}

function readMark(properties: Properties): string | undefined {
  for (const [path, key] of markPaths) {
    const option = properties.get(path) as OptionValue | undefined;
    if (String(option?.value).toLowerCase() === 'true') {
      return key;
    }
  }
  return undefined;
}
