import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { makeCertificate } from '../../../src/simulator/certificate.ts';
import { complexTypes as simulatorTypes } from '../../../src/simulator/schema.ts';
import { harmless, harmlessPairs } from '../../../src/soap/harmless-leaves.ts';
import { type ElementPlace, mapText } from '../../../src/soap/map-text.ts';
import { complexTypes } from '../../../src/vim25/schema.ts';
import { hostOption } from '../../helpers/every-command.ts';

/** Names of the leaves that are text in some type, and that nobody calls harmless. */
const textLeaves = new Set(
  [complexTypes, simulatorTypes].flatMap((types) =>
    Object.values(types as Record<string, { fields: Record<string, string> }>).flatMap(
      ({ fields }) =>
        Object.entries(fields)
          .filter(([name, type]) => /^xsd:string\b/.test(type) && !harmless.has(name))
          .map(([name]) => name),
    ),
  ),
);

/** Addresses that the client connects to: with a word in them they lead nowhere. What is read there is not recorded. */
const leadsSomewhere =
  /<(?:\w+:)?(?:AcquireGenericServiceTicket|InitiateFileTransfer\w+)Response\b/;
const isNoText = /^(?:true|false|[\d.:TZ+-]*)$/i;
const productPlaces =
  /^(?:about|product|propSet|changeSet|missingSet|filterSet|info|Invalid(?:Name|Property)(?:Fault)?)$/;
const optionPlaces =
  /^(?:OptionValue|extraConfig|changedValue|choiceInfo|supportedOption|OptionDef)$/;

/** What a leaf is called: an item of a list as its list, the value of a property as the end of its path. */
function leafOf({ name, parent }: ElementPlace): string {
  if (name === 'val') {
    return parent?.texts.get('name')?.split('.').at(-1) ?? '';
  }
  return name === 'string' && parent !== undefined ? leafOf(parent) : name;
}

/** True if a recording may keep the text: a word of the API by its place, not by its name. */
function isOfTheApi(leaf: string, value: string, { parent, ...place }: ElementPlace): boolean {
  const around = [parent?.type ?? '', parent === undefined ? '' : leafOf(parent)];
  const isOption =
    around.some((one) => optionPlaces.test(one)) || parent?.parent?.name === 'QueryOptionsResponse';
  return (
    place.isReference ||
    isNoText.test(value) ||
    (leaf === 'key' && isOption) ||
    // One of a few words, which vhv reads back.
    (leaf === 'value' && parent?.texts.get('key') === hostOption) ||
    (/^(?:key|value)$/.test(leaf) && around.some((one) => harmlessPairs.has(one))) ||
    (/^(?:name|fullName)$/.test(leaf) && around.some((one) => productPlaces.test(one))) ||
    (leaf === 'extensionKey' && value.startsWith('com.vmware.'))
  );
}

/** Stands between vhv and a simulator, and puts a word into every text of every answer that a recording may not keep. */
export class PlantingTap implements AsyncDisposable {
  /** What the words look like. */
  static readonly word = /qz\d+zq/i;
  readonly url: string;
  readonly fingerprint256: string;
  /** Names of the leaves that a word was put into. */
  readonly leaves = new Set<string>();
  readonly #server: https.Server;
  readonly #target: URL;
  readonly #numbers = new Map<string, number>();

  private constructor(server: https.Server, fingerprint256: string, target: string) {
    this.#server = server;
    this.#target = new URL(target);
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/sdk`;
    this.fingerprint256 = fingerprint256;
    server.on('request', (request, response) => {
      this.#pass(request, response).catch(() => response.destroy());
    });
  }

  static async start(target: string): Promise<PlantingTap> {
    const { certificatePem: cert, keyPem: key, fingerprint256 } = await makeCertificate();
    const server = https.createServer({ cert, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PlantingTap(server, fingerprint256, target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/' } = request;
    const { 'accept-encoding': _, 'content-length': __, ...headers } = request.headers;
    // The simulator knows none of the words.
    const clean = (written: string): string => written.replaceAll(/qz\d+zq/gi, '');
    const { hostname, port } = this.#target;
    const passed = https.request({
      hostname,
      port,
      method,
      path: clean(url),
      headers,
      rejectUnauthorized: false,
    });
    passed.end(clean(await text(request)));
    const [answer] = (await once(passed, 'response')) as [IncomingMessage];
    const body = await text(answer);
    response.writeHead(answer.statusCode ?? 500, {
      'content-type': answer.headers['content-type'] ?? 'text/xml',
      ...(answer.headers['set-cookie'] && { 'set-cookie': answer.headers['set-cookie'] }),
    });
    response.end(url.startsWith('/sdk') && method === 'POST' ? this.#plant(body) : body);
  }

  #plant(xml: string): string {
    if (leadsSomewhere.test(xml)) {
      return xml;
    }
    return mapText(xml, (value, place) => {
      const leaf = leafOf(place);
      if (!textLeaves.has(leaf) || isOfTheApi(leaf, value, place)) {
        return value;
      }
      this.leaves.add(leaf);
      const number = this.#numbers.get(value) ?? this.#numbers.size;
      this.#numbers.set(value, number);
      // A uuid or a MAC address with a word is neither: those have pseudonyms of their own, and tests.
      return `${value}Qz${number}zQ`;
    });
  }
}
