import { EventEmitter, once } from 'node:events';
import { formatMoRef, type MoRef } from '../../vim25/moref.ts';
import type { ManagedObject } from './managed-object.ts';

/** Every object of the server, by reference, and the news of their changes. */
export class Inventory {
  readonly #objects = new Map<string, ManagedObject>();
  readonly #changes = new EventEmitter();
  #revision = 0;

  constructor() {
    // One listener for each client that waits for updates: any number of them is fine.
    this.#changes.setMaxListeners(0);
  }

  /** The revision of the latest change. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#objects.size;
  }

  add<T extends ManagedObject>(object: T): T {
    this.#objects.set(formatMoRef(object.moRef), object);
    this.touch(object);
    return object;
  }

  find(moRef: MoRef): ManagedObject | undefined {
    return this.#objects.get(formatMoRef(moRef));
  }

  objects(): IterableIterator<ManagedObject> {
    return this.#objects.values();
  }

  remove(object: ManagedObject): void {
    object.destroyed = true;
    this.#objects.delete(formatMoRef(object.moRef));
    this.touch(object);
  }

  /** Tells that objects have changed. Whoever changes one also touches those whose properties are derived from it. */
  touch(...objects: readonly ManagedObject[]): void {
    this.#revision += 1;
    for (const object of objects) {
      object.revision = this.#revision;
    }
    this.#changes.emit('change');
  }

  /** Resolves at the next change, or when the signal fires. */
  async nextChange(signal: AbortSignal): Promise<void> {
    try {
      await once(this.#changes, 'change', { signal });
    } catch {
      // Nobody waits any longer.
    }
  }
}
