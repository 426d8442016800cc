import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client, request } from './client.ts';
import { singleHost } from './single-host.ts';

const config = '/host/vmware_config';
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const users = [
  { name: 'reader', password: 'x', grants: [{ path: '/', privileges: ['System.Read'] }] },
];

async function esx(options: SimulatorOptions = {}) {
  return await testSimulator({ kind: 'esx', users, ...singleHost(), ...options });
}

describe("an ESXi's /host", () => {
  it('is read and replaced with Basic, and with the cookie of a session', async () => {
    const simulator = await esx();
    const headers = basic('user', 'pass');
    const { status, text } = await request(simulator, config, { headers });
    expect({ status, text }).toMatchObject({
      status: 200,
      text: expect.stringContaining('libdir'),
    });
    const body = `${text}vhv.allow = "TRUE"\n`;
    expect(await request(simulator, config, { method: 'PUT', headers, body })).toMatchObject({
      status: 200,
    });
    const { cookie = '' } = await Client.login(simulator);
    expect(await request(simulator, config, { headers: { cookie } })).toMatchObject({ text: body });
    const head = await request(simulator, config, { method: 'HEAD', headers });
    expect(head).toMatchObject({
      status: 200,
      text: '',
      headers: { 'content-length': String(body.length) },
    });
    expect(simulator.sessionCount).toBe(1);
  });

  it.each([
    ['nobody', config, 'GET', {}, 401],
    ['a wrong password', config, 'GET', basic('user', 'no'), 401],
    ['a ticket that is none', config, 'GET', { cookie: 'vmware_cgi_ticket=1' }, 401],
    ['no Host.Config.AdvancedConfig', config, 'GET', basic('reader', 'x'), 403],
    ['the listing', '/host', 'GET', basic('user', 'pass'), 503],
    ['another file', '/host/shadow', 'GET', basic('user', 'pass'), 404],
    ['another method', config, 'POST', basic('user', 'pass'), 405],
  ])('%s is refused', async (_, path, method, headers, status) => {
    const answer = await request(await esx(), path, { method, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers['www-authenticate']).toBe(
      status === 401 ? 'Basic realm="VMware HTTP server"' : undefined,
    );
  });

  it('lets nobody in by Basic in lockdown', async () => {
    const locked = await esx(singleHost({}, { lockdown: 'lockdownNormal' }));
    const headers = basic('user', 'pass');
    expect(await request(locked, config, { headers })).toMatchObject({ status: 401 });
  });
});

describe('a ticket of a vCenter', () => {
  async function acquire(client: Client, method: string, url = `https://esx${config}`) {
    const spec = `<spec xsi:type="SessionManagerHttpServiceRequestSpec"><method>${method}</method><url>${url}</url></spec>`;
    const manager = { type: 'SessionManager', value: 'SessionManager' };
    return await client.call('AcquireGenericServiceTicket', manager, spec);
  }
  const lab = async () => Client.login(await testSimulator(singleHost()));
  const spend = ({ simulator }: Client, id: string, method = 'GET', path = config) =>
    request(simulator, path, { method, headers: { cookie: `vmware_cgi_ticket=${id}` } });

  it('is good for one request to the host, whose certificate it names', async () => {
    const client = await lab();
    const ticket = await acquire(client, 'httpGet');
    expect(ticket).toMatchObject({
      hostName: new URL(client.simulator.url).host,
      sslThumbprint: expect.stringMatching(/^(..:){19}..$/),
      certThumbprintList: [
        { thumbprint: client.simulator.fingerprint256, hashAlgorithm: 'sha256' },
      ],
    });
    expect(await spend(client, ticket.id)).toMatchObject({ status: 200 });
    expect(await spend(client, ticket.id)).toMatchObject({ status: 401 });
  });

  it.each([
    ['another method', 'PUT', config],
    ['another file', 'GET', '/host/motd'],
  ])('is not good for %s, and gone all the same', async (_, method, path) => {
    const client = await lab();
    const { id } = await acquire(client, 'httpGet');
    expect(await spend(client, id, method, path)).toMatchObject({ status: 401 });
    expect(await spend(client, id)).toMatchObject({ status: 401 });
  });

  it('ends with the session', async () => {
    const client = await lab();
    const { id } = await acquire(client, 'httpGet');
    await client.call('Logout', { type: 'SessionManager', value: 'SessionManager' });
    expect(await spend(client, id)).toMatchObject({ status: 401 });
  });

  it('is not given for a host that the vCenter does not have', async () => {
    await expect(acquire(await lab(), 'httpGet', `https://other${config}`)).rejects.toMatchObject({
      type: 'InvalidArgument',
    });
  });

  it('is the only way: a vCenter has no files of hosts itself', async () => {
    const { simulator } = await lab();
    const headers = basic('user', 'pass');
    expect(await request(simulator, config, { headers })).toMatchObject({ status: 404 });
  });
});

describe('/folder', () => {
  const vm = { nestedHV: true, extraConfig: { 'guestinfo.note': 'a "b"' } };
  const path = '/folder/vm/vm.vmx?dcPath=DC&dsName=datastore1';

  it('has the .vmx of a VM, with the key that stands for nestedHVEnabled', async () => {
    const simulator = await testSimulator(singleHost(vm));
    const { status, text } = await request(simulator, path, { headers: basic('user', 'pass') });
    expect(status).toBe(200);
    expect(text).toContain('displayName = "vm"\n');
    expect(text).toContain('vhv.enable = "TRUE"\n');
    expect(text).toContain('guestinfo.note = "a |22b|22"\n');
  });

  it.each([
    ['a datastore that there is not', '/folder/vm/vm.vmx?dcPath=DC&dsName=no', 'user', 'pass', 404],
    [
      'a file that there is not',
      '/folder/vm/no.vmx?dcPath=DC&dsName=datastore1',
      'user',
      'pass',
      404,
    ],
    ['no right to browse', path, 'reader', 'x', 403],
  ])('refuses %s', async (_, at, user, password, status) => {
    const simulator = await testSimulator({ ...singleHost(vm), users });
    const answer = await request(simulator, at, { headers: basic(user, password) });
    expect(answer.status).toBe(status);
  });
});
