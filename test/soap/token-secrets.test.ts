import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { Secrets, type SoapClient } from '../../src/soap/index.ts';
import { securityHeader } from '../../src/vim25/index.ts';
import { connect } from '../../src/vsphere/index.ts';
import { runCli } from '../helpers/cli.ts';
import {
  answer,
  errorOf,
  type Handler,
  openClient,
  startServer,
  userSession,
} from '../helpers/https-server.ts';
import { methodOf } from '../helpers/session.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const manager = { type: 'SessionManager', value: 'SessionManager' };
const signature = 'c2lnbmF0dXJlLW9mLXRoZS10b2tlbi03YjNm'.repeat(8);
const saml = 'urn:oasis:names:tc:SAML:2.0:assertion';
const token = [
  `<s:Assertion xmlns:s="${saml}" ID="_1" note="a>b"><s:Issuer>https://vc.example.com/websso</s:Issuer>`,
  `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignatureValue>\n${signature}</ds:SignatureValue></ds:Signature>`,
  '<s:Subject><s:NameID>me@vsphere.local</s:NameID></s:Subject>',
  '<s:AttributeStatement>hidden-attribute-7b3f</s:AttributeStatement></s:Assertion>',
].join('');
const ticket = 'cst-VCT-secret-ticket-7b3f';
const pieces = [signature.slice(0, 40), 'hidden-attribute-7b3f', 'secret-ticket-7b3f'];

function expectNoSecret(text: string): void {
  for (const piece of pieces) {
    expect(text).not.toContain(piece);
  }
}

function printed(value: unknown): string {
  const { message = '', stack = '' } = value as Partial<Error>;
  const deep = inspect(value, { depth: 20, showHidden: true, getters: true });
  return [message, stack, JSON.stringify(value), deep].join('\n');
}

/** As a login does it. */
function logIn(client: SoapClient, deadlineMs = 5000): Promise<unknown> {
  client.keepTicket(token);
  const soapHeader = securityHeader({ assertion: token, subject: undefined, endsAt: undefined });
  return client.call('LoginByToken', manager, {}, { soapHeader, deadlineMs });
}

function clone(client: SoapClient): Promise<unknown> {
  client.keepTicket(ticket);
  return client.call('CloneSession', manager, { cloneTicket: ticket });
}

const ok: Handler = (response, _turn, request) => {
  const name = methodOf(request);
  answer(response, `<${name}Response xmlns="urn:vim25">${userSession}</${name}Response>`);
};

test('the token is in one request, to the letter, and in none beside or after it', async () => {
  const server = await startServer(ok);
  const client = await openClient(server);
  await Promise.all([clone(client), logIn(client), clone(client)]);
  await clone(client);
  const withToken = server.requests.filter(({ body }) => body.includes(token));
  expect(withToken.map(methodOf)).toEqual(['LoginByToken']);
  expect(withToken[0]?.body).toMatch(
    /^<\?xml[^>]*><soap:Envelope [^>]*><soap:Header><wsse:Security /,
  );
  expect(server.requests.filter(({ body }) => body.includes('wsse:'))).toHaveLength(1);
  expectNoSecret(printed(client));
});

test('a client that a request failed in does not keep the token either', async () => {
  const server = await startServer((response) => response.destroy());
  const client = await openClient(server);
  await errorOf(logIn(client));
  await errorOf(clone(client));
  expect(server.requests.map(({ body }) => body.includes(token))).toEqual([true, false]);
  expectNoSecret(printed(client));
});

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const says =
  (text: string): Handler =>
  (response) => {
    response.writeHead(500, { 'Content-Type': 'text/xml' });
    response.end(
      `<Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Body><Fault><faultstring>${text}</faultstring><detail><x xsi:type="InvalidLogin"/></detail></Fault></Body></Envelope>`,
    );
  };

test.each<[string, Handler]>([
  ['repeats the whole token', says(escaped(token))],
  ['repeats it escaped twice', says(escaped(escaped(token)))],
  ['repeats its signature', says(`bad signature ${signature}`)],
  ['repeats its end, cut off', says(escaped(token.slice(60)).replace('hidden-attribute-7b3f', ''))],
  ['repeats a ticket', says(`no ${ticket}`)],
  ['closes the connection', (response) => response.destroy()],
  ['never answers', () => undefined],
])('nothing of it is in the error where the server %s', async (_, handler) => {
  const server = await startServer(handler);
  const client = await openClient(server, {}, 200);
  client.keepTicket(ticket);
  for (const error of [await errorOf(logIn(client, 200)), await errorOf(clone(client))]) {
    expect(error).toBeInstanceOf(Error);
    expectNoSecret(printed(error));
  }
});

test.each<[string, (text: string) => string]>([
  ['as it is', (text) => text],
  ['in an envelope', (text) => `<e>${text}</e>`],
  ['as text', escaped],
  ['in an attribute', (text) => `<e a='${text.replaceAll('<', '&lt;')}'/>`],
  ['in a URL', encodeURIComponent],
])('a scrubber that was told the token finds it %s', (_, spell) => {
  const secrets = new Secrets();
  secrets.addTicket(token);
  for (const text of [secrets.scrubXml(spell(token)), secrets.scrubText(spell(token))]) {
    expectNoSecret(text);
    expect(text).toContain('SCRUBBED-TICKET');
  }
  expect(secrets.scrubText(`before ${token} after`)).toBe('before SCRUBBED-TICKET after');
});

/** Everything in a folder. */
function textsIn(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n');
}

test.each<[string, (options: { token: string; ticket: string }) => Record<string, string>]>([
  ['token', (secret) => ({ VHV_TOKEN: secret.token })],
  ['ticket', (secret) => ({ VHV_CLONE_TICKET: secret.ticket })],
])('no trace, recording, or output holds the %s', async (_, envOf) => {
  await using simulator = await startSimulator();
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  await using first = await connect({ url, username, password, trust });
  const ticketOfFirst = await first.call('AcquireCloneTicket', first.manager('sessionManager'), {});
  const made = { token: simulator.issueToken(), ticket: ticketOfFirst };
  const folder = makeTempDir();
  const env = { VHV_URL: url, VHV_FINGERPRINT: fingerprint256, ...envOf(made) };
  const outputs = ['--trace', join(folder, 't'), '--record', join(folder, 'r'), '--record-raw'];
  const ran = await runCli(['vms', ...outputs], { env });
  const again = await runCli(['vms', '--record', join(folder, 'p')], { env });
  const own = await runCli(['env', '--output', 'json'], { env });
  expect(ran.exitCode).toBe(0);
  const written = [textsIn(folder), JSON.stringify([ran, again, own])].join('\n');
  expect(written).toMatch(/LoginByToken|CloneSession/);
  const [value = ''] = /(?<=SignatureValue>)[^<]{40}/.exec(made.token) ?? [];
  expect(value).toHaveLength(40);
  for (const secret of [value, made.ticket]) {
    expect(written).not.toContain(secret);
  }
});
