import { describe, expect, it, test } from 'vitest';
import { findProxy } from '../../src/cli/connection/proxy.ts';
import type { Io } from '../../src/cli/io.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { startProxy } from '../helpers/proxy.ts';
import { testSimulator } from '../helpers/simulator.ts';

test('a server is reached through the environment’s proxy, and its pin is checked', async () => {
  const lab = await testSimulator();
  const port = Number(new URL(lab.url).port);
  const proxy = await startProxy({ 'vc.test:443': port }, 'me:s3cret');
  const HTTPS_PROXY = `http://me:s3cret@127.0.0.1:${proxy.port}`;
  const env = { ...envOf(lab), VHV_URL: 'vc.test', HTTPS_PROXY };
  const ran = await runCli(['about', '--output', 'json'], { env });
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(proxy.asked).toContain('vc.test:443');
  const shown = await runCli(['env', '--output', 'json'], { env });
  expect(shown.stdout).not.toContain('s3cret');
  expect(jsonOf<unknown[]>(shown)).toContainEqual(
    expect.objectContaining({ value: `127.0.0.1:${proxy.port}`, from: 'HTTPS_PROXY' }),
  );
  const bad = { ...env, HTTPS_PROXY: 'ftp://me:s3cret@proxy' };
  const refused = await runCli(['about'], { env: bad });
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('HTTPS_PROXY') });
  expect(refused.stderr).not.toContain('s3cret');
  expect(lab.sessionCount).toBe(0);
});

test.each(['100%', '%zz', 'a%b%', '%25', '%ff'])(
  'a percent sign in the login of a proxy stands for itself unless it escapes something: %s',
  async (typed) => {
    const lab = await testSimulator();
    const meant = typed === '%25' ? '%' : typed;
    const proxy = await startProxy({ 'vc.test:443': Number(new URL(lab.url).port) }, `me:${meant}`);
    const HTTPS_PROXY = `http://me:${typed}@127.0.0.1:${proxy.port}`;
    const ran = await runCli(['about'], {
      env: { ...envOf(lab), VHV_URL: 'vc.test', HTTPS_PROXY },
    });
    expect(ran.stderr).not.toContain('URI malformed');
    expect(ran.exitCode, ran.stderr).toBe(0);
  },
);

describe('NO_PROXY', () => {
  it.each([
    ['vc.example.com', 443, 'vc.example.com', true],
    ['VC.example.com', 443, 'vc.EXAMPLE.com', true],
    ['vc.example.com', 443, '.example.com', true],
    ['vc.example.com', 443, 'example.com', true],
    ['vc.example.com', 443, '*.example.com', true],
    ['vcexample.com', 443, 'example.com', false],
    ['vc.example.com', 443, 'a, vc.example.com:443', true],
    ['vc.example.com', 443, 'vc.example.com:8443', false],
    ['10.1.2.3', 443, '10.0.0.0/8', true],
    ['11.1.2.3', 443, '10.0.0.0/8', false],
    ['fd00::1', 443, 'fd00::/8', true],
    ['fd00::1', 443, '10.0.0.0/8', false],
    ['10.1.2.3', 443, '10.1.2.3', true],
    ['vc.example.com', 443, '*', true],
    ['127.0.0.1', 443, '', true],
    ['localhost', 443, '', true],
  ])('%s:%i with %j', (host, port, NO_PROXY, isDirect) => {
    const io = { env: { HTTPS_PROXY: 'proxy:3128', NO_PROXY } } as unknown as Io;
    expect(findProxy(io, host, port) === undefined).toBe(isDirect);
  });
});
