import type { MoRef } from '../../vim25/moref.ts';
import type { UserSession } from '../types.ts';

/** Who reads a property: a few differ from session to session. */
export interface Viewer {
  readonly userSession: UserSession;
  /** The roles that this user has at an object, by id. */
  effectiveRole(object: ManagedObject): readonly number[];
}

/** How the properties of a class of objects are derived from its state, each only when it is asked for. */
export type Readers<Self> = Readonly<Record<string, (self: Self) => unknown>>;

/**
 * An object that clients see. Its state lies in plain fields; its properties are derived from them on demand, so that forty
 * thousand VMs cost no more than their state.
 */
export abstract class ManagedObject {
  /** For good, but for `register`. */
  moRef: MoRef;
  /** Grows with every change: watchers look again at an object whose revision is new to them. */
  revision = 0;
  /** Whether the object has been destroyed: references to it may still be around. */
  destroyed = false;

  constructor(moRef: MoRef) {
    this.moRef = moRef;
  }

  get type(): string {
    return this.moRef.type;
  }

  /** The value of a property as the schema declares it, without `_type`; undefined where it is unset. */
  abstract read(property: string, viewer?: Viewer): unknown;
}

/** References to objects, for properties that hold them. */
export function refs(objects: Iterable<ManagedObject>): readonly MoRef[] {
  return Array.from(objects, (object) => object.moRef);
}
