import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { peersDir } from './helpers/peers-dir.ts';
import { type Finished, run, vhv } from './helpers/run.ts';
import { Vcsim } from './helpers/vcsim.ts';

interface Peer {
  readonly url: string;
  readonly user?: string;
}

/** govc without a session file of its own. */
function govc({ url, user = '' }: Peer, ...args: readonly string[]): Promise<Finished> {
  const env = { GOVC_INSECURE: '1', GOVC_PERSIST_SESSION: 'false' };
  return run(`${peersDir}/govc`, args, { ...env, GOVC_URL: url.replace('//', `//${user}`) });
}

function written(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'vhv-interop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'secret');
  writeFileSync(path, text);
  return path;
}

it('govmomi reads the token that we send, and who it names is logged in', async () => {
  await using vcsim = await Vcsim.start();
  await using issuer = await startSimulator();
  const { url, fingerprint256 } = vcsim.ready;
  const env = { VHV_URL: url, VHV_FINGERPRINT: fingerprint256 };
  const file = written(issuer.issueToken('Somebody@VSPHERE.LOCAL'));
  const ran = await vhv(env, ['vms', '--token-file', file]);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  const counts = await vcsim.counts();
  expect([counts['LoginByToken'], counts['Login'], counts['Logout']]).toEqual([1, undefined, 1]);
  expect(await vcsim.sessions()).toBe(0);
  // It looks at the name alone: a token without one is refused, and not tried again.
  const nameless = written(issuer.issueToken(''));
  expect(await vhv(env, ['vms', '--token-file', nameless])).toMatchObject({ exitCode: 7 });
  expect((await vcsim.counts())['LoginByToken']).toBe(2);
});

it('a ticket that govc asked for logs us in, once', async () => {
  await using vcsim = await Vcsim.start();
  const { url, fingerprint256 } = vcsim.ready;
  const { stdout } = await govc({ url, user: 'user:pass@' }, 'session.login', '-clone');
  const env = { VHV_URL: url, VHV_FINGERPRINT: fingerprint256, VHV_CLONE_TICKET: stdout.trim() };
  // govc leaves its session, and vcsim counts the ticket as another.
  expect(await vcsim.sessions()).toBe(2);
  expect(await vhv(env, ['vms'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await vcsim.sessions()).toBe(1);
  const again = await vhv(env, ['vms']);
  expect(again).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('InvalidLogin') });
  expect(await vcsim.sessions()).toBe(1);
});

it('our simulator takes from govc the token that it issued, and the ticket that govc asked for', async () => {
  await using simulator = await startSimulator();
  const { url, user, password } = simulator;
  const token = simulator.issueToken();
  const byToken = (one: string) => govc({ url }, 'session.login', '-l', '-token', one);
  expect(await byToken(token)).toMatchObject({ exitCode: 0 });
  expect(simulator.sessionCount).toBe(1);
  const changed = await byToken(token.replace('>user<', '>root<'));
  expect(changed.exitCode).not.toBe(0);
  expect(changed.stderr).toContain('incorrect user name or password');

  const asked = await govc({ url, user: `${user}:${password}@` }, 'session.login', '-clone');
  expect(simulator.sessionCount).toBe(2);
  const byTicket = () => govc({ url }, 'session.login', '-l', '-ticket', asked.stdout.trim());
  expect(await byTicket()).toMatchObject({ exitCode: 0 });
  expect(simulator.sessionCount).toBe(3);
  expect((await byTicket()).exitCode).not.toBe(0);
  expect(simulator.sessionCount).toBe(3);
});
