import type { OptionValue } from '../../vim25/index.ts';
import type { Properties } from '../../vsphere/index.ts';

/** Advanced options that mark a VM of vCenter's cluster services (vCLS), the second since 8.0 U3. Source: Broadcom KB 370219. */
const markKeys: readonly string[] = ['HDCS.agent', 'vCLSCRX.agent'];

const pathOf = (key: string): string => `config.extraConfig["${key}"]`;

/** The property paths of these options alone: the whole of extraConfig is heavy and can hold secrets. */
export const clusterServicePaths: readonly string[] = markKeys.map(pathOf);

/** Returns the option that marks a VM of cluster services, read by its own path or with the whole of extraConfig: `HDCS.agent`. */
export function readClusterServiceKey(properties: Properties): string | undefined {
  const all = (properties.get('config.extraConfig') ?? []) as readonly OptionValue[];
  return markKeys.find((key) => {
    const alone = properties.get(pathOf(key)) as OptionValue | undefined;
    const option = alone ?? all.find((one) => one.key === key);
    return String(option?.value).toLowerCase() === 'true';
  });
}
