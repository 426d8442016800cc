import { ProtocolError } from '../errors.ts';
import type { HttpResponse } from '../soap/index.ts';

/** Bytes that a file beside the SOAP endpoint may have: what is read here is a page or two. */
const most: number = 1024 * 1024;

/**
 * The whole of a body that is known to be small, as text.
 *
 * @param what for messages: `the guest's file`
 * @throws ProtocolError where it is larger than 1 MiB; ExchangeError where the rest did not come
 */
export async function readBody(
  { body }: Pick<HttpResponse, 'body'>,
  endpoint: string,
  what: string,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > most) {
      const message = `${what} is larger than ${most} bytes`;
      throw new ProtocolError(message, { endpoint, requestSent: true });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
