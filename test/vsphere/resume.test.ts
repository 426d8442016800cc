import { expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { connect } from '../../src/vsphere/index.ts';
import { testSimulator } from '../helpers/simulator.ts';

function startLab(): Promise<Simulator> {
  return testSimulator();
}

function open({ url, user: username, password, fingerprint256 }: Simulator, cookie?: string) {
  return connect({
    url,
    username,
    password,
    trust: { kind: 'pinned', fingerprint256 },
    cookie,
  });
}

test('a session that was left is resumed without another login', async () => {
  const lab = await startLab();
  const first = await open(lab);
  const cookie = await first.leave();
  expect(lab.sessionCount).toBe(1);
  const second = await open(lab, cookie);
  expect(second.user.key).toBe(first.user.key);
  expect(lab.requests.of('Login')).toBe(1);
  await second.logout();
  expect(lab.sessionCount).toBe(0);
});

test.each([
  ['is over', (cookie: string) => cookie],
  ['never was', () => '"0123456789abcdef0123456789abcdef01234567"'],
])('where the session %s there is a login', async (_, spoil) => {
  const lab = await startLab();
  const first = await open(lab);
  const cookie = first.client.cookie.value ?? '';
  await first.logout();
  const second = await open(lab, spoil(cookie));
  expect(second.user.key).not.toBe(first.user.key);
  expect(lab.requests.of('Login')).toBe(2);
  await second.logout();
  expect(lab.sessionCount).toBe(0);
});
