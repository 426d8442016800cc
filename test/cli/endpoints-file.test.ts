import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { jsonOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

function write(text: string, mode = 0o600): string {
  const path = join(makeTempDir(), 'endpoints.yaml');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function env(path: string, more: Record<string, string> = {}) {
  return runCli(['env', '--endpoints', path, '--output', 'json'], { env: more });
}

interface Row {
  endpoint: string;
  setting: string;
  value: string;
  from: string;
}

describe('an endpoints file', () => {
  it('gives each endpoint its own settings, then the defaults, then the environment’s', async () => {
    const path = write(`
defaults: { username: root, tlsMin: "1.3" }
endpoints:
  - esx1.example.com
  - { name: old, url: "esx5.example.com:8443", tlsMin: "1.0", username: admin, passwordCommand: "pass esx5" }
`);
    const ran = await env(path, { VHV_USERNAME: 'me', VHV_PASSWORD: 'pw', VHV_INSECURE: 'yes' });
    expect(ran.exitCode).toBe(0);
    const rows = jsonOf<Row[]>(ran).map(({ endpoint, setting, value, from }) => [
      endpoint,
      setting,
      value,
      from.replace(path, 'FILE'),
    ]);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['esx1.example.com', 'url', 'https://esx1.example.com', 'FILE endpoints[0].url'],
        ['esx1.example.com', 'username', 'root', 'FILE defaults.username'],
        ['esx1.example.com', 'password', '(set)', 'VHV_PASSWORD'],
        ['esx1.example.com', 'TLS at least', '1.3', 'FILE defaults.tlsMin'],
        ['esx1.example.com', 'trust', 'not checked', 'VHV_INSECURE'],
        ['old', 'url', 'https://esx5.example.com:8443', 'FILE endpoints[1].url'],
        ['old', 'username', 'admin', 'FILE endpoints[1].username'],
        ['old', 'password', '(set)', 'FILE endpoints[1].passwordCommand'],
        ['old', 'TLS at least', '1.0', 'FILE endpoints[1].tlsMin'],
      ]),
    );
  });

  it('may be a plain list of hosts, and JSON', async () => {
    const ran = await env(write('["esx1", "esx2:8443"]'), { VHV_USERNAME: 'root' });
    const names = jsonOf<Row[]>(ran).map(({ endpoint }) => endpoint);
    expect(new Set(names)).toEqual(new Set(['esx1', 'esx2:8443']));
  });

  it.each([
    ['endpoints: []', 'endpoints: '],
    ['endpoints: [{name: a}]', 'endpoints[0].url: '],
    [
      'endpoints: [{url: vc, pasword: s3cret}]',
      "endpoints[0].pasword: is not known; did you mean 'password'?",
    ],
    ['endpoints: [{url: vc, concurrency: 0}]', 'endpoints[0].concurrency: '],
    ['endpoints: [{url: vc, fingerprint: abc}]', 'endpoints[0].fingerprint: must be the 32 bytes'],
    ['endpoints: [vc]\ndefaults: {tlsMin: "1.4"}', 'defaults.tlsMin: '],
    ['endpoints: [{url: vc, insecure: true, ca: x}]', 'endpoints[0]: has ca and insecure'],
    [
      'defaults: {password: s3cret, passwordEnv: A}\nendpoints: [vc]',
      'defaults: has passwordEnv and',
    ],
    [
      'endpoints: [{url: vc, passwordEnv: NOWHERE}]',
      'endpoints[0].passwordEnv: no environment variable of this name is set',
    ],
    ['endpoints: [{url: "ftp://vc"}]', 'endpoints[0].url must be https'],
    ['endpoints: [{url: "root:s3cret@vc"}]', 'endpoints[0].url holds credentials'],
    ['endpoints: [vc, vc]', 'endpoints[1].url (vc) is there already'],
    ['endpoints: [{name: "a#b", url: vc}]', 'endpoints[0].name: must have no blank and no #'],
    ['password: "s3cret\nendpoints: [', 'is not YAML: a quote'],
    ['just text', 'the file: '],
  ])('%j is refused with its place, and no secret of it is shown', async (text, says) => {
    const ran = await env(write(text));
    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'vhv/error/1' });
    expect(ran.stderr).toContain(says);
    expect(ran.stdout + ran.stderr).not.toContain('s3cret');
  });

  it.skipIf(process.platform === 'win32')('with a password in it has to be 0600', async () => {
    const text = 'endpoints: [{url: vc, username: root, password: s3cret}]';
    const open = await env(write(text, 0o644));
    expect(open).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('chmod 600') });
    const closed = await env(write(text));
    expect(closed.exitCode).toBe(0);
    expect(closed.stdout).not.toContain('s3cret');
  });

  it('beside --url is refused: which servers?', async () => {
    const ran = await runCli(['env', '--endpoints', 'a', '--url', 'b']);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('give one of them') });
  });
});

test('passwords come from files beside the file, from commands and from the environment', async () => {
  await using lab = await startSimulator();
  const folder = makeTempDir();
  writeFileSync(join(folder, 'pw'), 'pass\nnot this\n');
  const path = join(folder, 'endpoints.yaml');
  for (const source of [
    { passwordFile: 'pw' },
    { passwordCommand: 'echo pass' },
    { passwordEnv: 'A' },
  ]) {
    const { url, user: username, fingerprint256: fingerprint } = lab;
    writeFileSync(path, JSON.stringify({ endpoints: [{ url, username, fingerprint, ...source }] }));
    const ran = await runCli(['about', '--endpoints', path], {
      env: { A: 'pass', PATH: process.env['PATH'] ?? '' },
    });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  }
  expect(lab.sessionCount).toBe(0);
});
