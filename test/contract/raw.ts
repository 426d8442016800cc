import { type Envelope, EnvelopeDecoder } from '../../src/vim25/index.ts';
import type { Session } from '../../src/vsphere/index.ts';

export interface RawAnswer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly envelope: Envelope;
}

const namespaces = [
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"',
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema"',
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
].join(' ');

/** The element that calls a method, with literal XML as its parameters. */
export function callOf(
  method: string,
  { type, value }: { readonly type: string; readonly value: string },
  parameters = '',
): string {
  return `<${method} xmlns="urn:vim25"><_this type="${type}">${value}</_this>${parameters}</${method}>`;
}

/** Posts literal XML to the server of a session, with or without its cookie: what our encoder would never write. */
export async function post(
  session: Session,
  body: string,
  { cookie = true } = {},
): Promise<RawAnswer> {
  const { client } = session;
  const {
    status,
    headers,
    body: chunks,
  } = await client.transport.exchange(
    {
      method: 'POST',
      path: '/sdk',
      headers: {
        'Content-Type': 'text/xml; charset=utf-8',
        SOAPAction: `"urn:vim25/${client.version}"`,
        ...(cookie ? client.cookie.header() : {}),
      },
      body: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ${namespaces}><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
    },
    { signal: undefined, deadlineMs: 30_000 },
  );
  const text = new TextDecoder();
  const decoder = new EnvelopeDecoder();
  for await (const chunk of chunks) {
    decoder.write(text.decode(chunk, { stream: true }));
  }
  return { status, cookies: headers['set-cookie'] ?? [], envelope: decoder.end() };
}

/** The type of the fault that a raw request ends with; `accepted` where it does not. */
export function fateOfRaw({ envelope }: RawAnswer): string {
  return envelope.kind === 'message' ? 'accepted' : (envelope.fault.detail?._type ?? 'untyped');
}
