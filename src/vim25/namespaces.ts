import { cut, UnreadableError } from '../errors.ts';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const XSD = 'http://www.w3.org/2001/XMLSchema';
const VIM25: string = 'urn:vim25';
export const namespaces: { readonly xsi: string; readonly xsd: string; readonly vim25: string } = {
  xsi: XSI,
  xsd: XSD,
  vim25: VIM25,
};

interface Binding {
  readonly depth: number;
  readonly prefix: string;
  readonly uri: string;
}

/**
 * Follows xmlns declarations just far enough to know an xsi:type when it comes: saxes can do all of it, at half its speed.
 * vcsim binds the prefix `XMLSchema-instance`, and /pbm/sdk sends types of vim25 under a prefix of their own.
 */
export class NamespaceScope {
  readonly #bindings: Binding[] = [];
  /** What attribute names and type names mean under the present bindings: an answer has a million of a few dozen. */
  readonly #isXsiType = new Map<string, boolean>();
  readonly #types = new Map<string, string>();

  #candidates: { readonly name: string; readonly value: string }[] = [];

  /** Takes one attribute of the element that is being read. */
  take(name: string, value: string, depth: number): void {
    if (name.startsWith('xmlns')) {
      this.#declare(name, value, depth);
    } else if (name.endsWith(':type')) {
      this.#candidates.push({ name, value });
    }
  }

  /**
   * The element's xsi:type, now that all its attributes are known: `xsd:int`, `OptionValue`, or `{urn:pbm}Profile` for another
   * namespace; undefined without one.
   */
  namedType(): string | undefined {
    if (this.#candidates.length === 0) {
      return undefined;
    }
    const found = this.#candidates.find(({ name }) => this.#isXsi(name));
    this.#candidates = [];
    return found === undefined ? undefined : this.#resolve(found.value);
  }

  leave(depth: number): void {
    while (this.#bindings.at(-1)?.depth === depth) {
      this.#bindings.pop();
      this.#forget();
    }
  }

  #declare(attribute: string, uri: string, depth: number): void {
    if (attribute === 'xmlns') {
      this.#bindings.push({ depth, prefix: '', uri });
    } else if (attribute.startsWith('xmlns:')) {
      this.#bindings.push({ depth, prefix: attribute.slice('xmlns:'.length), uri });
    }
    this.#forget();
  }

  #forget(): void {
    this.#isXsiType.clear();
    this.#types.clear();
  }

  #lookUp(prefix: string): string | undefined {
    return this.#bindings.findLast((binding) => binding.prefix === prefix)?.uri;
  }

  /** An unbound `xsi` is taken at its word: older servers and hand-made proxies leave the declaration out. */
  #isXsi(attribute: string): boolean {
    let is = this.#isXsiType.get(attribute);
    if (is === undefined) {
      const prefix = attribute.slice(0, -':type'.length);
      is = (this.#lookUp(prefix) ?? (prefix === 'xsi' ? XSI : undefined)) === XSI;
      this.#isXsiType.set(attribute, is);
    }
    return is;
  }

  #resolve(qname: string): string {
    let type = this.#types.get(qname);
    if (type === undefined) {
      type = this.#expand(qname.trim());
      this.#types.set(qname, type);
    }
    return type;
  }

  #expand(qname: string): string {
    const colon = qname.indexOf(':');
    const prefix = colon < 0 ? '' : qname.slice(0, colon);
    const local = colon < 0 ? qname : qname.slice(colon + 1);
    const uri = this.#lookUp(prefix) ?? (prefix === 'xsd' ? XSD : VIM25);
    if (local === '') {
      throw new UnreadableError(`'${cut(qname, 40)}' is no type name`);
    }
    switch (uri) {
      case XSD:
        return `xsd:${local}`;
      case VIM25:
      // No namespace at all: a fault of ESX 5.5 comes so.
      case '':
        return local;
      default:
        return `{${uri}}${local}`;
    }
  }
}
