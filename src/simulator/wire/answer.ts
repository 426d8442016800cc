import { encodeElement, encodeMessage } from '../../vim25/encode.ts';
import type { Schema } from '../../vim25/schema-table.ts';
import type { WireObject } from '../../vim25/value.ts';
import { escapeText, writeElement, writeEnvelope } from '../../vim25/write-xml.ts';

/** A fault and the text that goes with it, in the server's language. */
export interface Fault {
  readonly fault: WireObject & { readonly _type: string };
  readonly message: string;
}

/** The answer of a method: its return value, or nothing where it has none or found nothing. */
export function writeAnswer(method: string, returnval: unknown, schema: Schema): string {
  const fields = returnval === undefined ? {} : { returnval };
  return writeEnvelope(writeElement(encodeMessage(`${method}Response`, fields, schema)));
}

/**
 * A SOAP fault as /sdk writes it, HTTP status 500: the detail's element is the fault's name and "Fault", its type is in xsi:type, even
 * where the method does not declare it (docs/facts.md#fault-elements).
 */
export function writeFault({ fault, message }: Fault, schema: Schema): string {
  const { _type: type } = fault;
  const node = encodeElement(`${type}Fault`, type, fault, schema);
  const detail = `<detail>${writeElement({ ...node, type })}</detail>`;
  return writeEnvelope(soapFault('ServerFaultCode', message, detail));
}

/** A fault that names no type: the server did not get as far as having one (docs/facts.md#bare-faults). */
export function writeBareFault(message: string): string {
  return writeEnvelope(soapFault('ClientFaultCode', message, ''));
}

function soapFault(code: string, message: string, detail: string): string {
  const text = escapeText(message);
  return `<soapenv:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring>${detail}</soapenv:Fault>`;
}
