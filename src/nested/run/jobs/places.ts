/** A limited resource: `most` of those who need `name` are at work at once. */
export interface Need {
  /** What it is, in the whole run: needs of one name count together, on whichever server their VMs are. */
  readonly name: string;
  readonly most: number;
  /** Held also while the item only waits, and for good if it is left as it must not stay. */
  readonly lasts?: true;
}

/**
 * Counts who holds what. The servers of a run share one, because VMs that stand in for each other can be on different servers.
 *
 * An item can hold places before its turn: its VM is down since an earlier run, and its neighbours must not go down meanwhile.
 */
export class Places<Item> {
  readonly #held = new Map<string, number>();
  /** Of these, the places that nobody will give back. */
  readonly #kept = new Map<string, number>();
  readonly #reserved = new Map<Item, readonly Need[]>();
  readonly #lifted = new Set<string>();
  readonly #waiting = new Set<() => void>();

  hasRoom(needs: readonly Need[]): boolean {
    return this.#limiting(needs).every(({ name, most }) => (this.#held.get(name) ?? 0) < most);
  }

  /** False if a place that is needed is never free again. */
  mayHaveRoom(needs: readonly Need[]): boolean {
    return this.#limiting(needs).every(({ name, most }) => (this.#kept.get(name) ?? 0) < most);
  }

  take(needs: readonly Need[]): void {
    add(this.#held, needs, 1);
  }

  giveBack(needs: readonly Need[]): void {
    add(this.#held, needs, -1);
    this.#wake();
  }

  /** Never gives back what is held already. */
  keep(needs: readonly Need[]): void {
    add(this.#kept, needs, 1);
    // Those who wait for such a place have to learn that it will not be free.
    this.#wake();
  }

  /** Lifts limits for the rest of the run: what was to be proven first is. */
  lift(needs: readonly Need[]): void {
    for (const { name } of needs) {
      this.#lifted.add(name);
    }
    this.#wake();
  }

  #limiting(needs: readonly Need[]): readonly Need[] {
    return this.#lifted.size === 0 ? needs : needs.filter(({ name }) => !this.#lifted.has(name));
  }

  /** Takes what an item holds before its turn. */
  reserve(item: Item, needs: readonly Need[]): void {
    this.take(needs);
    this.#reserved.set(item, needs);
  }

  /** What an item holds before its turn. */
  reservedOf(item: Item): readonly Need[] {
    return this.#reserved.get(item) ?? [];
  }

  /** An item whose turn has come holds its places like any other from here on. */
  begin(item: Item): void {
    this.#reserved.delete(item);
  }

  /** An item whose turn will not come keeps what it has reserved. */
  abandon(item: Item): void {
    this.keep(this.#reserved.get(item) ?? []);
    this.#reserved.delete(item);
  }

  /** Calls back whenever a place is given back or kept, until the returned function is called. */
  onChange(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  #wake(): void {
    for (const callback of this.#waiting) {
      callback();
    }
  }
}

function add(counts: Map<string, number>, needs: readonly Need[], count: 1 | -1): void {
  for (const { name } of needs) {
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
}
