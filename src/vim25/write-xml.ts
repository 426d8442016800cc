import type { WireNode } from './encode.ts';
import { namespaces } from './namespaces.ts';

/** Also `\r`, which a reader would otherwise turn into `\n`. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;');
}

/** Also quotes, tabs and newlines, which a reader would turn into spaces. */
function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#x9;')
    .replaceAll('\n', '&#xA;');
}

function writeNode(node: WireNode, attributes: string, parts: string[]): void {
  parts.push('<', node.name, attributes);
  if (node.moType !== undefined) {
    parts.push(' type="', escapeAttribute(node.moType), '"');
  }
  if (node.serverGuid !== undefined) {
    parts.push(' serverGuid="', escapeAttribute(node.serverGuid), '"');
  }
  if (node.type !== undefined) {
    parts.push(' xsi:type="', escapeAttribute(node.type), '"');
  }
  parts.push('>');
  if (node.text !== undefined) {
    parts.push(escapeText(node.text));
  }
  for (const child of node.children ?? []) {
    writeNode(child, '', parts);
  }
  parts.push('</', node.name, '>');
}

/** One element in vim25's namespace; the prefixes xsd and xsi have to be bound around it. */
export function writeElement(node: WireNode): string {
  const parts: string[] = [];
  writeNode(node, ` xmlns="${namespaces.vim25}"`, parts);
  return parts.join('');
}

/** A whole SOAP 1.1 envelope around one message, spelt as servers spell it. */
export function writeEnvelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"
 xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsd="${namespaces.xsd}"
 xmlns:xsi="${namespaces.xsi}">
<soapenv:Body>
${body}
</soapenv:Body>
</soapenv:Envelope>`;
}
