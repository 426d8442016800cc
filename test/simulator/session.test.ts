import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { Client, decode, envelope, readSpec } from './client.ts';

const manager = { type: 'SessionManager', value: 'SessionManager' };
const collector = { type: 'PropertyCollector', value: 'propertyCollector' };
const service = { type: 'ServiceInstance', value: 'ServiceInstance' };
const root = { type: 'Folder', value: 'group-d1' };
const login = (user: string, password: string) =>
  `<userName>${user}</userName><password>${password}</password>`;

/** A clock that only the test moves. */
function clock(start = Date.UTC(2026, 0, 1)) {
  let now = start;
  return { clock: () => new Date(now), pass: (ms: number) => (now += ms) };
}

describe('a login', () => {
  it('gives a quoted cookie of forty hex digits and a UserSession', async () => {
    const client = new Client(await testSimulator());
    const session = await client.call('Login', manager, login('user', 'pass'));
    expect(client.cookie).toMatch(/^vmware_soap_session="[0-9a-f]{40}"$/);
    expect(session).toMatchObject({ userName: 'user', fullName: ' ', extensionSession: false });
    expect(await client.read(manager, 'currentSession')).toMatchObject({
      currentSession: { key: session.key },
    });
    expect(client.simulator.sessionCount).toBe(1);
    await client.call('Logout', manager);
    expect(client.simulator.sessionCount).toBe(0);
    expect(await client.read(manager, 'currentSession')).toEqual({});
  });

  it('with a wrong password is InvalidLogin, in the words of a real server', async () => {
    const client = new Client(await testSimulator());
    const { status, text } = await client.post(
      envelope(
        `<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this>${login('user', 'no')}</Login>`,
      ),
    );
    expect(status).toBe(500);
    expect(text).toContain(
      '<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>Cannot complete login due to an incorrect user name or password.</faultstring><detail><InvalidLoginFault xmlns="urn:vim25" xsi:type="InvalidLogin"></InvalidLoginFault></detail></soapenv:Fault>',
    );
    expect(decode(text).kind).toBe('fault');
  });

  it('is locked after five failures, and trying makes it longer', async () => {
    const time = clock();
    const client = new Client(await testSimulator(time));
    for (let n = 0; n < 5; n += 1) {
      await client.fault('Login', manager, login('user', 'no'));
    }
    time.pass(14 * 60_000);
    expect(await client.fault('Login', manager, login('user', 'pass'))).toMatchObject({
      type: 'InvalidLogin',
    });
    time.pass(14 * 60_000);
    expect(await client.fault('Login', manager, login('user', 'pass'))).toMatchObject({
      type: 'InvalidLogin',
    });
    time.pass(15 * 60_000);
    await expect(client.call('Login', manager, login('user', 'pass'))).resolves.toBeDefined();
  });
});

describe('without a session', () => {
  it('a method is NotAuthenticated, in the words of a real server', async () => {
    const client = new Client(await testSimulator());
    expect(await client.fault('CurrentTime', service)).toMatchObject({
      status: 500,
      message: 'The session is not authenticated.',
      type: 'NotAuthenticated',
      detail: { object: service, privilegeId: '' },
    });
  });

  it('a property read is HTTP 200 with NotAuthenticated in missingSet', async () => {
    const client = new Client(await testSimulator());
    const { objects } = await client.call(
      'RetrievePropertiesEx',
      collector,
      readSpec(root, ['name']),
    );
    expect(objects).toEqual([
      {
        obj: root,
        missingSet: [
          {
            path: 'name',
            fault: {
              fault: { _type: 'NotAuthenticated', object: root, privilegeId: 'System.View' },
              localizedMessage: '',
            },
          },
        ],
      },
    ]);
  });

  it('the service content can be had both ways', async () => {
    const client = new Client(await testSimulator());
    const content = await client.call('RetrieveServiceContent', service);
    expect(content.about).toMatchObject({ apiType: 'VirtualCenter', apiVersion: '8.0.3.0' });
    expect((await client.read(service, 'content'))['content']).toMatchObject(content);
  });

  it('an idle session ends', async () => {
    const time = clock();
    const client = await Client.login(await testSimulator(time));
    time.pass(119 * 60_000);
    await client.call('CurrentTime', service);
    time.pass(120 * 60_000);
    expect(await client.fault('CurrentTime', service)).toMatchObject({ type: 'NotAuthenticated' });
  });
});

describe('rights', () => {
  const reader = {
    name: 'reader',
    password: 'secret',
    grants: [
      { path: '/', privileges: [] },
      { path: '/Lab/vm/nested', privileges: ['VirtualMachine.Config.Settings'] },
    ],
  };

  it('are those of the nearest grant, and a refusal names object and privilege', async () => {
    const client = await Client.login(await testSimulator({ users: [reader] }), 'reader', 'secret');
    const inside = await client.find('/Lab/vm/nested/hv-01');
    const outside = await client.find('/Lab/vm/old-01');
    const spec = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
    expect(await client.task('ReconfigVM_Task', inside, spec)).toMatchObject({ state: 'success' });
    expect(await client.fault('ReconfigVM_Task', outside, spec)).toMatchObject({
      type: 'NoPermission',
      detail: {
        object: outside,
        privilegeId: 'VirtualMachine.Config.Settings',
        missingPrivileges: [{ entity: outside, privilegeIds: ['VirtualMachine.Config.Settings'] }],
      },
    });
    const extra =
      '<spec><extraConfig><key>a</key><value xsi:type="xsd:string">b</value></extraConfig></spec>';
    expect(await client.fault('ReconfigVM_Task', inside, extra)).toMatchObject({
      detail: { privilegeId: 'VirtualMachine.Config.AdvancedConfig' },
    });
  });

  it('none at all: what cannot be seen is not found', async () => {
    const blind = {
      name: 'blind',
      password: 'x',
      grants: [{ path: '/Lab/vm/nested', privileges: [] }],
    };
    const client = await Client.login(await testSimulator({ users: [blind] }), 'blind', 'x');
    expect(await client.find('/Lab/vm/old-01')).toBeUndefined();
    expect(await client.find('/Lab/vm/nested/hv-01')).toBeDefined();
    const old = { type: 'VirtualMachine', value: 'vm-21' };
    const { objects } = await client.call(
      'RetrievePropertiesEx',
      collector,
      readSpec(old, ['config']),
    );
    expect(objects[0].missingSet[0].fault.fault).toMatchObject({ _type: 'NoPermission' });
  });
});

it('the certificate is for the loopback names, and its fingerprint is the one announced', async () => {
  const simulator = await testSimulator();
  const certificate = new X509Certificate(simulator.certificatePem);
  expect(certificate.fingerprint256).toBe(simulator.fingerprint256);
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkIP('::1')).toBe('::1');
  expect(certificate.checkHost('localhost')).toBe('localhost');
});

it('where the sessions are used up nobody else gets a word in', async () => {
  const simulator = await testSimulator({ sessionLimits: { most: 1 } });
  const first = await Client.login(simulator);
  const second = new Client(simulator);
  const ask = envelope(
    '<RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent>',
  );
  expect(await second.post(ask)).toMatchObject({ status: 503 });
  expect(await first.post(ask)).toMatchObject({ status: 200 });
  await first.call('Logout', manager);
  expect(await second.post(ask)).toMatchObject({ status: 200 });
});
