import { ownText } from '../../vim25/index.ts';

/** Values that come again and again are among those of the first VMs: states, versions, hosts. */
const mostKnown = 1000;

/** Makes texts independent of the answers they were read from (see `ownText`). Texts that come again become one. */
export class StringPool {
  readonly #known = new Map<string, string>();

  /** Replaces all texts in plain data, in place. */
  intern<Data extends object>(data: Data): Data {
    const fields = data as Record<string, unknown>;
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') {
        fields[name] = this.#intern(value);
      } else if (typeof value === 'object' && value !== null) {
        this.intern(value);
      }
    }
    return data;
  }

  #intern(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) {
      return known;
    }
    const own = ownText(text);
    if (this.#known.size < mostKnown) {
      this.#known.set(own, own);
    }
    return own;
  }
}
