// Reads a WSDL and the schemas it includes into a plain model, in document order:
// { complexTypes: Map<name, {base?, fields: [{name, type, optional, list}]}>, enums: Map<name, string[]>,
//   operations: Map<name, {request, response}> }. A type is named as in the schema tables: 'xsd:string' or 'OptionValue'.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';

const many = new Set([
  'complexType',
  'simpleType',
  'element',
  'enumeration',
  'include',
  'message',
  'operation',
]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseAttributeValue: false,
  isArray: (name) => many.has(name),
});

function parse(path) {
  return parser.parse(readFileSync(path, 'utf8'));
}

/** 'vim25:OptionValue' is our own 'OptionValue'; 'xsd:string' keeps its prefix. */
function typeName(qname) {
  return qname.startsWith('vim25:') ? qname.slice('vim25:'.length) : qname;
}

function readFields(sequence) {
  return (sequence?.element ?? []).map((element) => ({
    name: element['@name'],
    type: typeName(element['@type']),
    optional: element['@minOccurs'] === '0',
    list: element['@maxOccurs'] === 'unbounded',
  }));
}

function readComplexType(node) {
  const extension = node.complexContent?.extension;
  return extension
    ? { base: typeName(extension['@base']), fields: readFields(extension.sequence) }
    : { fields: readFields(node.sequence) };
}

function readSchema(path, model, elements) {
  const { schema } = parse(path);
  for (const node of schema.complexType ?? []) {
    const name = node['@name'];
    if (model.complexTypes.has(name)) {
      throw new Error(`${path}: ${name} is defined twice`);
    }
    // A reference is a type of its own on the wire (text and an attribute): the codec knows it by name.
    if (!node.simpleContent) {
      model.complexTypes.set(name, readComplexType(node));
    }
  }
  for (const node of schema.simpleType ?? []) {
    const values = node.restriction.enumeration.map((value) => value['@value']);
    model.enums.set(node['@name'], values);
  }
  for (const node of schema.element ?? []) {
    elements.set(node['@name'], typeName(node['@type']));
  }
}

const emptyModel = () => ({ complexTypes: new Map(), enums: new Map(), operations: new Map() });

export function readWsdl(path) {
  const { definitions } = parse(path);
  const model = emptyModel();
  const elements = new Map();
  for (const include of definitions.types.schema.include) {
    readSchema(join(dirname(path), include['@schemaLocation']), model, elements);
  }
  for (const operation of definitions.portType.operation) {
    const name = operation['@name'];
    const request = elements.get(name);
    const response = elements.get(`${name}Response`);
    if (request === undefined || response === undefined) {
      throw new Error(`${path}: the operation ${name} has no request or no response element`);
    }
    model.operations.set(name, { request, response });
  }
  return model;
}

/**
 * Reads schemas that add to a model, without a WSDL: nothing binds them, so every element with a response is an
 * operation. What the first model has already is left out, so that a type can move over there at any time.
 */
export function readSchemas(paths, known) {
  const model = emptyModel();
  const elements = new Map();
  for (const path of paths) {
    readSchema(path, model, elements);
  }
  for (const [name, request] of elements) {
    const response = elements.get(`${name}Response`);
    if (response !== undefined) {
      model.operations.set(name, { request, response });
    }
  }
  for (const part of ['complexTypes', 'enums', 'operations']) {
    for (const name of known[part].keys()) {
      model[part].delete(name);
    }
  }
  return model;
}
