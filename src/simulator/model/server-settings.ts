import type { ServerKind } from '../product.ts';
import { int, type OptionDefinition, text } from './option.ts';

/** ServiceContent.setting. A vCenter's numbers can be typed as text: "443" is one (docs/facts.md#settings-as-text). */
export const serverSettings: Readonly<Record<ServerKind, readonly OptionDefinition[]>> = {
  vcenter: [
    text('VirtualCenter.InstanceName', 'localhost'),
    text('WebService.Ports.https', '443'),
    int('config.vmacore.soap.maxSessionCount', 0, 2147483647, 2000),
    int('VirtualCenter.MaxDBConnection', 1, 2147483647, 50),
  ],
  esx: [],
};
