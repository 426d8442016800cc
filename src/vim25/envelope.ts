import { UnreadableError } from '../errors.ts';
import { type DecodeLimits, Decoder, defaultDecodeLimits, type Wildcard } from './decode.ts';
import { type Schema, vim25Schema } from './schema-table.ts';
import type { AnyValue, WireObject } from './value.ts';

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
      readonly detail?: { readonly _unknown?: readonly { readonly value: AnyValue }[] };
    };
    readonly _unknown?: readonly { readonly name: string; readonly value: AnyValue }[];
  };
}

/** Reads one SOAP envelope, request or answer, while it streams in. */
export class EnvelopeDecoder {
  readonly #decoder: Decoder;

  constructor(schema: Schema = vim25Schema, limits: DecodeLimits = defaultDecodeLimits) {
    const wildcards = new Map<string, Wildcard>([
      ['soap:Body', (element) => schema.message(element)?.type],
      ['soap:Detail', () => 'MethodFault'],
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
      const { faultcode = '', faultstring = '', detail } = body.Fault;
      const first = detail?._unknown?.[0]?.value;
      return {
        kind: 'fault',
        fault: {
          code: faultcode,
          message: faultstring,
          detail: typeof first === 'object' ? (first as WireObject) : undefined,
        },
      };
    }
    const message = body?._unknown?.[0];
    if (message === undefined) {
      throw new UnreadableError('the document is not a SOAP envelope with a message in its body');
    }
    // An empty message that the schema does not know was read as empty text.
    const value = typeof message.value === 'object' ? (message.value as WireObject) : {};
    return { kind: 'message', element: message.name, value };
  }
}
