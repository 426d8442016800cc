import { expect, test } from 'vitest';
import { canonicalXml } from '../../scripts/lib/canonical-xml.mjs';
import { SoapClient, type Transport } from '../../src/soap/index.ts';
import { withoutOperationId } from '../../src/soap/operation-id.ts';
import {
  EnvelopeDecoder,
  encodeMessage,
  encodeRequest,
  type MoRef,
  type Operations,
  writeElement,
  writeEnvelope,
} from '../../src/vim25/index.ts';
import { operations } from '../../src/vim25/schema.ts';
import { RandomValues } from '../helpers/random-values.ts';

const names = Object.keys(operations) as readonly (keyof Operations)[];
const turns = 25;

/** A transport that keeps the request and answers with an empty answer. */
class Notebook implements Transport {
  readonly endpoint = 'https://notebook';
  body = '';
  headers: Readonly<Record<string, string>> = {};
  readonly #answer: string;

  constructor(answer: string) {
    this.#answer = answer;
  }

  async exchange(request: Parameters<Transport['exchange']>[0]) {
    this.body = request.body ?? '';
    this.headers = request.headers;
    async function* body() {
      yield Buffer.from(answer);
    }
    const answer = this.#answer;
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: body() };
  }

  close(): void {
    // Nothing is open.
  }
}

async function writtenBySoap(name: keyof Operations, self: MoRef, parameters: object) {
  const notebook = new Notebook(writeEnvelope(`<${name}Response xmlns="urn:vim25"/>`));
  const client = await SoapClient.create(notebook, { deadlineMs: 1000, userAgent: 'test' });
  // What comes back does not matter here.
  await client.call(name, self, parameters as never).catch(() => undefined);
  return notebook;
}

test.each(names)('%s is the same message from both writers', async (name) => {
  const random = new RandomValues(7);
  for (let turn = 0; turn < turns; turn += 1) {
    const { _this: self, ...parameters } = random.of(operations[name].request) as { _this: MoRef };
    const ours = writeEnvelope(writeElement(encodeRequest(name, self, parameters as never)));
    const { body } = await writtenBySoap(name, self, parameters);
    expect(canonicalXml(withoutOperationId(body))).toBe(canonicalXml(withoutOperationId(ours)));

    const decoder = new EnvelopeDecoder();
    decoder.write(body);
    expect(decoder.end()).toStrictEqual({
      kind: 'message',
      element: name,
      value: { _this: self, ...parameters },
    });
  }
});

test('the envelope names the version in SOAPAction and says that it is UTF-8', async () => {
  const { headers, body } = await writtenBySoap(
    'Logout',
    { type: 'SessionManager', value: 'm' },
    {},
  );
  expect(headers).toMatchObject({
    SOAPAction: '"urn:vim25/5.0"',
    'Content-Type': 'text/xml; charset=utf-8',
  });
  expect(body).toContain('encoding="utf-8"');
});

test('two writers that differ in one element are told apart', () => {
  const message = (skip: boolean) =>
    canonicalXml(
      writeElement(
        encodeMessage('Login', {
          _this: { type: 'a', value: 'b' },
          userName: 'u',
          password: skip ? '' : ' ',
        }),
      ),
    );
  expect(message(true)).not.toBe(message(false));
});
