import { UnreadableError } from '../errors.ts';
import { type DecodeLimits, Decoder, defaultDecodeLimits, type Wildcard } from './decode.ts';
import { type Schema, vim25Schema } from './schema-table.ts';
import type { WireElement, WireObject } from './value.ts';

/** A fault as SOAP carries it; `detail` is missing where the server could not even read the request. */
export interface SoapFault {
  readonly code: string;
  readonly message: string;
  readonly detail: WireObject | undefined;
}

export type Envelope =
  | { readonly kind: 'message'; readonly element: string; readonly value: WireObject }
  | { readonly kind: 'fault'; readonly fault: SoapFault };

interface RawEnvelope {
  readonly Body?: {
    readonly Fault?: {
      readonly faultcode?: string;
      readonly faultstring?: string;
      readonly detail?: { readonly _unknown?: readonly WireElement[] };
    };
    readonly _unknown?: readonly WireElement[];
  };
}

/** Reads one SOAP envelope, request or answer, while it streams in. */
export class EnvelopeDecoder {
  readonly #decoder: Decoder;
  readonly #schema: Schema;

  constructor(schema: Schema = vim25Schema, limits: DecodeLimits = defaultDecodeLimits) {
    this.#schema = schema;
    const wildcards = new Map<string, Wildcard>([
      ['soap:Body', (element) => schema.message(element)?.type],
      ['soap:Detail', (element) => knownFault(schema, element) ?? 'MethodFault'],
    ]);
    this.#decoder = new Decoder(schema, 'soap:Envelope', limits, wildcards);
  }

  write(chunk: string): void {
    this.#decoder.write(chunk);
  }

  /** @throws UnreadableError where the document is no whole SOAP envelope with one message in it. */
  end(): Envelope {
    const { Body: body } = this.#decoder.end() as RawEnvelope;
    if (body?.Fault !== undefined) {
      const { faultcode: code = '', faultstring: message = '', detail } = body.Fault;
      return {
        kind: 'fault',
        fault: { code, message, detail: this.#detail(detail?._unknown?.[0]) },
      };
    }
    const message = body?._unknown?.[0];
    if (message === undefined || this.#decoder.rootName !== 'Envelope') {
      throw new UnreadableError('the document is not a SOAP envelope with a message in its body');
    }
    // An empty message that the schema does not know was read as empty text.
    const value = typeof message.value === 'object' ? (message.value as WireObject) : {};
    return { kind: 'message', element: message.name, value };
  }

  /** What xsi:type says has been read into `_type`, and decides. */
  #detail(element: WireElement | undefined): WireObject | undefined {
    if (element === undefined) {
      return undefined;
    }
    const { name, value } = element;
    const known = knownFault(this.#schema, name);
    if (typeof value === 'object') {
      return { _type: known ?? ownName(name), ...(value as WireObject) };
    }
    // What is text alone, and not named like a fault, is somebody else's detail.
    const isNamed = known !== undefined || suffix.test(name);
    return isNamed ? { _type: known ?? ownName(name) } : undefined;
  }
}

/** From /sdk the element is the fault's name and "Fault": `InvalidLoginFault` is an InvalidLogin (docs/facts.md#fault-elements). */
const suffix = /(?<=.)Fault$/;

/** The fault of the schema that a detail's element is named after. */
function knownFault(schema: Schema, element: string): string | undefined {
  return [element.replace(suffix, ''), element].find((name) => schema.isA(name, 'MethodFault'));
}

/** A fault of a later version keeps its name. */
function ownName(name: string): string {
  return name.replace(suffix, '');
}
