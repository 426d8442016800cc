import { escapeText } from '../vim25/index.ts';

const pattern = /<operationID\b[^>]*>[^<]*<\/operationID>/g;
const emptyHeader = /<((?:[\w.-]+:)?Header)>\s*<\/\1>/g;

/** The SOAP header by which ESXi and vCenter name a request in their logs, in the namespace of the methods. */
export function operationHeader(id: string): string {
  return `<operationID xmlns="urn:vim25">${escapeText(id)}</operationID>`;
}

/** A request as it would be without an operationID: that is another in each run. */
export function withoutOperationId(xml: string): string {
  return xml.replace(pattern, '').replace(emptyHeader, '');
}
