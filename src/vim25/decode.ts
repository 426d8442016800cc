import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { cut, UnreadableError } from '../errors.ts';
import { deliver, Frame, fieldOf, keepItemType, reference, unknownValue } from './decode-frame.ts';
import { type Plan, Plans } from './decode-plan.ts';
import { NamespaceScope } from './namespaces.ts';
import type { Field, Schema } from './schema-table.ts';
import type { AnyValue } from './value.ts';

export interface DecodeLimits {
  /** How deep elements may be nested. Real answers stay below 40. */
  readonly maxDepth: number;
}

export const defaultDecodeLimits: DecodeLimits = { maxDepth: 200 };

/** The most characters of a type's name, and of a reference: real ones stay below 100. */
const longestName = 1024;

/** The type that an element is declared with, by its name alone: for the children of `soap:Body` and the like. */
export type Wildcard = (element: string) => string | undefined;

/**
 * Reads one XML document into typed values while it streams in, driven by the schema.
 *
 * One-or-many is always an array, absent stays absent, xsd:long is a bigint; types come from xsi:type whatever its
 * prefix, else from the place. What the schema does not know is kept (see UnknownObject). A DTD is refused.
 */
export class Decoder {
  readonly #parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  readonly #plans: Plans;
  readonly #wildcards: ReadonlyMap<string, Wildcard>;
  readonly #limits: DecodeLimits;
  readonly #scope = new NamespaceScope();
  readonly #frames: Frame[] = [];
  readonly #rootType: string;
  #depth = 0;
  /** The attribute `type` of the element that is being read. */
  #moType: string | undefined;
  /** Its attribute `serverGuid`. */
  #serverGuid: string | undefined;
  #root: AnyValue | undefined;

  /**
   * @param rootType the declared type of the root element
   * @param wildcards types whose children are told by name rather than by field
   */
  constructor(
    schema: Schema,
    rootType: string,
    limits: DecodeLimits = defaultDecodeLimits,
    wildcards: ReadonlyMap<string, Wildcard> = new Map(),
  ) {
    this.#plans = Plans.of(schema);
    this.#rootType = rootType;
    this.#limits = limits;
    this.#wildcards = wildcards;
    // No more than these seven: with an eighth, V8 keeps the parser's properties in a dictionary, at a quarter of the speed.
    this.#parser.on('doctype', () => {
      throw new UnreadableError('a document type declaration is not allowed');
    });
    this.#parser.on('attribute', ({ name, value }) => {
      if (
        value.length > longestName &&
        (name === 'type' || name === 'serverGuid' || name.endsWith(':type'))
      ) {
        throw new UnreadableError(`${this.#place()}: a type has ${value.length} characters`);
      }
      if (name === 'type') {
        this.#moType = value;
      } else if (name === 'serverGuid') {
        this.#serverGuid = value;
      } else {
        this.#scope.take(name, value, this.#depth + 1);
      }
    });
    this.#parser.on('opentag', (tag) => this.#open(tag));
    this.#parser.on('text', (text) => this.#addText(text));
    this.#parser.on('cdata', (text) => this.#addText(text));
    this.#parser.on('closetag', () => this.#close());
    this.#parser.on('error', (error) => {
      throw new UnreadableError(`malformed XML ${this.#place()}: ${cut(error.message, 200)}`, {
        cause: error,
      });
    });
  }

  /** @throws UnreadableError at the first thing that is wrong; the decoder is of no use afterwards. */
  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  /**
   * Ends the document and returns the root's value.
   *
   * @throws UnreadableError where the document is not whole.
   */
  end(): AnyValue {
    this.#parser.close();
    if (this.#root === undefined) {
      throw new UnreadableError('the document is empty');
    }
    return this.#root;
  }

  /** The local name of the document's root element. */
  get rootName(): string | undefined {
    return this.#frames[0]?.name;
  }

  #open(tag: SaxesTagPlain): void {
    if (this.#depth >= this.#limits.maxDepth) {
      throw new UnreadableError(`elements are nested deeper than ${this.#limits.maxDepth}`);
    }
    if (this.#depth === 0) {
      requireUtf8(this.#parser.xmlDecl.encoding);
    }
    const parent = this.#depth === 0 ? undefined : this.#frames[this.#depth - 1];
    let frame = this.#frames[this.#depth];
    if (frame === undefined) {
      frame = new Frame();
      this.#frames.push(frame);
    }
    this.#depth += 1;

    // Most names have no prefix, and the schema's own string is cheaper to use than one out of the document.
    const known = parent === undefined ? undefined : fieldOf(parent.plan, tag.name);
    frame.name = known?.name ?? localName(tag.name);
    frame.field = known ?? (parent === undefined ? undefined : fieldOf(parent.plan, frame.name));
    const named = this.#scope.namedType();
    frame.moType = this.#moType;
    this.#moType = undefined;
    frame.serverGuid = this.#serverGuid;
    this.#serverGuid = undefined;
    const declared =
      parent === undefined
        ? this.#rootType
        : (frame.field?.type ?? this.#byName(parent, frame.name));
    frame.plan = this.#planOf(declared, named);
    frame.text = '';
    frame.children = undefined;
    if (frame.plan.kind === 'object') {
      frame.fields = frame.plan.tag === undefined ? {} : { _type: frame.plan.tag };
    } else if (frame.plan.kind === 'list') {
      frame.items = [];
    }
  }

  #planOf(declared: string | undefined, named: string | undefined): Plan {
    try {
      return this.#plans.find(declared, named);
    } catch (error) {
      throw this.#placed(error);
    }
  }

  #byName(parent: Frame, name: string): string | undefined {
    return parent.plan.kind === 'object'
      ? this.#wildcards.get(parent.plan.type.name)?.(name)
      : undefined;
  }

  #addText(text: string): void {
    const frame = this.#frames[this.#depth - 1];
    if (this.#depth > 0 && frame !== undefined) {
      frame.text += text;
      const most = longestText(frame.plan);
      if (most !== undefined && frame.text.length > most) {
        throw new UnreadableError(
          `${this.#place()}: a value has more than ${most} characters: ${cut(frame.text, 40)}`,
        );
      }
    }
  }

  #close(): void {
    const frame = this.#frames[this.#depth - 1] as Frame;
    const value = this.#valueOf(frame);
    this.#scope.leave(this.#depth);
    this.#depth -= 1;
    const parent = this.#frames[this.#depth - 1];
    if (this.#depth === 0 || parent === undefined) {
      this.#root = value;
    } else {
      deliver(parent, frame, value);
    }
  }

  #valueOf(frame: Frame): AnyValue {
    const { plan } = frame;
    switch (plan.kind) {
      case 'scalar':
        try {
          return plan.parse(frame.text);
        } catch (error) {
          throw this.#placed(error);
        }
      case 'reference':
        return reference(frame);
      case 'list':
        keepItemType(frame.items, plan.item.type);
        return frame.items;
      case 'object':
        this.#require(frame.fields, plan.required, plan.type.name);
        if (frame.children !== undefined) {
          frame.fields['_unknown'] = frame.children;
        }
        return isForeignText(frame) ? frame.text : frame.fields;
      case 'unknown':
        return unknownValue(frame, plan.tag);
    }
  }

  /** A list that nothing is in is not on the wire, also where the API requires it. */
  #require(fields: Record<string, unknown>, required: readonly Field[], type: string): void {
    for (const { name, list } of required) {
      if (fields[name] === undefined) {
        if (!list) {
          throw new UnreadableError(`${this.#place()}: the ${type} has no ${name}`);
        }
        fields[name] = [];
      }
    }
  }

  #placed(error: unknown): UnreadableError {
    const message = `${this.#place()}: ${(error as Error).message}`;
    return new UnreadableError(message, { cause: error });
  }

  /** Where the parser stands, for messages: `at Envelope/Body/LoginResponse`. */
  #place(): string {
    const names = this.#frames.slice(0, this.#depth).map((frame) => cut(frame.name, 100));
    return `at ${cut(names.join('/')) || 'the start'}`;
  }
}

/** An element of no field, which a wildcard has taken for an object, and that is text: somebody else's. */
function isForeignText({ field, fields, text }: Frame): boolean {
  return field === undefined && text.trim() !== '' && Object.keys(fields).length === 0;
}

function longestText(plan: Plan): number | undefined {
  switch (plan.kind) {
    case 'scalar':
      return plan.maxLength;
    case 'reference':
      return longestName;
    default:
      return undefined;
  }
}

function requireUtf8(encoding: string | undefined): void {
  if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) {
    throw new UnreadableError(`the encoding ${cut(encoding, 40)} is not UTF-8`);
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
