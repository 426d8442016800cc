import type { HttpRequest, HttpResponse, Transport } from '../../../src/soap/index.ts';

/** A request as the client makes it, for methods that are told apart by name only. */
export function post(method: string): HttpRequest {
  const body = `<s:Envelope><s:Body><v:${method} xmlns:v="urn:vim25"/></s:Body></s:Envelope>`;
  return { method: 'POST', path: '/sdk', headers: { 'Content-Type': 'text/xml' }, body };
}

export async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    yield Buffer.from(text);
  }
}

/** A transport that answers as it is told to. */
export function fakeTransport(
  exchange: (request: HttpRequest) => Promise<AsyncIterable<Uint8Array>>,
): Transport & { readonly closed: number } {
  let closed = 0;
  return {
    endpoint: 'https://vc.example.com',
    async exchange(request): Promise<HttpResponse> {
      const body = await exchange(request);
      return { status: 200, headers: { 'content-type': 'text/xml' }, body };
    },
    close(): void {
      closed += 1;
    },
    get closed(): number {
      return closed;
    },
  };
}

export async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString();
  }
  return text;
}
