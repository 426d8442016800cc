import type { ManagedEntity } from './managed-entity.ts';

/** In a path a name's slash, backslash and percent sign are written as %2f, %5c and %25, as they are in the name itself. */
function escapeName(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2f').replaceAll('\\', '%5c');
}

/** `/Lab/vm/nested/hv-01`; the root is `/`. */
export function pathOf(entity: ManagedEntity): string {
  const names: string[] = [];
  for (let at: ManagedEntity = entity; at.parent !== undefined; at = at.parent) {
    names.unshift(escapeName(at.name));
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
    if (escapeName(child.name) === name || child.name === name) {
      return child;
    }
  }
  return undefined;
}
