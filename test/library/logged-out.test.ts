import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import * as hosts from '../../src/hosts.ts';
import {
  connect,
  drift,
  type Fleet,
  plan,
  planFleet,
  resume,
  rollback,
  run,
  select,
  verify,
} from '../../src/index.ts';
import { planRecovery, refreshPlans } from '../../src/journal.ts';
import { startLab } from './lab.ts';

const { simulator, plans } = await startLab();
const on = { nestedHVEnabled: true };
const fleet: Fleet = { rules: [{ all: true, nestedHVEnabled: 'on' }] };
const state = join(tmpdir(), `vhv-never-made-${process.pid}-logged-out`);
const session = await connect(simulator.connectOptions);
const [host] = (await hosts.selectHosts(session, '*')) as [hosts.HostFacts];
await session.logout();

const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  'session.call': () => session.call('Logout', session.manager('sessionManager'), {}),
  select: () => select(session, '*'),
  plan: () => plan(session, '*', on),
  planFleet: () => planFleet(session, fleet),
  run: () => run(session, plans, { state }),
  resume: () => resume(session, 'journal', { state }),
  rollback: () => rollback(session, 'journal', { state }),
  verify: () => verify(session, '*'),
  drift: () => drift(session, fleet),
  planRecovery: () => planRecovery(session, 'journal', 'resume'),
  refreshPlans: () => refreshPlans(session, plans),
  selectHosts: () => hosts.selectHosts(session, '*'),
  readHostOptions: () => hosts.readHostOptions(session, host, 'Misc.'),
};

it.each(Object.entries(calls))('%s refuses a session that was logged out', async (_name, call) => {
  await expect(call()).rejects.toMatchObject({
    code: 'SESSION_LOST',
    message: `${session.endpoint} has no session any more: it was logged out. Fix: connect again`,
  });
  expect(existsSync(state)).toBe(false);
});
