/** Counts how often each kind of fault has befallen each call. */
export class FaultMatrix {
  readonly #counts = new Map<string, number>();

  add(call: string, kind: string): void {
    const cell = `${call} × ${kind}`;
    this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + 1);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** `ReconfigVM_Task × answer-lost: 12`, sorted. */
  lines(): string[] {
    return [...this.#counts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([cell, count]) => `${cell}: ${count}`);
  }
}
