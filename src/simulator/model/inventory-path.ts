import type { ManagedEntity } from './managed-entity.ts';

/** `/Lab/vm/nested/hv-01`, each name with its escapes; the root is `/`. */
export function pathOf(entity: ManagedEntity): string {
  const names: string[] = [];
  for (let at: ManagedEntity = entity; at.parent !== undefined; at = at.parent) {
    names.unshift(at.name);
  }
  return `/${names.join('/')}`;
}

/** The object at an inventory path, which starts below the root: `Lab/vm/nested/hv-01`. A slash at either end does no harm. */
export function findByPath(root: ManagedEntity, path: string): ManagedEntity | undefined {
  let at: ManagedEntity | undefined = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    at = childNamed(at, name);
    if (at === undefined) {
      return undefined;
    }
  }
  return at;
}

export function childNamed(entity: ManagedEntity, name: string): ManagedEntity | undefined {
  for (const child of entity.childrenByPath()) {
    if (child.isNamed(name)) {
      return child;
    }
  }
  return undefined;
}
