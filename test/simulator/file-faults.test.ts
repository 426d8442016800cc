import { describe, expect, it } from 'vitest';
import type { InjectedFault } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client, request } from './client.ts';
import { singleHost } from './single-host.ts';

const config = '/host/vmware_config';
const vmx = '/folder/vm/vm.vmx?dcPath=DC&dsName=datastore1';
const basic = { authorization: `Basic ${Buffer.from('user:pass').toString('base64')}` };

async function esx() {
  const client = await Client.login(await testSimulator({ kind: 'esx', ...singleHost() }));
  const { simulator, cookie = '' } = client;
  const get = (path: string, headers: Record<string, string> = { cookie }) =>
    request(simulator, path, { headers });
  return { client, simulator, get };
}

describe('a fault that befalls a file', () => {
  it.each<[string, InjectedFault]>([
    ['a restart', { restart: true }],
    ['the end of a session', { expireSession: true }],
  ])('%s leaves nobody in but who names himself', async (_, fault) => {
    const { simulator, get } = await esx();
    simulator.faults.add({ ...fault, method: `GET ${config}`, times: 1 });
    expect((await get(config)).status).toBe(401);
    expect((await get(vmx)).status).toBe(401);
    simulator.faults.add({ ...fault, method: `GET ${config}`, times: 1 });
    expect((await get(config, basic)).status).toBe(200);
    expect(simulator.sessionCount).toBe(0);
  });

  it('fails in place of the work, or loses half of the answer', async () => {
    const { simulator, get } = await esx();
    const put = { method: 'PUT', headers: basic, body: 'x = "y"\n' };
    simulator.faults.add({ method: `PUT ${config}`, times: 1, fault: { _type: 'NotSupported' } });
    expect((await request(simulator, config, put)).status).toBe(500);
    expect((await get(config)).text).toContain('libdir');
    simulator.faults.add({ method: `GET ${config}`, times: 1, cut: 'mid-body' });
    await expect(get(config)).rejects.toThrow('aborted');
  });
});

describe('a server that is down for a while', () => {
  it.each([
    ['by a file', config],
    ['by a method', 'CurrentTime'],
  ])('gives no file and takes no ticket, gone down %s', async (_, cause) => {
    const client = await Client.login(await testSimulator(singleHost()));
    const { simulator } = client;
    const spec = `<spec xsi:type="SessionManagerHttpServiceRequestSpec"><method>httpGet</method><url>https://esx${config}</url></spec>`;
    const manager = { type: 'SessionManager', value: 'SessionManager' };
    const ticket = async () =>
      `vmware_cgi_ticket=${(await client.call('AcquireGenericServiceTicket', manager, spec)).id}`;
    const [first, second] = [await ticket(), await ticket()];
    const method = cause === config ? `GET ${config}` : cause;
    simulator.faults.add({ method, times: 1, restart: true, downMs: 300 });
    await expect(
      cause === config
        ? request(simulator, config, { headers: { cookie: first } })
        : client.call(cause, { type: 'ServiceInstance', value: 'ServiceInstance' }),
    ).rejects.toThrow();
    await expect(request(simulator, vmx, { headers: basic })).rejects.toThrow();
    const back = () =>
      request(simulator, vmx, { headers: basic }).then(
        ({ status }) => status,
        () => 'away',
      );
    await expect.poll(back, { timeout: 5000 }).toBe(200);
    expect((await request(simulator, config, { headers: { cookie: second } })).status).toBe(401);
  });

  it('does the work first where the answer alone is lost', async () => {
    const { simulator, get } = await esx();
    const method = `PUT ${config}`;
    simulator.faults.add({ method, times: 1, restart: true, downMs: 50, drop: 'after' });
    const put = request(simulator, config, { method: 'PUT', headers: basic, body: 'x = "y"\n' });
    await expect(put).rejects.toThrow();
    const text = () =>
      get(config, basic).then(
        ({ text: found }) => found,
        () => undefined,
      );
    await expect.poll(text, { timeout: 5000 }).toBe('x = "y"\n');
  });
});
