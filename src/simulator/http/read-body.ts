import type { IncomingMessage } from 'node:http';
import { VsphereError } from '../../errors.ts';

/** More than any request of a client needs; a real server has a limit too. */
const maxBodyBytes: number = 32 * 1024 * 1024;

export class BodyTooLarge extends VsphereError {
  override name = 'BodyTooLarge';

  constructor() {
    super('BODY_TOO_LARGE', `the request is larger than ${maxBodyBytes} bytes`);
  }
}

/** @throws BodyTooLarge; TypeError where the bytes are not UTF-8 */
export async function readBody(request: IncomingMessage): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(request));
}

/** @throws BodyTooLarge */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) {
      throw new BodyTooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
