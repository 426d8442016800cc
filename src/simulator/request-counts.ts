/** How many calls of each method came in, and how many HTTP requests of any kind. */
export class RequestCounts {
  readonly #byMethod = new Map<string, number>();
  readonly #operationIds: (string | undefined)[] = [];
  #http = 0;

  /** HTTP requests, those for files and those that could not be read included. */
  get http(): number {
    return this.#http;
  }

  /** All method calls. */
  get calls(): number {
    let sum = 0;
    for (const count of this.#byMethod.values()) {
      sum += count;
    }
    return sum;
  }

  of(method: string): number {
    return this.#byMethod.get(method) ?? 0;
  }

  /** `{Login: 1, RetrievePropertiesEx: 3}` */
  byMethod(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#byMethod);
  }

  countHttp(): void {
    this.#http += 1;
  }

  /** The operationID of every method call, in their order; undefined for a call without one. */
  get operationIds(): readonly (string | undefined)[] {
    return this.#operationIds;
  }

  countCall(method: string, operationId: string | undefined): void {
    this.#operationIds.push(operationId);
    this.count(method);
  }

  count(method: string): void {
    this.#byMethod.set(method, this.of(method) + 1);
  }

  reset(): void {
    this.#byMethod.clear();
    this.#operationIds.length = 0;
    this.#http = 0;
  }
}
