import { Decoder } from './decode.ts';
import { vim25Schema } from './schema-table.ts';
import type { AnyValue, UnknownObject } from './value.ts';

/**
 * The API versions that this code has been written for, oldest first. A server that knows one of them shows at least the fields
 * of that version; fields of later versions are hidden from who asks with an older one (vSphere 8.0 SDK guide).
 */
export const knownVersions: readonly string[] = [
  '5.0',
  '5.1',
  '5.5',
  '6.0',
  '6.5',
  '6.7',
  '6.7.1',
  '6.7.2',
  '6.7.3',
  '7.0',
  '7.0.0.0',
  '7.0.0.2',
  '7.0.1.0',
  '7.0.1.1',
  '7.0.2.0',
  '7.0.3.0',
  '7.0.3.1',
  '7.0.3.2',
  '8.0.0.0',
  '8.0.0.1',
  '8.0.1.0',
  '8.0.2.0',
  '8.0.3.0',
  '9.0.0.0',
  '9.1.0.0',
];

/** For servers that publish no vimServiceVersions.xml: the lowest version we know. */
export const oldestVersion = '5.0';

/** The elements of a name below a value that the schema does not know. */
function childrenOf(value: AnyValue, name: string): readonly AnyValue[] {
  const children = (value as Partial<UnknownObject>).children ?? [];
  return children.filter((child) => child.name === name).map((child) => child.value);
}

/**
 * The versions of urn:vim25 that a server's `vimServiceVersions.xml` offers, newest first.
 *
 * @throws UnreadableError where it is no XML.
 */
export function readServiceVersions(xml: string): readonly string[] {
  const decoder = new Decoder(vim25Schema, 'xsd:anyType');
  decoder.write(xml);
  const vim25 = childrenOf(decoder.end(), 'namespace').find((namespace) =>
    childrenOf(namespace, 'name').includes('urn:vim25'),
  );
  if (vim25 === undefined) {
    return [];
  }
  const prior = childrenOf(vim25, 'priorVersions').flatMap((list) => childrenOf(list, 'version'));
  return [...childrenOf(vim25, 'version'), ...prior].map(String);
}

/**
 * The highest version that both sides know, from the server's `vimServiceVersions.xml`. The entry at the top can be an internal
 * id (`uA046D008`), so entries that we do not know are passed over. Undefined where nothing is shared.
 */
export function chooseVersion(offered: readonly string[]): string | undefined {
  const known = new Set(offered);
  return knownVersions.findLast((version) => known.has(version));
}

/** Compares by number, part by part: 8.0.2.0 is less than 8.0.10.0, and 8.0 equals 8.0.0.0. */
export function compareVersions(one: string, other: string): number {
  const left = one.split('.').map(Number);
  const right = other.split('.').map(Number);
  for (let part = 0; part < Math.max(left.length, right.length); part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}
