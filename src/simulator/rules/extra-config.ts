import type { OptionValue } from '../types.ts';

/**
 * Keys of a .vmx that fields of ConfigSpec stand for: written through extraConfig they are dropped without a word (types.go:90061). Each
 * one has been seen dropped, or is the .vmx name of such a field.
 */
const shadowed: readonly string[] = [
  'vhv.enable',
  'vpmc.enable',
  'vvtd.enable',
  'numvcpus',
  'memsize',
  'cpuid.corespersocket',
  'displayname',
  'annotation',
  'guestos',
  'firmware',
  'uuid.bios',
  'vc.uuid',
  'virtualhw.version',
  'svga.vramsize',
  'tools.synctime',
  'ftcpt.ftencryptionmode',
  'migrate.encryptionmode',
];
const shadowedPrefixes: readonly string[] = ['vmx.'];

/** Keys of a .vmx are the same in any letter case. */
function isShadowed(key: string): boolean {
  const lower = key.toLowerCase();
  return shadowed.includes(lower) || shadowedPrefixes.some((prefix) => lower.startsWith(prefix));
}

/**
 * Applies a ConfigSpec's extraConfig: sets, replaces, removes where the value is empty, drops what is shadowed.
 *
 * @param kept shadowed keys that are not dropped here, in lower case
 */
export function applyExtraConfig(
  config: Map<string, string>,
  changes: readonly OptionValue[],
  kept: readonly string[] = [],
): void {
  for (const { key, value } of changes) {
    const existing = [...config.keys()].find((name) => name.toLowerCase() === key.toLowerCase());
    const text = value === undefined ? '' : String(value);
    if (isShadowed(key) && !kept.includes(key.toLowerCase())) {
      continue;
    }
    if (text === '') {
      config.delete(existing ?? key);
    } else {
      config.set(existing ?? key, text);
    }
  }
}
