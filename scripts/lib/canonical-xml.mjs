import { XMLParser } from 'fast-xml-parser';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  htmlEntities: true,
});

const xsi = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * A message in a form that is the same for messages that mean the same: a line for each element, with namespaces in the place of
 * prefixes and without the white space between elements. Order stays, it has a meaning in vim25.
 *
 * `mapText(text, isReference)` may change the texts, and is told which are managed object references.
 *
 * @type {import('./canonical-xml.d.mts').canonicalXml}
 */
export function canonicalXml(xml, mapText = (text) => text) {
  const lines = [];
  for (const node of parser.parse(xml)) {
    writeNode(node, { '': '', xml: 'xml' }, '', lines, mapText);
  }
  return lines.join('\n');
}

function writeNode(node, outerBindings, indent, lines, mapText) {
  const [name] = Object.keys(node).filter((key) => key !== ':@');
  if (name === undefined || name === '#text') {
    return;
  }
  const attributes = Object.entries(node[':@'] ?? {});
  const bindings = { ...outerBindings };
  for (const [attribute, uri] of attributes) {
    const [, prefix = ''] = /^xmlns(?::(.*))?$/.exec(attribute) ?? ['', undefined];
    if (attribute.startsWith('xmlns')) {
      bindings[prefix] = uri;
    }
  }
  const written = attributes
    .filter(([attribute]) => !attribute.startsWith('xmlns'))
    .map(([attribute, value]) => writeAttribute(attribute, value, bindings))
    .sort();
  const children = node[name];
  const isLeaf = children.every((child) => '#text' in child);
  const raw = isLeaf ? children.map((child) => child['#text']).join('') : '';
  const isReference = attributes.some(([attribute]) => attribute === 'type');
  const text = raw === '' ? '' : ` = ${JSON.stringify(mapText(raw, isReference))}`;
  lines.push(`${indent}${[resolve(name, bindings, true), ...written].join(' ')}${text}`);
  for (const child of children) {
    writeNode(child, bindings, `${indent} `, lines, mapText);
  }
}

function writeAttribute(name, value, bindings) {
  const resolved = resolve(name, bindings, false);
  // The one attribute whose value is a QName itself.
  return `${resolved}=${resolved === `{${xsi}}type` ? resolve(value, bindings, true) : JSON.stringify(value)}`;
}

function resolve(name, bindings, hasDefault) {
  const colon = name.indexOf(':');
  const prefix = name.slice(0, Math.max(colon, 0));
  const uri = prefix === '' && !hasDefault ? '' : (bindings[prefix] ?? `unbound prefix ${prefix}`);
  return uri === '' ? name : `{${uri}}${name.slice(colon + 1)}`;
}
