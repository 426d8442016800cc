import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { connect, type Session } from '../../src/vsphere/index.ts';
import { testSimulator } from '../helpers/simulator.ts';

const delayMs = 200;

/** A session on a simulator that has ended it, and is about to answer the login that renews it. */
async function inRenewal(): Promise<{
  readonly simulator: Simulator;
  readonly session: Session;
  readonly read: Promise<unknown>;
}> {
  const simulator = await testSimulator();
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  const session = await connect({ url, username, password, trust });
  simulator.faults.add({ method: 'QueryOptions', expireSession: true, times: 1 });
  simulator.faults.add({ method: 'Login', delayMs });
  const read = session.call('QueryOptions', session.manager('setting'), {}).catch(() => undefined);
  while (simulator.requests.of('Login') < 2) {
    await sleep(1);
  }
  return { simulator, session, read };
}

test('a log-out waits for the login that renews the session, and ends what that has made', async () => {
  const { simulator, session, read } = await inRenewal();
  await session.logout();
  await read;
  // The server logs in whom it was asked for, whether anybody waits for the answer or not.
  await sleep(2 * delayMs);
  expect(simulator.sessionCount).toBe(0);
  expect(simulator.requests.of('Login')).toBe(2);
});

test('a session that is left in the middle of its renewal is left with its new cookie', async () => {
  const { simulator, session, read } = await inRenewal();
  const cookie = await session.leave();
  expect(cookie).toMatch(/^"\w+/);
  expect(cookie).toBe(session.client.cookie.value);
  expect(simulator.sessionCount).toBe(1);
  await read;
});
