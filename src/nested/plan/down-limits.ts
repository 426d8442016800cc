import type { VmFacts } from '../facts/vm-facts.ts';

/** At most `most` VMs of a group are down at once. */
export interface DownLimit {
  /**
   * What makes a group. `folder`: the folder (or vApp) that VMs stand in, by its path; the same path on two servers is one group.
   * `attribute:NAME`: the value of this custom attribute; VMs without a value are in no group. `name:REGEX`: what the parentheses of the
   * expression match in the VM's name; without parentheses all VMs whose names match are one group.
   */
  readonly key: DownKey;
  /** At least 1. */
  readonly most: number;
}

export type DownKey = 'folder' | `attribute:${string}` | `name:${string}`;

/** A group that a VM belongs to: `name:^(web)-:web`. */
export interface DownGroup {
  readonly name: string;
  readonly most: number;
}

/** The groups of a VM, one at most for each limit. */
export function downGroupsOf(facts: VmFacts, limits: readonly DownLimit[]): readonly DownGroup[] {
  return limits.flatMap(({ key, most }) => {
    const group = groupOf(facts, key);
    return group === undefined ? [] : [{ name: `${key}:${group}`, most }];
  });
}

function groupOf({ path, name, attributes }: VmFacts, key: DownKey): string | undefined {
  if (key === 'folder') {
    return path.slice(0, path.lastIndexOf('/'));
  }
  const [kind, what] = splitKey(key);
  if (kind === 'attribute') {
    // Whatever the values are that may not be read: those VMs could all belong together.
    const all = attributes ?? { [what]: '?' };
    return Object.hasOwn(all, what) ? all[what] : undefined;
  }
  const match = new RegExp(what, 'u').exec(name);
  return match
    ?.slice(1)
    .map((captured) => captured ?? '')
    .join(',');
}

function splitKey(key: string): readonly [kind: string, what: string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}

/** Why the expression of a `name:REGEX` cannot be read; undefined if it can, and for other keys. */
export function patternFlaw(key: string): string | undefined {
  const [kind, what] = splitKey(key);
  if (kind !== 'name') {
    return undefined;
  }
  try {
    RegExp(what, 'u');
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

/** The custom attributes that limits are about, as an option of retrieveFacts. */
export function attributesOf(limits: readonly DownLimit[] = []): {
  readonly attributes?: readonly string[];
} {
  const attributes = limits.flatMap(({ key }) => {
    const [kind, name] = splitKey(key);
    return kind === 'attribute' ? [name] : [];
  });
  return attributes.length === 0 ? {} : { attributes };
}

/** Finds the first limit that concerns none of the planned VMs, and says so: most likely it is misspelt, and would limit nothing. */
export function findIdleLimit(
  plans: readonly { readonly facts: VmFacts }[],
  limits: readonly DownLimit[] = [],
): { readonly limit: DownLimit; readonly problem: string } | undefined {
  const limit = limits.find((one) =>
    plans.every(({ facts }) => downGroupsOf(facts, [one]).length === 0),
  );
  if (limit === undefined || plans.length === 0) {
    return undefined;
  }
  const why = limit.key.startsWith('attribute:')
    ? 'none has a value for that attribute'
    : 'no name matches';
  const problem = `would limit nothing: of ${plans.length} VMs ${why}. Fix: correct it, or leave it out`;
  return { limit, problem };
}

/** Both lists; of a group that both name the stricter limit. */
export function mergeDownGroups(
  some: readonly DownGroup[] = [],
  others: readonly DownGroup[] = [],
): readonly DownGroup[] {
  const merged = new Map<string, number>();
  for (const { name, most } of [...some, ...others]) {
    merged.set(name, Math.min(most, merged.get(name) ?? most));
  }
  return [...merged].map(([name, most]) => ({ name, most }));
}
