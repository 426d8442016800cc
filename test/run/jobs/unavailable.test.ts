import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '../../../src/vsphere/index.ts';
import { apply } from '../../helpers/apply.ts';
import { testSimulator } from '../../helpers/simulator.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

const off = ['a', 'b'].map((name) => ({ name, host: 'esx-01' }));

async function start() {
  const simulator = await testSimulator();
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  return { simulator, options: { url, username, password, trust } };
}

it.each([502, 503, 504] as const)(
  'a proxy that answers %i for a while after ReconfigVM_Task leaves no VM unknown',
  async (status) => {
    const fleet = await Fleet.start(off);
    const plans = await fleet.plan();
    // The first reconfigure is done and its answer lost; from then on nothing gets through for two seconds.
    fleet.fault({ method: 'ReconfigVM_Task', status, drop: 'after', times: 1 });
    const { simulator } = fleet;
    const isDown = expect
      .poll(() => simulator.requests.of('ReconfigVM_Task'), { interval: 1 })
      .toBeGreaterThan(0)
      .then(async () => {
        const up = simulator.faults.add({ status });
        await sleep(2000);
        up();
      });
    const { outcomes, lost } = await apply(fleet.session, plans);
    await isDown;
    expect(outcomes.map(({ outcome }) => outcome)).toStrictEqual(['changed', 'changed']);
    expect(lost).toStrictEqual([]);
  },
);

it.each([502, 503, 504] as const)(
  'a write that got %i and was done is not sent again',
  async (status) => {
    const fleet = await Fleet.start(off.slice(0, 1));
    fleet.fault({ method: 'ReconfigVM_Task', status, drop: 'after', times: 1 });
    expect(await fleet.applyOne({}, {})).toMatchObject({ outcome: 'changed' });
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(1);
  },
);

it('a proxy that is in the way while a VM is off is waited for', async () => {
  const fleet = await Fleet.start([running('vm')]);
  fleet.fault({ method: 'PowerOnMultiVM_Task', status: 503, times: 1 });
  fleet.fault({ method: 'RetrievePropertiesEx', status: 503, times: 2 });
  expect(await fleet.applyOne()).toMatchObject({ outcome: 'changed' });
  expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
});

it('requests before the login are repeated, the login itself is not', async () => {
  const { simulator, options } = await start();
  simulator.faults.add({ method: 'GET /sdk/vimServiceVersions.xml', status: 502, times: 1 });
  simulator.faults.add({ method: 'RetrieveServiceContent', status: 504, times: 1 });
  await (await connect(options)).logout();
  simulator.faults.add({ method: 'Login', status: 503 });
  const before = simulator.requests.of('Login');
  await expect(connect(options)).rejects.toMatchObject({ code: 'UNAVAILABLE', requestSent: true });
  expect(simulator.requests.of('Login')).toBe(before + 1);
});

it('a log-out is repeated, so that no session stays open', async () => {
  const { simulator, options } = await start();
  const session = await connect(options);
  simulator.faults.add({ method: 'Logout', status: 503, times: 2 });
  await session.logout();
  expect(simulator.sessionCount).toBe(0);
});

it.each([
  ['seconds', () => '3'],
  ['a date', () => new Date(Date.now() + 4000).toUTCString()],
])('Retry-After is honoured: %s', async (_form, retryAfter) => {
  const { simulator, options } = await start();
  const session = await connect(options);
  onTestFinished(() => session.logout());
  const fault = { method: 'HasPrivilegeOnEntities', status: 503, times: 1 } as const;
  simulator.faults.add({ ...fault, retryAfter: retryAfter() });
  const began = performance.now();
  await session.call('HasPrivilegeOnEntities', session.manager('authorizationManager'), {
    entity: [session.content.rootFolder],
    sessionId: session.user.key,
    privId: ['System.View'],
  });
  expect(performance.now() - began).toBeGreaterThan(2500);
});

it('the signal ends the patience at once, and so does its end', async () => {
  const { simulator, options } = await start();
  simulator.faults.add({ method: 'RetrieveServiceContent', status: 503, retryAfter: '3600' });
  const stop = new AbortController();
  const refused = expect(connect({ ...options, signal: stop.signal })).rejects.toThrow('HTTP 503');
  await expect.poll(() => simulator.requests.of('RetrieveServiceContent')).toBe(1);
  stop.abort();
  await refused;
  expect(simulator.requests.of('RetrieveServiceContent')).toBe(1);
  await expect(connect({ ...options, patienceMs: 200 })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
});
