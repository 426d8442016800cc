import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

const on = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
const service = { type: 'ServiceInstance', value: 'ServiceInstance' };

async function lab(random?: () => number) {
  const client = await Client.login(await testSimulator(random ? { random } : {}));
  const vm = await client.find('/Lab/vm/nested/hv-01');
  const flag = async () =>
    (await client.read(vm, 'config.nestedHVEnabled'))['config.nestedHVEnabled'];
  return { client, vm, flag, faults: client.simulator.faults };
}

describe('a fault on demand', () => {
  it('answers in place of a method, so many times, for one object', async () => {
    const { client, vm, faults } = await lab();
    faults.add({
      method: 'ReconfigVM_Task',
      target: vm.value,
      times: 1,
      fault: { _type: 'HostNotConnected' },
    });
    const other = await client.find('/Lab/vm/nested/hv-02');
    expect(await client.task('ReconfigVM_Task', other, on)).toMatchObject({ state: 'success' });
    expect(await client.fault('ReconfigVM_Task', vm, on)).toMatchObject({
      type: 'HostNotConnected',
    });
    expect(await client.task('ReconfigVM_Task', vm, on)).toMatchObject({ state: 'success' });
  });

  it('brings the fields of its own', async () => {
    const { client, faults } = await lab();
    faults.add({
      method: 'CurrentTime',
      times: 1,
      fault: { _type: 'GenericVmConfigFault', reason: 'x' },
    });
    expect(await client.fault('CurrentTime', service)).toMatchObject({
      type: 'GenericVmConfigFault',
      detail: { reason: 'x' },
    });
  });

  it('loses the answer after the work, or the request before it', async () => {
    const { client, vm, flag, faults } = await lab();
    faults.add({ method: 'ReconfigVM_Task', times: 1, drop: 'before' });
    await expect(client.call('ReconfigVM_Task', vm, on)).rejects.toThrow('socket hang up');
    expect(await flag()).toBe(false);
    faults.add({ method: 'ReconfigVM_Task', times: 1, drop: 'after' });
    await expect(client.call('ReconfigVM_Task', vm, on)).rejects.toThrow('socket hang up');
    await expect.poll(flag).toBe(true);
  });

  it('cuts the answer in the middle', async () => {
    const { client, faults } = await lab();
    faults.add({ method: 'RetrieveServiceContent', times: 1, cut: 'mid-body' });
    await expect(client.call('RetrieveServiceContent', service)).rejects.toThrow('aborted');
  });

  it('stops in the middle of the answer, and keeps the connection', async () => {
    const { client, faults } = await lab();
    faults.add({ method: 'RetrieveServiceContent', times: 1, cut: 'stalls' });
    const answer = client.call('RetrieveServiceContent', service).then(
      () => 'whole',
      () => 'broken',
    );
    expect(await Promise.race([answer, sleep(200, 'neither')])).toBe('neither');
  });

  it.each(['before', 'after'] as const)('resets the connection %s the work', async (drop) => {
    const { client, vm, flag, faults } = await lab();
    faults.add({ method: 'ReconfigVM_Task', times: 1, drop, reset: true });
    await expect(client.call('ReconfigVM_Task', vm, on)).rejects.toThrow('read ECONNRESET');
    await expect.poll(flag).toBe(drop === 'after');
  });

  it('ends the session, or all of them', async () => {
    const { client, faults } = await lab();
    const other = await Client.login(client.simulator);
    faults.add({ method: 'CurrentTime', times: 1, expireSession: true });
    expect(await client.fault('CurrentTime', service)).toMatchObject({ type: 'NotAuthenticated' });
    await other.call('CurrentTime', service);
    faults.add({ times: 1, restart: true });
    expect(await other.fault('CurrentTime', service)).toMatchObject({ type: 'NotAuthenticated' });
  });

  it('comes with a probability and with a delay, and is taken back', async () => {
    const numbers = [0.9, 0.1];
    const { client, faults } = await lab(() => numbers.shift() ?? 1);
    const takeBack = faults.add({
      method: 'CurrentTime',
      probability: 0.5,
      delayMs: 50,
      fault: { _type: 'HostCommunication' },
    });
    await client.call('CurrentTime', service);
    const before = performance.now();
    expect(await client.fault('CurrentTime', service)).toMatchObject({ type: 'HostCommunication' });
    expect(performance.now() - before).toBeGreaterThan(45);
    takeBack();
    await client.call('CurrentTime', service);
  });
});

describe('a fault that could not be sent is refused where it is added', () => {
  it.each([
    [{ fault: { _type: 'GenericVmConfigFault' } }, 'GenericVmConfigFault.reason is required'],
    [{ taskFault: { _type: 'GenericVmConfigFault' } }, 'GenericVmConfigFault.reason is required'],
    [{ fault: { _type: 'NotSupported', why: 'x' } }, 'NotSupported.why is no field'],
    [
      { fault: { _type: 'NotSuported' } },
      "there is no fault NotSuported; did you mean 'NotSupported'?",
    ],
    [{ fault: { _type: 'ManagedEntity' } }, 'there is no fault ManagedEntity'],
    [{ downMs: 10 }, 'it goes with restart'],
    [{ reset: true }, 'it goes with drop'],
  ])('%o', async (fault, says) => {
    const { client, faults } = await lab();
    expect(() => faults.add(fault)).toThrow(says);
    await client.call('CurrentTime', service);
  });
});

it('a restart that takes a while breaks connections off, and leaves the inventory', async () => {
  const { client, vm, faults } = await lab();
  const waiting = client.call(
    'WaitForUpdatesEx',
    client.simulator.model.service.content.propertyCollector,
  );
  const lost = expect(waiting).rejects.toThrow('socket hang up');
  await expect.poll(() => client.simulator.requests.of('WaitForUpdatesEx')).toBe(1);
  faults.add({ method: 'ReconfigVM_Task', times: 1, restart: true, downMs: 300, drop: 'after' });
  await expect(client.call('ReconfigVM_Task', vm, on)).rejects.toThrow('socket hang up');
  await lost;
  const before = performance.now();
  await expect(client.call('CurrentTime', service)).rejects.toThrow();
  await expect
    .poll(
      () =>
        client.call('RetrieveServiceContent', service).then(
          () => 'there',
          () => 'gone',
        ),
      { timeout: 5000 },
    )
    .toBe('there');
  expect(performance.now() - before).toBeGreaterThan(200);
  expect(await client.fault('CurrentTime', service)).toMatchObject({ type: 'NotAuthenticated' });
  const again = await Client.login(client.simulator);
  expect(await again.read(vm, 'config.nestedHVEnabled')).toEqual({
    'config.nestedHVEnabled': true,
  });
});

it('requests are counted by method', async () => {
  const { client } = await lab();
  const { requests } = client.simulator;
  expect(requests.byMethod()).toEqual({ Login: 1, FindByInventoryPath: 1 });
  await client.call('CurrentTime', service);
  await client.post('no XML');
  expect({ calls: requests.calls, http: requests.http }).toEqual({ calls: 3, http: 4 });
  requests.reset();
  expect(requests.of('Login')).toBe(0);
});
