import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HttpRequest, HttpsTransport } from '../../src/soap/index.ts';
import { jsonOf } from '../helpers/cli.ts';
import { readFixture } from './helpers/fixture.ts';
import { refusedRequests, rerun, serve } from './helpers/replay.ts';

interface HostRow {
  readonly options: Readonly<Record<string, { readonly answer: string }>>;
}

type Mutation = (request: HttpRequest) => HttpRequest;

/** Changes the body of the requests that call one method, and has to find what it changes. */
function inBody(method: string, from: RegExp, to: string): Mutation {
  return (request) => {
    const { body = '' } = request;
    if (!body.includes(`:${method} `)) {
      return request;
    }
    expect(body).toMatch(from);
    return { ...request, body: body.replace(from, to) };
  };
}

const withoutCookie: Mutation = ({ headers, ...request }) => {
  const { Cookie: _cookie, ...rest } = headers;
  return { ...request, headers: rest };
};
const anotherCookie: Mutation = (request) =>
  'Cookie' in request.headers
    ? { ...request, headers: { ...request.headers, Cookie: 'vmware_soap_session=another' } }
    : request;

const flag = /<vim25:nestedHVEnabled>\w+<\/vim25:nestedHVEnabled>/;
const another = {
  vm: inBody('ReconfigVM_Task', /(type="VirtualMachine">)[^<]+/, '$1vm-99999'),
  key: inBody('ReconfigVM_Task', /disk\.EnableUUID/, 'disk.EnableUUIDs'),
  changeVersion: inBody('ReconfigVM_Task', /(changeVersion>)[^<]+/, '$1another'),
  option: inBody('QueryOptions', /(name>)[^<]+/, '$1Misc.HostName'),
  user: inBody('Login', /(userName>)[^<]+/, '$1somebody'),
};
const ofChanges: [string, Mutation][] = [
  ['the flag removed', inBody('ReconfigVM_Task', flag, '')],
  [
    'the flag as a lower-case copy',
    inBody('ReconfigVM_Task', /nestedHVEnabled/g, 'nestedhvenabled'),
  ],
  ['another key', another.key],
  ['another VM', another.vm],
  ['another changeVersion', another.changeVersion],
];
const ofSessions: [string, Mutation][] = [
  ['no cookie', withoutCookie],
  ['another cookie', anotherCookie],
];

const mutations: [fixture: string, what: string, mutation: Mutation][] = [
  ...['vcenter-enable', 'vcenter-disable', 'esx-enable', 'esx-disable'].flatMap((name) =>
    [...ofChanges, ...ofSessions].map(([what, mutation]): [string, string, Mutation] => [
      name,
      what,
      mutation,
    ]),
  ),
  ['vcenter-hosts', 'no cookie', withoutCookie],
  ['vcenter-hosts-no-permission', 'no cookie', withoutCookie],
  ['vcenter-wrong-password', 'another user', another.user],
  ['vcenter-expired-session', 'no cookie', withoutCookie],
];

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
  nock.emitter.removeAllListeners('no match');
});

/** Changes every request on its way out, above nock and below everything of ours. */
function alterRequests(mutation: Mutation): void {
  const send = HttpsTransport.prototype.exchange;
  vi.spyOn(HttpsTransport.prototype, 'exchange').mockImplementation(function (
    this: HttpsTransport,
    request,
    options,
  ) {
    return send.call(this, mutation(request), options);
  });
}

describe('a recording', () => {
  it.each(mutations)('%s refuses %s', async (name, _what, mutation) => {
    const fixture = readFixture(name);
    serve(fixture);
    alterRequests(mutation);
    const refused = refusedRequests();

    const { exitCode, stdout } = await rerun(fixture, '--output', 'json');

    expect(refused).not.toEqual([]);
    expect(nock.isDone()).toBe(false);
    expect(exitCode).not.toBe(0);
    expect(stdout).not.toContain('"outcome": "changed"');
  });

  // The run goes on without the answer of one host, so its exit code tells nothing.
  it.each(['vcenter-hosts', 'vcenter-hosts-no-permission'])(
    '%s refuses another option, and nothing else',
    async (name) => {
      const fixture = readFixture(name);
      const asIs = serve(fixture);
      const answersOf = async () =>
        jsonOf<HostRow[]>(await rerun(fixture, '--output', 'json')).flatMap(({ options }) =>
          Object.values(options).map(({ answer }) => answer),
        );
      const recorded = await answersOf();
      expect(asIs.every((scope) => scope.isDone())).toBe(true);
      expect(recorded).not.toEqual([]);
      expect(recorded).not.toContain('not looked at');

      serve(fixture);
      alterRequests(another.option);
      const refused = refusedRequests();
      const answers = await answersOf();

      // A read that breaks off is sent once more: as many refusals as that makes, and none of another request.
      expect(refused.length).toBeGreaterThanOrEqual(recorded.length);
      expect(refused.filter((body) => !body.includes('Misc.HostName'))).toEqual([]);
      expect(nock.pendingMocks()).toHaveLength(recorded.length);
      expect(answers).toEqual(recorded.map(() => 'not looked at'));
    },
  );

  it('takes what is only spelt differently', async () => {
    const fixture = readFixture('vcenter-enable');
    serve(fixture);
    alterRequests(({ body, ...request }) =>
      body === undefined
        ? request
        : {
            ...request,
            body: body
              .replaceAll('vim25:', 'v:')
              .replaceAll('xmlns:vim25', 'xmlns:v')
              .replace(/><(?!\/)/g, '>\n  <'),
          },
    );

    const { exitCode } = await rerun(fixture);

    expect(nock.isDone()).toBe(true);
    expect(exitCode).toBe(0);
  });
});
