import { UnreadableError } from '../errors.ts';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const XSD = 'http://www.w3.org/2001/XMLSchema';
export const VIM25: string = 'urn:vim25';
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

  /**
   * Takes an element's attributes in.
   *
   * @returns its xsi:type: `xsd:int`, `OptionValue`, or `{urn:pbm}Profile` for another namespace; undefined without one.
   */
  enter(attributes: Readonly<Record<string, string>>, depth: number): string | undefined {
    let typeAttribute: string | undefined;
    for (const name in attributes) {
      if (name.startsWith('xmlns')) {
        this.#declare(name, attributes[name] ?? '', depth);
      } else if (name.endsWith(':type')) {
        typeAttribute = name;
      }
    }
    if (typeAttribute === undefined || !this.#isXsi(typeAttribute.slice(0, -':type'.length))) {
      return undefined;
    }
    return this.#resolve((attributes[typeAttribute] ?? '').trim());
  }

  leave(depth: number): void {
    while (this.#bindings.at(-1)?.depth === depth) {
      this.#bindings.pop();
    }
  }

  #declare(attribute: string, uri: string, depth: number): void {
    if (attribute === 'xmlns') {
      this.#bindings.push({ depth, prefix: '', uri });
    } else if (attribute.startsWith('xmlns:')) {
      this.#bindings.push({ depth, prefix: attribute.slice('xmlns:'.length), uri });
    }
  }

  #lookUp(prefix: string): string | undefined {
    return this.#bindings.findLast((binding) => binding.prefix === prefix)?.uri;
  }

  /** An unbound `xsi` is taken at its word: older servers and hand-made proxies leave the declaration out. */
  #isXsi(prefix: string): boolean {
    return (this.#lookUp(prefix) ?? (prefix === 'xsi' ? XSI : undefined)) === XSI;
  }

  #resolve(qname: string): string {
    const colon = qname.indexOf(':');
    const prefix = colon < 0 ? '' : qname.slice(0, colon);
    const local = colon < 0 ? qname : qname.slice(colon + 1);
    const uri = this.#lookUp(prefix) ?? (prefix === 'xsd' ? XSD : VIM25);
    if (local === '') {
      throw new UnreadableError(`'${qname}' is no type name`);
    }
    switch (uri) {
      case XSD:
        return `xsd:${local}`;
      case VIM25:
        return local;
      default:
        return `{${uri}}${local}`;
    }
  }
}
