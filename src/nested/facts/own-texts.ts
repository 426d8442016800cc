/** Values that come again and again are among those of the first VMs: states, versions, hosts. */
const mostKnown = 1000;

/**
 * Makes texts independent of the answers they were read from. The engine cuts a text out of a larger one by pointing into it, so that
 * one name keeps 64 kB of an answer in memory, and forty thousand VMs the whole conversation. Texts that come again become one.
 */
export class OwnTexts {
  readonly #known = new Map<string, string>();

  /** Replaces all texts in plain data, in place. */
  own<Data extends object>(data: Data): Data {
    const fields = data as Record<string, unknown>;
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') {
        fields[name] = this.#text(value);
      } else if (typeof value === 'object' && value !== null) {
        this.own(value);
      }
    }
    return data;
  }

  #text(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) {
      return known;
    }
    const own = Buffer.from(text).toString();
    if (this.#known.size < mostKnown) {
      this.#known.set(own, own);
    }
    return own;
  }
}
