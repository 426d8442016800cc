import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { connect } from '../../src/vsphere/index.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

/** Where to, and nothing of who. */
function whereTo({ url, fingerprint256 }: Simulator) {
  return { VHV_URL: url, VHV_FINGERPRINT: fingerprint256 };
}

function written(text: string, name = 'secret'): string {
  const path = join(makeTempDir(), name);
  writeFileSync(path, text);
  return path;
}

/** A ticket, of a session that goes on until the test ends. */
async function ticketOf({ url, user, password, fingerprint256 }: Simulator): Promise<string> {
  const trust = { kind: 'pinned', fingerprint256 } as const;
  const session = await connect({ url, username: user, password, trust });
  onTestFinished(() => session.logout());
  return session.call('AcquireCloneTicket', session.manager('sessionManager'), {});
}

interface Source {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly stdin?: string;
}

test.each<[string, (token: string) => Source]>([
  ['--token-file', (token) => ({ args: ['--token-file', written(`\n${token}\n`)] })],
  ['--token-file -', (token) => ({ args: ['--token-file', '-'], stdin: token })],
  ['VHV_TOKEN', (token) => ({ env: { VHV_TOKEN: token } })],
  ['VHV_TOKEN_FILE', (token) => ({ env: { VHV_TOKEN_FILE: written(token) } })],
])('the token of %s logs in, before a password of the environment or a user', async (_, source) => {
  const simulator = await testSimulator();
  const { args = [], env = {}, stdin = '' } = source(simulator.issueToken());
  const { VHV_USERNAME } = { VHV_USERNAME: 'somebody' };
  const ran = await runCli(['vms', ...args], {
    env: { ...whereTo(simulator), VHV_USERNAME, VSPHERE_PASSWORD: 'no', ...env },
    stdin,
  });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  const { requests, sessionCount } = simulator;
  expect([requests.of('LoginByToken'), requests.of('Login'), sessionCount]).toEqual([1, 0, 0]);
});

test.each<[string, (ticket: string) => Source]>([
  ['--clone-ticket-file', (ticket) => ({ args: ['--clone-ticket-file', written(`${ticket}\n`)] })],
  ['--clone-ticket-file -', (ticket) => ({ args: ['--clone-ticket-file', '-'], stdin: ticket })],
  ['VHV_CLONE_TICKET', (ticket) => ({ env: { VHV_CLONE_TICKET: ticket } })],
])('the ticket of %s logs in once', async (_, source) => {
  const simulator = await testSimulator();
  const { args = [], env = {}, stdin = '' } = source(await ticketOf(simulator));
  const options = { env: { ...whereTo(simulator), ...env }, stdin };
  expect(await runCli(['vms', ...args], options)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(simulator.sessionCount).toBe(1);
  const again = await runCli(['vms', ...args], options);
  expect(again).toMatchObject({ exitCode: 7, stdout: '' });
  expect(again.stderr).toMatch(/^vhv: the login of a clone ticket at .* refused \(InvalidLogin/);
});

test.each<[Source, string]>([
  [
    { args: ['--token-file', 'a', '--password-file', 'b'] },
    '--password-file and --token-file both say how to log in: give one of them',
  ],
  [
    { args: ['--token-file', 'a', '--clone-ticket-file', 'b'] },
    '--token-file and --clone-ticket-file both say',
  ],
  [
    { args: ['--token-file', 'a', '--username', 'root'] },
    '--username and --token-file: a token says itself who logs in',
  ],
  [{ args: ['--url', 'me:pw@127.0.0.1', '--token-file', 'a'] }, '--url and --token-file both say'],
  [{ env: { VHV_TOKEN: '<a/>', VHV_PASSWORD: 'p' } }, 'VHV_PASSWORD and VHV_TOKEN both say'],
  [
    { env: { VHV_TOKEN: '<a/>', VHV_CLONE_TICKET: 't' } },
    'VHV_TOKEN and VHV_CLONE_TICKET both say',
  ],
  [{ args: ['--token-file', '/no/such'] }, '--token-file /no/such gives no token: '],
  [{ args: ['--token-file', '-'], stdin: ' \n' }, '--token-file gives no token: it is empty'],
  [
    { args: ['--clone-ticket-file', '-'] },
    '--clone-ticket-file gives no clone ticket: its first line is empty',
  ],
  [{ env: { VHV_TOKEN: 'not-xml-7b3f' } }, 'token is no SAML assertion: it does not begin with <'],
  [
    { args: ['--url', 'a', '--url', 'b'], env: { VHV_CLONE_TICKET: 't' } },
    "VHV_CLONE_TICKET is one server's, and good once, and 2 servers are named",
  ],
])('%j is a usage error', async ({ args = [], env = {}, stdin = '' }, says) => {
  const ran = await runCli(['about', ...args], {
    env: { ...(args.includes('--url') ? {} : { VHV_URL: '127.0.0.1:9' }), ...env },
    stdin,
  });
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ran.stderr).toContain(says);
  expect(ran.stderr).not.toContain('7b3f');
});

test('a flag decides over contradictions in the environment', async () => {
  const simulator = await testSimulator();
  const env = { ...envOf(simulator), VHV_TOKEN: 'not looked at' };
  const args = ['about', '--token-file', written(simulator.issueToken())];
  expect(await runCli(args, { env })).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a token that is over is not sent, and the time is told', async () => {
  const simulator = await testSimulator();
  const token = simulator.issueToken('user', new Date('2001-02-03T04:05:06Z'));
  const ran = await runCli(['about'], { env: { ...whereTo(simulator), VHV_TOKEN: token } });
  expect(ran).toEqual({
    exitCode: 7,
    stdout: '',
    stderr:
      'vhv: the token of user ended at 2001-02-03T04:05:06.000Z, and is not sent: get a new one\n',
  });
  expect(simulator.requests.http).toBe(0);
});

/** Servers in a file, by name; all with what `defaults` says. */
function listed(servers: Readonly<Record<string, Simulator>>, defaults: object): string {
  const endpoints = Object.entries(servers).map(([name, { url, fingerprint256 }]) => ({
    name,
    url,
    fingerprint: fingerprint256,
  }));
  return written(JSON.stringify({ defaults, endpoints }), 'endpoints.yaml');
}

test('a token that one vCenter refuses is not shown to the next; an ESXi refuses it for itself', async () => {
  const [one, two, esx] = [
    await testSimulator(),
    await testSimulator(),
    await testSimulator({ kind: 'esx' }),
  ];
  const env = { TOKEN: one.issueToken('stranger') };
  const file = listed({ one, two, esx }, { tokenEnv: 'TOKEN' });
  const ran = await runCli(['vms', '--endpoints', file], { env });
  expect(ran.exitCode).toBe(7);
  const sent = [one, two, esx].map(({ requests }) => requests.of('LoginByToken'));
  expect((sent[0] ?? 0) + (sent[1] ?? 0)).toBe(1);
  expect(sent[2]).toBe(1);
  expect(ran.stderr).toMatch(
    /not looked at: (one|two): no login at \1: the token was refused at (one|two), and is not shown to others\n/,
  );
});

test('an endpoints file names a token beside it, for one server or for all', async () => {
  const simulator = await testSimulator();
  const path = listed({ lab: simulator }, { tokenFile: 'token.xml' });
  writeFileSync(join(path, '..', 'token.xml'), simulator.issueToken());
  const env = { VHV_ENDPOINTS: path, VHV_PASSWORD: 'not this' };
  expect(await runCli(['about'], { env })).toMatchObject({ exitCode: 0, stderr: '' });
  expect(simulator.requests.of('LoginByToken')).toBe(1);
});

test.each([
  [
    { tokenFile: 'a', passwordEnv: 'b' },
    'defaults: has passwordEnv and tokenFile: give one of them',
  ],
  [{ tokenFile: 'a', tokenEnv: 'b' }, 'defaults: has tokenFile and tokenEnv: give one of them'],
  [{ tokenFile: 'a', username: 'b' }, 'defaults: has username and tokenFile: give one of them'],
  [{ tokenEnv: 'NOT_SET' }, 'defaults.tokenEnv: no environment variable of this name is set'],
])('an endpoints file with %j is refused', async (defaults, says) => {
  const path = written(JSON.stringify({ defaults, endpoints: ['esx1'] }));
  const ran = await runCli(['about', '--endpoints', path]);
  expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
});

test('env tells where a token or a ticket comes from, and nothing of it', async () => {
  const settings = async (args: readonly string[], env: Record<string, string>) => {
    const ran = await runCli(['env', '--output', 'json', ...args], { env });
    expect(ran.stdout).not.toContain('7b3f');
    const rows = jsonOf<{ setting: string; value: string; from: string }[]>(ran);
    return Object.fromEntries(
      rows.map(({ setting, value, from }) => [setting, `${value} ${from}`]),
    );
  };
  const token = await settings([], { VHV_USERNAME: 'me', VHV_TOKEN: '<secret-7b3f/>' });
  expect(token).toMatchObject({ username: '(of the token) VHV_TOKEN', token: '(set) VHV_TOKEN' });
  expect(token).not.toHaveProperty('password');
  const file = await settings(['--token-file', '/a/token.xml'], { VHV_PASSWORD: 'secret-7b3f' });
  expect(file).toMatchObject({ token: '/a/token.xml --token-file' });
  const ticket = await settings([], { VHV_CLONE_TICKET: 'secret-7b3f' });
  expect(ticket).toMatchObject({
    username: '(of the clone ticket) VHV_CLONE_TICKET',
    'clone ticket': '(set) VHV_CLONE_TICKET',
  });
});

test("a token's session is kept for the next run under the name in it, a ticket's is ended", async () => {
  const simulator = await testSimulator();
  const state = { XDG_STATE_HOME: makeTempDir(), VHV_SESSION_REUSE: '1' };
  const token = simulator.issueToken();
  const env = { ...whereTo(simulator), ...state, VHV_TOKEN: token };
  for (const _ of [1, 2]) {
    expect(await runCli(['about'], { env })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(simulator.sessionCount).toBe(1);
  }
  expect(simulator.requests.of('LoginByToken')).toBe(1);
  const ls = await runCli(['session', 'ls', '--output', 'json'], { env: state });
  expect(jsonOf<{ username: string }[]>(ls)).toMatchObject([{ username: 'user' }]);
  expect(await runCli(['session', 'logout'], { env })).toMatchObject({ exitCode: 0 });
  expect(simulator.sessionCount).toBe(0);

  const other = await testSimulator();
  const ticket = await ticketOf(other);
  const ran = await runCli(['about'], {
    env: { ...whereTo(other), ...state, VHV_CLONE_TICKET: ticket },
  });
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(other.sessionCount).toBe(1);
});

test('simulate writes a token that only its owner can read, and takes it', async () => {
  const path = join(makeTempDir(), 'token.xml');
  const stop = new AbortController();
  let ran: Promise<unknown> = Promise.resolve();
  const exported = await new Promise<string>((resolve) => {
    const options = { stop: stop.signal, onOut: resolve };
    ran = runCli(['simulate', '--token-out', path], options);
  });
  const env = Object.fromEntries(
    [...exported.matchAll(/(VHV_URL|VHV_FINGERPRINT)=(\S+)/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  ) as Record<string, string>;
  expect(readFileSync(path, 'utf8')).toMatch(/^<saml2:Assertion /);
  expect(statSync(path).mode & 0o077).toBe(0);
  const args = ['about', '--token-file', path];
  expect(await runCli(args, { env })).toMatchObject({ exitCode: 0, stderr: '' });
  stop.abort();
  await ran;
});
