import { escapeText, namespaces, type WireNode } from '../vim25/index.ts';

/** What the `soap` package takes for an element: children by name, `attributes`, or ready XML. */
export type SoapArguments = Record<string, unknown>;

/**
 * Hands an encoded message to the `soap` package, which writes it.
 *
 * The package never declares `xmlns:xsd`, so an element that needs it brings it along. It escapes attributes; text is escaped
 * here, as the package would let `\r` turn into `\n` on its way.
 */
export function soapArguments(node: WireNode): SoapArguments {
  const attributes: Record<string, string> = {};
  if (node.type?.startsWith('xsd:')) {
    attributes['xmlns:xsd'] = namespaces.xsd;
  }
  if (node.moType !== undefined) {
    attributes['type'] = node.moType;
  }
  if (node.serverGuid !== undefined) {
    attributes['serverGuid'] = node.serverGuid;
  }
  if (node.type !== undefined) {
    attributes['xsi:type'] = node.type;
  }
  const result: SoapArguments = {};
  if (Object.keys(attributes).length > 0) {
    result['attributes'] = attributes;
  }
  if (node.text !== undefined) {
    result['$xml'] = escapeText(node.text);
  }
  for (const child of node.children ?? []) {
    const argument = soapArguments(child);
    const present = result[child.name];
    if (present === undefined) {
      result[child.name] = argument;
    } else if (Array.isArray(present)) {
      present.push(argument);
    } else {
      result[child.name] = [present, argument];
    }
  }
  return result;
}
