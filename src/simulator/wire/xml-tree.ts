import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { UnreadableError } from '../../errors.ts';

/** An element with its names resolved. Everything that the reading of a request needs, and nothing of prefixes. */
export interface XmlElement {
  readonly uri: string;
  readonly local: string;
  /** Attributes in no namespace by their name, the others as `{uri}local`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  /** Where the start tag begins in the document. */
  readonly offset: number;
  /** Resolves a QName in a value, such as an xsi:type. A name without a prefix takes the default namespace. */
  resolve(qname: string): { readonly uri: string; readonly local: string };
}

export type Bindings = ReadonlyMap<string, string>;
type RawNode = Readonly<Record<string, unknown>>;

/** How deep elements may be nested: the limit of the client's decoder. */
const maxDepth = 200;

const metaData = XMLParser.getMetaDataSymbol() as symbol;
const attributesKey = ':@';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  captureMetaData: true,
  maxNestedTags: maxDepth,
});

/** The prolog may hold a declaration, comments and instructions; a DTD is never allowed. */
const doctype = /^(?:\s|<\?(?:[^?]|\?+[^?>])*\?+>|<!--(?:[^-]|-[^-]|--+[^->])*--+>)*<!DOCTYPE/;

/**
 * @param predeclared prefixes that are bound without a declaration
 * @throws UnreadableError where the text is not well formed, has a DTD or uses a prefix that nothing binds
 */
export function readXml(xml: string, predeclared: Bindings): XmlElement {
  if (doctype.test(xml)) {
    throw new UnreadableError('a document type declaration is not allowed');
  }
  const validity = XMLValidator.validate(xml);
  if (validity !== true) {
    const { msg, line, col } = validity.err;
    throw new UnreadableError(`${msg} at line ${line}, column ${col}`);
  }
  const [root] = (parse(xml) as readonly RawNode[]).filter((node) => !('#text' in node));
  if (root === undefined) {
    throw new UnreadableError('the document is empty');
  }
  return readElement(
    root,
    new Map([['xml', 'http://www.w3.org/XML/1998/namespace'], ...predeclared]),
  );
}

function parse(xml: string): unknown {
  try {
    return parser.parse(xml);
  } catch (error) {
    throw new UnreadableError((error as Error).message, { cause: error });
  }
}

function readElement(node: RawNode, outer: Bindings): XmlElement {
  const name = Object.keys(node).find((key) => key !== attributesKey) ?? '';
  const raw = (node[attributesKey] ?? {}) as Readonly<Record<string, string>>;
  const bindings = bind(raw, outer);
  const resolve = (qname: string) => {
    const colon = qname.indexOf(':');
    const prefix = colon < 0 ? '' : qname.slice(0, colon);
    return { uri: lookUp(prefix, bindings), local: qname.slice(colon + 1) };
  };
  const children: XmlElement[] = [];
  let text = '';
  for (const child of node[name] as readonly RawNode[]) {
    if ('#text' in child) {
      text += decodeEntities(String(child['#text']));
    } else if ('#cdata' in child) {
      text += cdata(child['#cdata'] as readonly RawNode[]);
    } else {
      children.push(readElement(child, bindings));
    }
  }
  const attributes = new Map<string, string>();
  for (const [key, value] of Object.entries(raw)) {
    if (key !== 'xmlns' && !key.startsWith('xmlns:')) {
      attributes.set(attributeName(key, bindings), decodeEntities(value));
    }
  }
  const { startIndex = 0 } = ((node as Record<symbol, unknown>)[metaData] ?? {}) as {
    startIndex?: number;
  };
  return { ...resolve(name), attributes, children, text, offset: startIndex, resolve };
}

function bind(attributes: Readonly<Record<string, string>>, outer: Bindings): Bindings {
  const own = Object.entries(attributes).filter(
    ([key]) => key === 'xmlns' || key.startsWith('xmlns:'),
  );
  if (own.length === 0) {
    return outer;
  }
  const declared = own.map(
    ([key, uri]) => [key.slice('xmlns:'.length), decodeEntities(uri)] as const,
  );
  return new Map([...outer, ...declared]);
}

function lookUp(prefix: string, bindings: Bindings): string {
  const uri = bindings.get(prefix);
  if (uri === undefined && prefix !== '') {
    throw new UnreadableError(`the prefix ${prefix} is not bound to a namespace`);
  }
  return uri ?? '';
}

function attributeName(key: string, bindings: Bindings): string {
  const colon = key.indexOf(':');
  return colon < 0 ? key : `{${lookUp(key.slice(0, colon), bindings)}}${key.slice(colon + 1)}`;
}

function cdata(nodes: readonly RawNode[]): string {
  return nodes.map((node) => String(node['#text'] ?? '')).join('');
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** XML's five entities and character references; there are no others without a DTD. */
function decodeEntities(text: string): string {
  return text.replaceAll(/&([^;&\s]*);?/g, (whole, name: string) => {
    const reference = /^#(?:x([\da-fA-F]+)|(\d+))$/.exec(name);
    const code = reference === null ? Number.NaN : codeOf(reference[1], reference[2]);
    const character = Number.isNaN(code) ? named[name] : String.fromCodePoint(code);
    if (character === undefined || !whole.endsWith(';')) {
      throw new UnreadableError(`the entity ${whole} is not defined`);
    }
    return character;
  });
}

function codeOf(hex: string | undefined, decimal: string | undefined): number {
  const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff ? code : Number.NaN;
}
