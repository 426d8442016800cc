import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dashboard } from '../../src/cli/dashboard/dashboard.ts';
import { hostileName } from '../report/report-fleet.ts';
import { ask, planAt, runOf } from './ask.ts';

const run = runOf(3);
const hostile = { ...planAt(run, 0), facts: { ...planAt(run, 0).facts, name: hostileName } };
let dashboard: Dashboard;
let url: string;
let token: string;

beforeAll(async () => {
  dashboard = await Dashboard.open({ ...run, plans: [hostile, ...run.plans.slice(1)] });
  url = dashboard.url;
  token = new URL(url).pathname.slice(1, -1);
});

afterAll(() => dashboard[Symbol.asyncDispose]());

describe('the address of a dashboard', () => {
  it('is on loopback, and nobody can guess it', async () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
    await using other = await Dashboard.open(run);
    expect(other.url.slice(-34)).not.toBe(url.slice(-34));
  });

  it('shows the page, which is kept nowhere, framed by nobody and asks nobody else', async () => {
    const { status, headers, text } = await ask(url);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    const policy = headers['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^;]+'; style-src 'sha256-/);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(text).toContain('<h1>vhv enable</h1>');
    expect(text).not.toContain(hostileName);
    expect(text).not.toContain(token);
  });
});

describe('what a dashboard turns away', () => {
  const authority = () => new URL(url).host;

  it.each([
    ['no token', () => '/'],
    ['no token, for the events', () => '/events'],
    ['another token', () => `/${'A'.repeat(32)}/`],
    ['a part of the token', () => `/${token.slice(0, -1)}/`],
    ['the token in other letters', () => `/${token.toUpperCase()}x/`],
    ['no slash at the end', () => `/${token}`],
    ['something beside the page', () => `/${token}/package.json`],
    ['a way out', () => `/${token}/../../../../etc/passwd`],
    ['a way out, encoded', () => `/${token}/%2e%2e/%2e%2e/etc/passwd`],
    ['a way round', () => `/${token}/./`],
    ['a way round, to the page', () => `/x/../${token}/`],
    ['a query', () => `/${token}/?x`],
    ['a whole address', () => `http://${authority()}/${token}/`],
    ['two slashes', () => `//${token}/`],
  ])('%s: 404', async (_, path) => {
    const answer = await ask(url, { path: path() });
    expect(answer).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
    expect(answer.text).toBe('There is nothing here.\n');
  });

  it.each([
    ['evil.example.com'],
    ['localhost'],
    ['127.0.0.1'],
    ['127.0.0.1:1'],
    ['[::1]:1'],
    ['127.0.0.1.evil.example.com:80'],
  ])('a name that leads here all the same, %s: 403', async (host) => {
    const answer = await ask(url, { headers: { host } });
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('<');
  });

  it.each([
    ['https://evil.example.com'],
    ['null'],
    ['http://127.0.0.1'],
    ['https://127.0.0.1'],
    [''],
  ])('a page of another site, %j: 403', async (origin) => {
    for (const path of [`/${token}/`, `/${token}/events`]) {
      expect(await ask(url, { path, headers: { origin } })).toMatchObject({ status: 403 });
    }
  });

  it('and takes its own', async () => {
    expect(await ask(url, { headers: { origin: `http://${authority()}` } })).toMatchObject({
      status: 200,
    });
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'])(
    '%s: 405',
    async (method) => {
      for (const path of [`/${token}/`, `/${token}/events`, '/']) {
        const { status, headers } = await ask(url, { path, method });
        expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET' });
      }
    },
  );
});
