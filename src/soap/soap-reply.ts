import { cut, ProtocolError, UnreadableError } from '../errors.ts';
import {
  type Envelope,
  EnvelopeDecoder,
  findMistyped,
  readObjects,
  vim25Schema,
} from '../vim25/index.ts';
import type { HttpResponse } from './transport.ts';
import { requireAvailable } from './unavailable.ts';

/** An answer on its way: the HTTP response, and the envelope once it was read. */
export class SoapReply {
  /** The element that the answer should be: `LoginResponse`. */
  readonly element: string;
  readonly #endpoint: string;
  readonly #response: HttpResponse;
  #outcome: { envelope: Envelope } | { error: unknown } | undefined;

  constructor(element: string, endpoint: string, response: HttpResponse) {
    this.element = element;
    this.#endpoint = endpoint;
    this.#response = response;
  }

  /** Reads the body to its end. Never fails: the failure is kept for envelope(). */
  async read(): Promise<void> {
    try {
      this.#outcome = { envelope: await this.#decode() };
    } catch (error) {
      this.#outcome = { error };
    }
  }

  /** @throws ProtocolError where the answer was none of vim25, or whatever broke it off. */
  envelope(): Envelope {
    const outcome = this.#outcome ?? { error: this.#protocolError('the answer was never read') };
    if ('error' in outcome) {
      throw outcome.error;
    }
    const { envelope } = outcome;
    if (envelope.kind === 'message' && envelope.element !== this.element) {
      const element = cut(envelope.element, 100);
      throw this.#protocolError(`the answer is a ${element}, not a ${this.element}`);
    }
    if (envelope.kind === 'message' && lacksResult(envelope.element, envelope.value)) {
      throw this.#protocolError(`the ${this.element} has no returnval`);
    }
    const mistyped =
      envelope.kind === 'message' &&
      findMistyped(readObjects((envelope.value as { returnval?: unknown }).returnval));
    if (mistyped) {
      throw this.#protocolError(mistyped);
    }
    return envelope;
  }

  async #decode(): Promise<Envelope> {
    const { status, headers, body } = this.#response;
    await requireAvailable(this.#endpoint, this.#response);
    const isXml = headers['content-type']?.toLowerCase().includes('xml') ?? true;
    if (!isXml || (status !== 200 && status !== 500)) {
      for await (const _ of body) {
        // Read to the end, so that the connection can be used again.
      }
      throw this.#protocolError(
        `HTTP ${status} with ${headers['content-type'] ?? 'no content type'}. Is this the address of an ESXi host or a vCenter?`,
      );
    }
    const decoder = new EnvelopeDecoder();
    const text = new TextDecoder('utf-8', { fatal: true });
    try {
      for await (const chunk of body) {
        decoder.write(text.decode(chunk, { stream: true }));
      }
      decoder.write(text.decode());
      return decoder.end();
    } catch (error) {
      if (error instanceof UnreadableError || error instanceof TypeError) {
        const reason = error instanceof UnreadableError ? error.message : 'it is not UTF-8';
        throw this.#protocolError(reason, error);
      }
      throw error;
    }
  }

  #protocolError(reason: string, cause?: unknown): ProtocolError {
    return new ProtocolError(`${this.#endpoint} gave no answer of vim25: ${reason}`, {
      endpoint: this.#endpoint,
      requestSent: true,
      cause,
    });
  }
}

/** Whether an answer is without the result that its method always has: callers count on it. */
function lacksResult(element: string, value: object): boolean {
  const type = vim25Schema.message(element)?.type ?? '';
  const result = vim25Schema.complexType(type)?.fields.get('returnval');
  return result?.optional === false && !('returnval' in value);
}
