import { UnreadableError } from '../../errors.ts';
import type { MoRef } from '../../vim25/moref.ts';
import { namespaces } from '../../vim25/namespaces.ts';
import type { Schema } from '../../vim25/schema-table.ts';
import type { AnyValue } from '../../vim25/value.ts';
import { readSequence } from './read-value.ts';
import { BadRequest, ParseProblem, type Trail } from './trail.ts';
import { type Bindings, readXml, type XmlElement } from './xml-tree.ts';

/** A method call as it was sent: well formed, of the right types, with everything that is required. */
export interface MethodCall {
  readonly method: string;
  readonly self: MoRef;
  readonly parameters: Readonly<Record<string, AnyValue>>;
  /** What stands in the SOAP header. */
  readonly headers: readonly XmlElement[];
}

export interface ReadOptions {
  /** As the text of a fault names it, `8.0.3.0`. */
  readonly version: string;
  /** Of that version. */
  readonly schema: Schema;
  /** Prefixes that are bound without a declaration. */
  readonly predeclared: Bindings;
}

const soap = 'http://schemas.xmlsoap.org/soap/envelope/';

/**
 * Reads a request as strictly as a server does: names by namespace, elements in wire order, nothing unknown, nothing missing.
 *
 * @throws BadRequest
 */
export function readRequest(document: string, options: ReadOptions): MethodCall {
  const { version, schema, predeclared } = options;
  let request = 'before method was determined';
  try {
    const envelope = readXml(document, predeclared);
    const trail: Trail = { what: 'SOAP envelope', element: envelope, outer: undefined, schema };
    if (envelope.uri !== soap || envelope.local !== 'Envelope') {
      throw new ParseProblem(`Unexpected element tag "${envelope.local}" seen`, { trail });
    }
    const { body, headers } = takeApart(envelope, trail);
    const inBody: Trail = { what: 'SOAP body', element: body, outer: trail, schema };
    const call = onlyChild(body, inBody);
    const message = schema.message(call.local);
    if (call.uri !== namespaces.vim25 || message?.operation !== call.local) {
      throw new ParseProblem(unknownMethod(call.local, version), { trail: inBody });
    }
    request = `for method ${call.local}`;
    return { ...readCall(call, message.type, inBody), headers };
  } catch (error) {
    if (error instanceof ParseProblem) {
      throw error.toBadRequest(document, request);
    }
    if (error instanceof UnreadableError) {
      const message = `${error.message}\n\nwhile parsing HTTP request ${request}`;
      throw new BadRequest(message, { cause: error });
    }
    throw error;
  }
}

/** What a server says where it knows no such method, or none on an object of this type: the words of a real server (docs/facts.md#parse-errors). */
export function unknownMethod(method: string, version: string): string {
  const name = `vim.version.v${version.replaceAll('.', '_')}`;
  return `Unable to resolve WSDL method name ${method} in ${name} (vim25/${version})`;
}

function takeApart(
  envelope: XmlElement,
  trail: Trail,
): { readonly body: XmlElement; readonly headers: readonly XmlElement[] } {
  const headers: XmlElement[] = [];
  let body: XmlElement | undefined;
  for (const child of envelope.children) {
    const known = child.uri === soap && (child.local === 'Header' || child.local === 'Body');
    if (!known || body !== undefined) {
      throw new ParseProblem(`Unexpected element tag "${child.local}" seen`, { trail });
    }
    body = child.local === 'Body' ? child : undefined;
    headers.push(...(body === undefined ? child.children : []));
  }
  if (body === undefined) {
    throw new ParseProblem('SOAP body is missing', { trail });
  }
  return { body, headers };
}

function onlyChild(body: XmlElement, trail: Trail): XmlElement {
  const [call, other] = body.children;
  if (call === undefined || other !== undefined) {
    throw new ParseProblem('SOAP body must hold exactly one method call', { trail });
  }
  return call;
}

function readCall(call: XmlElement, type: string, outer: Trail): Omit<MethodCall, 'headers'> {
  const { schema } = outer;
  const fields = schema.complexType(type)?.fields ?? new Map();
  const trail: Trail = {
    what: `call information for method ${call.local}`,
    element: call,
    outer,
    schema,
  };
  const { _this: self, ...parameters } = readSequence(call.children, fields, trail);
  for (const field of fields.values()) {
    const present = field.name === '_this' ? self : parameters[field.name];
    if (!field.optional && present === undefined) {
      throw new ParseProblem(`Required parameter ${field.name} is missing`, {
        trail,
        typed: false,
      });
    }
  }
  return { method: call.local, self: self as MoRef, parameters };
}
