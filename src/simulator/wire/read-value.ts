import { UnreadableError } from '../../errors.ts';
import { namespaces } from '../../vim25/namespaces.ts';
import { scalarReader } from '../../vim25/scalar.ts';
import { arrayItem, type ComplexType, type Field } from '../../vim25/schema-table.ts';
import type { AnyValue } from '../../vim25/value.ts';
import { notSupported } from '../refusal.ts';
import { ParseProblem, type Trail } from './trail.ts';
import type { XmlElement } from './xml-tree.ts';

const xsiType = `{${namespaces.xsi}}type`;

/** The type that an element names for itself: `xsd:string`, `TraversalSpec`; undefined where it names none. */
function namedType(element: XmlElement, trail: Trail): string | undefined {
  const qname = element.attributes.get(xsiType);
  if (qname === undefined) {
    return undefined;
  }
  const { uri, local } = resolveOrRefuse(element, qname.trim(), trail);
  switch (uri) {
    case namespaces.xsd:
      return `xsd:${local}`;
    case namespaces.vim25:
    // ManageIQ's client writes no prefix where no default namespace is; vCenter 5.5 and 9.0.1 answer it (docs/facts.md#unprefixed-types).
    case '':
      return local;
    default:
      throw new ParseProblem(`Type "${qname}" is not one of urn:vim25`, { trail });
  }
}

function resolveOrRefuse(element: XmlElement, qname: string, trail: Trail) {
  try {
    return element.resolve(qname);
  } catch (error) {
    if (error instanceof UnreadableError) {
      const message = `Unable to resolve type "${qname}": ${error.message}`;
      throw new ParseProblem(message, { trail, cause: error });
    }
    throw error;
  }
}

/** Reads one element as a value of its declared type, or of the subtype that it names. */
function readValue(element: XmlElement, declared: string, trail: Trail): AnyValue {
  const named = namedType(element, trail);
  if (declared === 'xsd:anyType') {
    if (named === undefined) {
      throw new ParseProblem(`Element "${element.local}" does not say its type`, { trail });
    }
    return readAs(element, named, trail, named);
  }
  if (named !== undefined && named !== declared && !trail.schema.isA(named, declared)) {
    throw new ParseProblem(`Type ${named} is not a ${declared}`, { trail });
  }
  return readAs(element, named ?? declared, trail, named === declared ? undefined : named);
}

function readAs(
  element: XmlElement,
  type: string,
  trail: Trail,
  tag: string | undefined,
): AnyValue {
  if (type === 'ManagedObjectReference') {
    return readReference(element, trail);
  }
  if (type.startsWith('xsd:') || trail.schema.isEnum(type)) {
    const value = readScalar(element, type, trail);
    // Whoever reads an anyType has to know an xsd:short or an enum from a plain number or text.
    return tag === undefined || plainTypes.has(type) ? value : { _type: type, value };
  }
  const complex = trail.schema.complexType(type);
  if (complex !== undefined) {
    const fields = readFields(element, complex, trail);
    return tag === undefined ? fields : { _type: tag, ...fields };
  }
  const item = arrayItem(type);
  if (item === undefined) {
    // A type that the API declares here is known to every real server: only the simulator lacks it.
    throw tag === undefined
      ? notSupported(`The simulator does not know ${type}, the type of ${element.local}.`)
      : new ParseProblem(`Unknown type "${type}"`, { trail });
  }
  return {
    _type: type,
    value: element.children.map((child) => readValue(child, item.type, trail)),
  };
}

const plainTypes = new Set(['xsd:string', 'xsd:boolean', 'xsd:int', 'xsd:long', 'xsd:double']);

function readScalar(
  element: XmlElement,
  type: string,
  trail: Trail,
): string | number | bigint | boolean {
  refuseChildren(element, trail);
  try {
    return scalarReader(type).parse(element.text);
  } catch (error) {
    if (error instanceof UnreadableError) {
      const message = `Invalid value for "${element.local}": ${error.message}`;
      throw new ParseProblem(message, { trail, cause: error });
    }
    throw error;
  }
}

function readReference(element: XmlElement, trail: Trail): AnyValue {
  refuseChildren(element, trail);
  const type = element.attributes.get('type');
  if (type === undefined) {
    throw new ParseProblem(`Missing type attribute in reference "${element.local}"`, { trail });
  }
  const serverGuid = element.attributes.get('serverGuid');
  return { type, value: element.text, ...(serverGuid !== undefined && { serverGuid }) };
}

function refuseChildren(element: XmlElement, trail: Trail): void {
  const [child] = element.children;
  if (child !== undefined) {
    throw new ParseProblem(`Unexpected element tag "${child.local}" seen`, { trail });
  }
}

/** Reads a data object: its elements in the order of the schema, none that the schema does not know, none missing. */
function readFields(
  element: XmlElement,
  type: ComplexType,
  outer: Trail,
): Record<string, AnyValue> {
  const { schema } = outer;
  const trail = { what: `serialized DataObject of type ${type.name}`, element, outer, schema };
  const values = readSequence(element.children, type.fields, trail);
  for (const field of type.fields.values()) {
    if (!field.optional && values[field.name] === undefined) {
      throw new ParseProblem(
        `Required property ${field.name} is missing from data object of type ${type.name}`,
        { trail },
      );
    }
  }
  return values;
}

/** Elements against a sequence: each may only stand at or after the place of the one before. */
export function readSequence(
  elements: readonly XmlElement[],
  fields: ReadonlyMap<string, Field>,
  trail: Trail,
): Record<string, AnyValue> {
  const order = [...fields.keys()];
  const values: Record<string, AnyValue> = {};
  let place = -1;
  for (const element of elements) {
    const field = element.uri === namespaces.vim25 ? fields.get(element.local) : undefined;
    const next = field === undefined ? -1 : order.indexOf(field.name);
    if (field === undefined || next < place || (next === place && !field.list)) {
      throw new ParseProblem(`Unexpected element tag "${element.local}" seen`, { trail });
    }
    place = next;
    const value = readValue(element, field.type, trail);
    values[field.name] = field.list
      ? [...((values[field.name] as readonly AnyValue[] | undefined) ?? []), value]
      : value;
  }
  return values;
}
