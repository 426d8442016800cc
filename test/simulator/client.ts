import https from 'node:https';
import { gunzipSync } from 'node:zlib';
import type { Simulator } from '../../src/simulator/index.ts';
import { simulatorSchema } from '../../src/simulator/wire/schema.ts';
import { type Envelope, EnvelopeDecoder } from '../../src/vim25/envelope.ts';
import type { MoRef } from '../../src/vim25/moref.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** One HTTPS request with nothing of ours in between. */
export function request(
  simulator: Simulator,
  path: string,
  { method = 'GET', body = '', headers = {} as Record<string, string> } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const url = new URL(path, simulator.url);
    const options = { method, headers, ca: simulator.certificatePem };
    const call = https.request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const zipped = response.headers['content-encoding'] === 'gzip';
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: (zipped ? gunzipSync(bytes) : bytes).toString(),
        });
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

export function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

/** What an answer's body says, read with the library's decoder. */
export function decode(text: string): Envelope {
  const decoder = new EnvelopeDecoder(simulatorSchema);
  decoder.write(text);
  return decoder.end();
}

export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly type: string | undefined;
  readonly detail: Readonly<Record<string, unknown>> | undefined;
}

/** A client as small as can be: literal XML out, decoded answers in. */
export class Client {
  readonly simulator: Simulator;
  cookie: string | undefined;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  static async login(simulator: Simulator, user = 'user', password = 'pass'): Promise<Client> {
    const client = new Client(simulator);
    const manager = simulator.model.service.content.sessionManager?.value ?? '';
    await client.call(
      'Login',
      { type: 'SessionManager', value: manager },
      `<userName>${user}</userName><password>${password}</password>`,
    );
    return client;
  }

  async post(body: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const answer = await request(this.simulator, '/sdk', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: '"urn:vim25/8.0.2.0"',
        ...(this.cookie !== undefined && { cookie: this.cookie }),
        ...headers,
      },
    });
    const [cookie] = answer.headers['set-cookie'] ?? [];
    this.cookie = cookie?.slice(0, cookie.indexOf(';')) ?? this.cookie;
    return answer;
  }

  /** The return value of a method; a fault is thrown as it is. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  async call(method: string, self: MoRef, parameters = ''): Promise<any> {
    const body = `<${method} xmlns="urn:vim25"><_this type="${self.type}">${self.value}</_this>${parameters}</${method}>`;
    const { status, text } = await this.post(envelope(body));
    const answer = decode(text);
    if (answer.kind === 'fault') {
      throw Object.assign(new Error(answer.fault.message), { status, ...asFault(answer) });
    }
    return (answer.value as { readonly returnval?: unknown }).returnval;
  }

  async fault(method: string, self: MoRef, parameters = ''): Promise<Fault & { status: number }> {
    try {
      await this.call(method, self, parameters);
    } catch (error) {
      return error as Fault & { status: number } & Error;
    }
    throw new Error(`${method} was not refused`);
  }

  find(path: string): Promise<MoRef> {
    const index = this.simulator.model.service.content.searchIndex?.value ?? '';
    return this.call(
      'FindByInventoryPath',
      { type: 'SearchIndex', value: index },
      `<inventoryPath>${path}</inventoryPath>`,
    );
  }

  /** Properties of one object, by path. */
  async read(moRef: MoRef, ...paths: string[]): Promise<Record<string, unknown>> {
    const collector = this.simulator.model.service.content.propertyCollector;
    const { objects } = await this.call('RetrievePropertiesEx', collector, readSpec(moRef, paths));
    return propertiesOf(objects[0]);
  }

  /** Starts a task and waits until it is over. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into results of every shape
  async task(method: string, self: MoRef, parameters = ''): Promise<any> {
    const task: MoRef = await this.call(method, self, parameters);
    for (;;) {
      // biome-ignore lint/suspicious/noExplicitAny: see above
      const { info } = (await this.read(task, 'info')) as any;
      if (info.state === 'success' || info.state === 'error') {
        return info;
      }
    }
  }
}

function asFault(answer: Extract<Envelope, { kind: 'fault' }>): Fault {
  const { code, message, detail } = answer.fault;
  const { _type: type, ...fields } = (detail ?? {}) as { readonly _type?: string };
  return { code, message, type, detail: detail && fields };
}

export function readSpec(moRef: MoRef, paths: readonly string[]): string {
  const pathSet = paths
    .map((path) => `<pathSet>${path.replaceAll('"', '&quot;')}</pathSet>`)
    .join('');
  return `<specSet><propSet><type>${moRef.type}</type>${pathSet}</propSet><objectSet><obj type="${moRef.type}">${moRef.value}</obj></objectSet></specSet><options></options>`;
}

/** An ObjectContent's properties by name, arrays and enums as plain values. */
// biome-ignore lint/suspicious/noExplicitAny: an answer of any shape
export function propertiesOf(content: any): Record<string, unknown> {
  return Object.fromEntries(
    // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape
    (content.propSet ?? []).map(({ name, val }: any) => [name, plain(val)]),
  );
}

function plain(val: unknown): unknown {
  const typed = val as { readonly _type?: unknown; readonly value?: unknown };
  return typeof val === 'object' &&
    val !== null &&
    '_type' in typed &&
    Object.keys(typed).length === 2 &&
    'value' in typed
    ? typed.value
    : val;
}
