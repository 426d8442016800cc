import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { jsonOf, type RunOptions, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const secret = 'pässw0rd-plänted';
let lab: Simulator;
let host: string;

beforeAll(async () => {
  lab = await startSimulator({ user: 'me@vsphere.local', password: secret });
  host = new URL(lab.url).host;
});

afterAll(async () => {
  expect(lab.sessionCount).toBe(0);
  await lab.close();
});

function file(text: string): string {
  const path = join(makeTempDir(), 'value');
  writeFileSync(path, text);
  return path;
}

const credentials = { VHV_USERNAME: 'me@vsphere.local', VHV_PASSWORD: secret };
const pinned = () => ({ VHV_FINGERPRINT: lab.fingerprint256 });

/** Each logs in with what a user of that program has in the environment already. */
const environments: readonly (readonly [string, () => Record<string, string>])[] = [
  ['vhv', () => ({ VHV_URL: lab.url, ...credentials, ...pinned() })],
  [
    'govc with all in the address',
    () => ({
      GOVC_URL: `https://${encodeURIComponent('me@vsphere.local')}:${secret}@${host}/sdk`,
      GOVC_INSECURE: '1',
    }),
  ],
  [
    'govc with files and a CA list',
    () => ({
      GOVC_URL: host,
      GOVC_USERNAME: file('me@vsphere.local\n'),
      GOVC_PASSWORD: file(`${secret}\n`),
      GOVC_TLS_CA_CERTS: file(lab.certificatePem),
    }),
  ],
  [
    'Terraform',
    () => ({
      VSPHERE_SERVER: host,
      VSPHERE_USER: 'me@vsphere.local',
      VSPHERE_PASSWORD: secret,
      VSPHERE_ALLOW_UNVERIFIED_SSL: 'true',
    }),
  ],
  [
    'Ansible',
    () => ({
      VMWARE_HOST: '127.0.0.1',
      VMWARE_PORT: host.replace(/.*:/, ''),
      VMWARE_USER: 'me@vsphere.local',
      VMWARE_PASSWORD: secret,
      VMWARE_VALIDATE_CERTS: 'no',
    }),
  ],
];

describe('the environment', () => {
  it.each(environments)('of %s is enough', async (_, env) => {
    const ran = await runCli(['about', '--output', 'json'], { env: env() });
    expect(ran.exitCode, ran.stderr).toBe(0);
  });

  it.each(environments)('of %s is explained without a secret', async (_, env) => {
    const ran = await runCli(['env', '--output', 'json'], { env: env() });
    expect(ran.exitCode).toBe(0);
    for (const text of [secret, encodeURIComponent(secret), secret.slice(3)]) {
      expect(ran.stdout + ran.stderr).not.toContain(text);
    }
    const rows = jsonOf<{ setting: string; value: string }[]>(ran);
    expect(rows).toContainEqual(
      expect.objectContaining({ setting: 'username', value: 'me@vsphere.local' }),
    );
  });

  it('of our own comes before that of others, and flags before everything', async () => {
    const env = { VHV_URL: lab.url, ...credentials, ...pinned() };
    const others = { GOVC_URL: 'nowhere.test', GOVC_USERNAME: 'you', GOVC_PASSWORD: 'wrong' };
    expect((await runCli(['about'], { env: { ...others, ...env } })).exitCode).toBe(0);
    const wrong = { ...env, VHV_URL: 'nowhere.test', VHV_USERNAME: 'you', VHV_PASSWORD: 'wrong' };
    const flags = [
      '-u',
      lab.url,
      '--username',
      'me@vsphere.local',
      '--password-file',
      file(secret),
    ];
    expect((await runCli(['about', ...flags], { env: wrong })).exitCode).toBe(0);
  });

  it('of others may be insecure; a flag or a variable of our own takes that back', async () => {
    const env = { VHV_URL: lab.url, ...credentials, GOVC_INSECURE: '1' };
    expect((await runCli(['about'], { env })).stderr).toContain('is not checked');
    expect((await runCli(['about', '--insecure=false'], { env })).exitCode).toBe(7);
    expect((await runCli(['about'], { env: { ...env, VHV_INSECURE: 'no' } })).exitCode).toBe(7);
  });
});

describe('a password', () => {
  const withoutPassword = () => ({
    VHV_URL: lab.url,
    VHV_USERNAME: 'me@vsphere.local',
    PATH: process.env['PATH'] ?? '',
    ...pinned(),
  });
  const about = (args: readonly string[], options: RunOptions = {}) =>
    runCli(['about', ...args], { ...options, env: { ...withoutPassword(), ...options.env } });

  it('comes from stdin', async () => {
    const ran = await about(['--password-file', '-'], { stdin: `${secret}\nmore\n` });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect((await about(['--password-file=-'], { stdin: secret })).exitCode).toBe(0);
  });

  it('comes from a command', async () => {
    const command = `echo ${secret}`;
    expect((await about(['--password-command', command])).exitCode).toBe(0);
    const env = { VHV_PASSWORD_COMMAND: command };
    expect((await about([], { env })).exitCode).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('is fetched once for many servers', async () => {
    const calls = file('');
    const command = `echo called >> ${calls}; echo ${secret}`;
    const urls = ['-u', lab.url, '-u', lab.url.replace('127.0.0.1', 'localhost')];
    const env = { VHV_FINGERPRINT: '', VHV_INSECURE: '1' };
    const ran = await about(['--password-command', command, ...urls], { env });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(readFileSync(calls, 'utf8')).toBe('called\n');
  });

  it.each([
    ['that is nowhere', [], {}, 'no password for me@vsphere.local'],
    [
      'in a file that is not there',
      ['--password-file', '/no/such'],
      {},
      '--password-file /no/such',
    ],
    ['in an empty stdin', ['--password-file', '-'], {}, 'first line is empty'],
    [
      'of a command that fails',
      ['--password-command', `echo ${secret}; exit 3`],
      {},
      'ended with 3',
    ],
    [
      'of a variable that is no file',
      [],
      { VHV_PASSWORD_FILE: '/no/such' },
      'VHV_PASSWORD_FILE gives no password: there is no such file',
    ],
  ])('%s is said, and nothing is sent', async (_, args, env, says) => {
    const before = lab.requests.of('RetrieveServiceContent');
    const ran = await about(args, { env, stdin: '' });
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(says);
    expect(ran.stderr).not.toContain(secret);
    expect(lab.requests.of('RetrieveServiceContent')).toBe(before);
  });

  it('that is wrong is told with server and user, once', async () => {
    const ran = await about([], { env: { VHV_PASSWORD: 'wr0ng-planted' } });
    expect(ran.exitCode).toBe(7);
    expect(ran.stderr).toContain(`the login of me@vsphere.local at https://${host} was refused`);
    expect(ran.stderr).not.toContain('wr0ng-planted');
  });
});

it('old TLS is said aloud', async () => {
  const env = { VHV_URL: lab.url, ...credentials, ...pinned() };
  const ran = await runCli(['about', '--tls-min', '1.0'], { env });
  expect(ran.exitCode).toBe(0);
  expect(ran.stderr).toContain('may speak TLS 1.0 (--tls-min)');
});

describe('a setting that cannot be', () => {
  it.each([
    ['VHV_FINGERPRINT', 'abc', 'VHV_FINGERPRINT must be the 32 bytes'],
    ['VHV_TLS_MIN', '2.0', 'VHV_TLS_MIN must be one of 1.0'],
    ['VHV_CA', '/no/such.pem', 'VHV_CA /no/such.pem cannot be read'],
    ['VHV_URL', 'ftp://me:s3cret@vc', 'VHV_URL must be https'],
    ['VHV_ENDPOINTS', '/no/such.yaml', '/no/such.yaml cannot be read'],
  ])('%s=%s is named by its variable', async (name, value, says) => {
    const env = { VHV_URL: lab.url, ...credentials, [name]: value };
    const ran = await runCli(['about'], { env });
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
    expect(ran.stderr).not.toContain('s3cret');
  });
});
