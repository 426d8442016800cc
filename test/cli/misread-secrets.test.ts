import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

function write(text: string, name: string): string {
  const path = join(makeTempDir(), name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** What nobody who reads the messages may see; in the texts below each stands where a person has forgotten the quotes. */
const halves = ['hunter2', 'Zw31tes'];

const password = (value: string): string =>
  `endpoints:\n  - url: esx1.example.com\n    password: ${value}\n`;

/** Each with the line that the message names. */
const misread: readonly (readonly [string, number])[] = [
  // Aliases, anchors and tags.
  [password('*hunter2-Zw31tes'), 3],
  [password('*hunter2 Zw31tes'), 3],
  [password('&hunter2'), 3],
  [password('!hunter2 Zw31tes'), 3],
  [password('!hunter2'), 3],
  [password('!!hunter2 Zw31tes'), 3],
  [password('!hunter2!Zw31tes x'), 3],
  [password('!!binary hunter2'), 3],
  [password('!!set {hunter2: }'), 3],
  [password('!!int hunter2'), 3],
  [password('!!timestamp hunter2'), 3],
  // Flow maps and lists, and what Jinja leaves.
  [password('{{ hunter2-Zw31tes }}'), 3],
  [password('{ hunter2: Zw31tes }'), 3],
  [password('[hunter2, Zw31tes]'), 3],
  [password('{? {hunter2: 1} : Zw31tes}'), 3],
  ['endpoints:\n  - {url: esx1, password: hunter2, Zw31tes}\n', 2],
  ['endpoints:\n  - {url: esx1, password: x, hunter2: Zw31tes}\n', 2],
  ['endpoints:\n  - {url: esx1, password: "x", "hunter2"}\n', 2],
  ['? [hunter2, Zw31tes]\n: 1\n', 1],
  // Keys, colons, quotes, escapes.
  [password('hunter2: Zw31tes'), 3],
  [password('? hunter2'), 3],
  [password('x\n    hunter2: y\n    hunter2: z'), 5],
  [password('x\n    hunter2: Zw31tes'), 4],
  [password('x\n    pasword: hunter2'), 4],
  [password('"hunter2\\q"'), 3],
  [password('"hunter2"Zw31tes'), 3],
  [password("'hunter2"), 4],
  [password('%hunter2'), 3],
  [password('@hunter2'), 3],
  [password('`hunter2'), 3],
  ['%hunter2\n---\nendpoints: [a]\n', 1],
  ['endpoints: [a]\n---\nhunter2\n', 2],
  // Tabs, blocks, indentation.
  [password('\n\t\thunter2: Zw31tes'), 4],
  [password('|9x hunter2'), 3],
  [password('|\n      Zw31tes\n   hunter2: y'), 5],
  [password('x\n   hunter2: y'), 4],
  // What the schema refuses.
  ['endpoints:\n  - url: a\n    tlsMin: hunter2\n', 3],
  ['endpoints:\n  - url: a\n    name: hunter2 Zw31tes\n', 3],
  ['endpoints:\n  - url: a\n    fingerprint: hunter2\n', 3],
  ['endpoints:\n  - url: a\n    insecure: hunter2\n', 3],
  ['endpoints:\n  - url: a\n    concurrency: hunter2\n', 3],
  ['defaults:\n  password: [hunter2]\nendpoints: [a]\n', 2],
  ['hunter2', 1],
  // JSON.
  ['{\n "endpoints": [\n  {"url": "a", "password": "hunter2" "Zw31tes"}]}', 3],
  ['{\n "endpoints": [\n  {"url": "a", "password": "hunter2\\u12"}]}', 3],
  ['{\n "endpoints": [\n  {"url": "a", "password": ["hunter2"]}]}', 3],
];

describe('a password that is misread in a file of endpoints', () => {
  it.each(misread)('%j is refused by file and line, and not quoted', async (text, line) => {
    const path = write(text, 'endpoints.yaml');
    const ran = await runCli(['env', '--endpoints', path, '--output', 'json']);
    for (const half of halves) {
      expect(ran.stdout + ran.stderr).not.toContain(half);
    }
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(path);
    expect(ran.stderr).toMatch(new RegExp(`${path}:${line}:\\d+: .`));
    expect(ran.stderr).not.toMatch(/Invalid input|Unresolved|Error:/);
  });

  it('is not quoted from aliases that repeat too much', async () => {
    const levels = [...'bcdefgh'].map((name, index) => {
      const before = 'abcdefg'[index];
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`;
    });
    const path = write(`a: &a [hunter2]\n${levels.join('\n')}\n`, 'endpoints.yaml');
    const ran = await runCli(['env', '--endpoints', path]);
    expect(ran.stderr).toContain(`${path} cannot be read as YAML: its aliases (*) repeat too much`);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.not.stringContaining('hunter2') });
  });

  it.each(['passwordEnv', 'passwordFile', 'tokenEnv', 'tokenFile'])(
    'is not quoted where it stands in %s',
    async (key) => {
      const text = `endpoints: [{url: "127.0.0.1:9", insecure: true, username: u, ${key}: hunter2}]`;
      const text2 = key.startsWith('token') ? text.replace(' username: u,', '') : text;
      const path = write(text2, 'endpoints.yaml');
      const ran = await runCli(['about', '--endpoints', path]);
      expect(ran).toMatchObject({ exitCode: 2, stderr: expect.not.stringContaining('hunter2') });
      expect(ran.stderr).toContain(`${path} endpoints[0].${key}`);
    },
  );

  it('is not refused where anchors and aliases are used as such', async () => {
    const text = `endpoints:\n  - &one { url: a, username: &who root }\n  - { url: b, username: *who }\n`;
    const ran = await runCli(['env', '--endpoints', write(text, 'endpoints.yaml')]);
    expect(ran.exitCode).toBe(0);
  });
});

it.each([
  ['rules:\n  - all: true\n    extraConfig: {guestinfo.pw: *hunter2}\n', 3],
  ['rules:\n  - all: true\n    extraConfig: {guestinfo.pw: {{ hunter2 }}}\n', 3],
  ['rules:\n  - all: true\n    extraConfig: {guestinfo.pw: x, hunter2}\n', 3],
  ['rules:\n  - all: true\n    extraConfig: {guestinfo.pw: !hunter2 x}\n', 3],
])('a secret that is misread in a fleet file is not quoted: %j', async (text, line) => {
  const path = write(text, 'fleet.yaml');
  const ran = await runCli(['drift', '-f', path, '--url', 'sim:']);
  expect(ran).toMatchObject({ exitCode: 2, stderr: expect.not.stringContaining('hunter2') });
  expect(ran.stderr).toContain(path);
  expect(ran.stderr).toMatch(new RegExp(`${path}:${line}:\\d+: .`));
});

it.each([
  [
    '{"datacenters": [\n{"vms": [{"extraConfig": {"pw": "hunter2" }}}',
    /:2:\d+: is not JSON: .*\. Fix: /,
  ],
  ['{\n"pw": hunter2}', /: is YAML and not JSON\. Fix: /],
  ['hunter2', /: is YAML and not JSON\. Fix: /],
])('a secret in an inventory that is not JSON is not quoted: %j', async (text, says) => {
  const path = write(text, 'inventory.json');
  const ran = await runCli(['vms', '--url', `sim:${path}`]);
  expect(ran).toMatchObject({ exitCode: 2, stderr: expect.not.stringContaining('hunter2') });
  expect(ran.stderr).toContain(`the inventory ${path}:`);
  expect(ran.stderr).toMatch(says);
});

describe('a password of the environment that could be the path of a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vhv-misread-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'aB3'), 'a file');
  mkdirSync(join(folder, 'folder-aB3'));
  symlinkSync('loop-aB3', join(folder, 'loop-aB3'));
  const values = {
    ENAMETOOLONG: 'aB3'.repeat(100),
    ENOTDIR: `${folder}/aB3/xY9+q`,
    EISDIR: join(folder, 'folder-aB3'),
    ELOOP: join(folder, 'loop-aB3'),
  };

  it.each(Object.entries(values))('is the password itself: %s', async (_, value) => {
    await using lab = await startSimulator({ user: value, password: value });
    const { VHV_USERNAME: _1, VHV_PASSWORD: _2, ...env } = envOf(lab);
    const govc = { ...env, GOVC_USERNAME: value, GOVC_PASSWORD: value };
    const right = await runCli(['about', '--output', 'json'], { env: govc });
    expect(right).toMatchObject({ exitCode: 0, stderr: '' });
    const wrong = { ...govc, GOVC_USERNAME: 'root' };
    const refused = await runCli(['about', '--output', 'json'], { env: wrong });
    expect(refused.exitCode).toBe(7);
    expect(refused.stdout + refused.stderr).not.toContain('aB3');
  });

  it.each(Object.entries(values))(
    'is not quoted where a file was asked for: %s',
    async (_, value) => {
      for (const variable of ['VHV_PASSWORD_FILE', 'VHV_TOKEN_FILE']) {
        const env = { VHV_URL: '127.0.0.1:9', VHV_USERNAME: 'root', [variable]: value };
        const ran = await runCli(['about', '--insecure'], { env });
        expect(ran).toMatchObject({ exitCode: 2, stderr: expect.not.stringContaining('aB3') });
        expect(ran.stderr).toContain(`${variable} gives no `);
      }
    },
  );
});

it('a password in --url is warned about once: others see the command line', async () => {
  await using lab = await startSimulator();
  const host = lab.url.replace('https://', '');
  const urls = [
    '--url',
    `user:pass@${host}`,
    '--url',
    `user:pass@${host.replace('127.0.0.1', 'localhost')}`,
  ];
  const seen = await runCli(['about', ...urls, '--insecure']);
  expect(seen.exitCode).toBe(0);
  expect(seen.stderr.match(/process list/g)).toHaveLength(1);
  expect(seen.stderr).not.toContain('user:pass');
  const inEnv = await runCli(['about', '--insecure'], { env: { VHV_URL: `user:pass@${host}` } });
  expect(inEnv.stderr).not.toContain('process list');
  const nameOnly = await runCli(['about', '--url', `user@${host}`, '--insecure'], {
    env: { VHV_PASSWORD: 'pass' },
  });
  expect(nameOnly.stderr).not.toContain('process list');
});
