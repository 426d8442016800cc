// Reads XSDs, or a WSDL and the XSDs that it includes, into a plain model, in document order:
// { complexTypes: Map<name, {base?, fields: [{name, type, optional, list}]}>, enums: Map<name, string[]>,
//   operations: Map<name, {request, response}> }. A type is named as in the schema tables: 'xsd:string' or 'OptionValue'.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';

const many = new Set([
  'complexType',
  'simpleType',
  'element',
  'enumeration',
  'include',
  'operation',
]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseAttributeValue: false,
  isArray: (name) => many.has(name),
});

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

/** A type that may hold anything is one that nobody reads: the codec keeps a value of it as it came. */
const isOpaque = (node) => node.sequence?.any !== undefined;

/** A reference is a type of its own on the wire (text and an attribute): the codec knows it by name. */
const isReference = (node) => node.simpleContent !== undefined;

function addTypes({ complexType = [], simpleType = [] }, { complexTypes, enums }) {
  const refuseSecond = (name) => {
    if (complexTypes.has(name) || enums.has(name)) {
      throw new Error(`the type ${name} is declared twice. Fix: delete one of the two in wsdl/.`);
    }
  };
  for (const node of complexType) {
    const name = node['@name'];
    refuseSecond(name);
    if (!(isOpaque(node) || isReference(node))) {
      complexTypes.set(name, readComplexType(node));
    }
  }
  for (const node of simpleType) {
    const name = node['@name'];
    refuseSecond(name);
    const values = node.restriction.enumeration.map((value) => value['@value']);
    enums.set(name, values);
  }
}

/** The types of some XSDs, which declare no operations. */
export function readTypes(paths) {
  const model = { complexTypes: new Map(), enums: new Map(), operations: new Map() };
  for (const path of paths) {
    addTypes(parser.parse(readFileSync(path, 'utf8')).schema, model);
  }
  return model;
}

/** The model of a WSDL's text; `folder` is where the files lie that it includes. */
export function readWsdl(text, folder) {
  const { types, portType } = parser.parse(text).definitions;
  const { include, element } = types.schema;
  const model = readTypes(include.map((file) => join(folder, file['@schemaLocation'])));
  addTypes(types.schema, model);
  const messages = new Map(element.map((node) => [node['@name'], typeName(node['@type'])]));
  for (const { '@name': name } of portType.operation) {
    const request = messages.get(name);
    model.operations.set(name, { request, response: messages.get(`${name}Response`) });
  }
  return model;
}

/** What a model has beyond an earlier one. */
export function beyond(model, earlier) {
  const rest = (part) => new Map([...model[part]].filter(([name]) => !earlier[part].has(name)));
  return {
    complexTypes: rest('complexTypes'),
    enums: rest('enums'),
    operations: rest('operations'),
  };
}
