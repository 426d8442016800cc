import { expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { Client, decode } from './client.ts';

const manager = { type: 'SessionManager', value: 'SessionManager' };
const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

const inHeader = (token: string) =>
  `<s:Header><w:Security xmlns:w="${wsse}">${token}</w:Security></s:Header>`;

/** LoginByToken with this header; the fault's type, or who is logged in. */
async function logIn(client: Client, header: string): Promise<unknown> {
  const body =
    '<LoginByToken xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this></LoginByToken>';
  const xml = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${header}<s:Body>${body}</s:Body></s:Envelope>`;
  const answer = decode((await client.post(xml)).text);
  if (answer.kind === 'fault') {
    return answer.fault.detail?.['_type'];
  }
  return (answer.value as { returnval: { userName: string } }).returnval.userName;
}

it('a token opens a session of the user that it names, as often as it is shown', async () => {
  const simulator = await testSimulator({ users: [{ name: 'a<b&c', password: 'p', grants: [] }] });
  const token = simulator.issueToken('a<b&c');
  for (const count of [1, 2]) {
    const client = new Client(simulator);
    expect(await logIn(client, inHeader(token))).toBe('a<b&c');
    expect(client.cookie).toMatch(/^vmware_soap_session=/);
    expect(simulator.sessionCount).toBe(count);
    // A session cannot log in a second time.
    expect(await logIn(client, inHeader(token))).toBe('InvalidLogin');
  }
});

it.each<[string, (token: string) => string]>([
  ['no header', () => ''],
  ['an empty header', () => inHeader('')],
  ['a header in another namespace', (token) => inHeader(token).replace(wsse, 'urn:other')],
  ['another name', (token) => inHeader(token.replace('>user<', '>admin<'))],
  ['another signature', (token) => inHeader(token.replace(/(SignatureValue>)..../, '$1AAAA'))],
  ['another end', (token) => inHeader(token.replaceAll(/(NotOnOrAfter=")\d+/g, '$19999'))],
  ['another id', (token) => inHeader(token.replace(' ID="_', ' ID="_0'))],
])('%s opens none', async (_, header) => {
  const simulator = await testSimulator({ users: [{ name: 'admin', password: 'p', grants: [] }] });
  expect(await logIn(new Client(simulator), header(simulator.issueToken()))).toBe('InvalidLogin');
  expect(simulator.sessionCount).toBe(0);
});

it('a token is good up to its end by the clock of the simulator', async () => {
  let now = new Date('2030-01-01T00:00:00Z');
  const simulator = await testSimulator({ clock: () => now });
  const token = simulator.issueToken();
  expect(token).toContain('NotOnOrAfter="2030-01-01T00:05:00.000Z"');
  now = new Date('2030-01-01T00:04:59.999Z');
  expect(await logIn(new Client(simulator), inHeader(token))).toBe('user');
  now = new Date('2030-01-01T00:05:00Z');
  expect(await logIn(new Client(simulator), inHeader(token))).toBe('InvalidLogin');
});

it('a ticket wants a session, and goes with it', async () => {
  const simulator = await testSimulator();
  const stranger = new Client(simulator);
  expect(await stranger.fault('AcquireCloneTicket', manager)).toMatchObject({
    type: 'NotAuthenticated',
  });
  const first = await Client.login(simulator);
  const [used, late]: string[] = [
    await first.call('AcquireCloneTicket', manager),
    await first.call('AcquireCloneTicket', manager),
  ];
  const clone = new Client(simulator);
  const { userName, key } = await clone.call(
    'CloneSession',
    manager,
    `<cloneTicket>${used}</cloneTicket>`,
  );
  expect(userName).toBe('user');
  expect(simulator.model.sessions.all().map((one) => one.key)).toContain(key);
  expect(simulator.sessionCount).toBe(2);
  await first.call('Logout', manager);
  for (const ticket of [used, late, '', 'cst-VCT-none']) {
    const other = new Client(simulator);
    const refused = await other.fault(
      'CloneSession',
      manager,
      `<cloneTicket>${ticket}</cloneTicket>`,
    );
    expect(refused).toMatchObject({ type: 'InvalidLogin', status: 500 });
  }
  // The clone lives on by itself.
  await clone.call('CurrentTime', { type: 'ServiceInstance', value: 'ServiceInstance' });
  expect(simulator.sessionCount).toBe(1);
});
