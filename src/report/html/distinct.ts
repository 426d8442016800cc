/** A list of distinct texts, in the order in which they were met. */
export class Distinct {
  readonly texts: string[] = [];
  readonly #indexes = new Map<string, number>();

  indexOf(text: string | undefined): number {
    if (text === undefined) {
      return -1;
    }
    let index = this.#indexes.get(text);
    if (index === undefined) {
      index = this.texts.push(text) - 1;
      this.#indexes.set(text, index);
    }
    return index;
  }
}
