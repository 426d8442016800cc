import { expect, test } from 'vitest';
import { answerWasLost, ConnectionError } from '../../src/errors.ts';
import { serviceInstance } from '../../src/vim25/index.ts';
import { answer, errorOf, type Handler, openClient, startServer } from '../helpers/https-server.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const vm = { type: 'VirtualMachine', value: 'vm-42' };
const manager = { type: 'OptionManager', value: 'm' };
const collector = { type: 'PropertyCollector', value: 'p' };
const made = '<returnval type="ManagedObject">made-1</returnval>';
const task =
  '<ReconfigVM_TaskResponse><returnval type="Task">task-1</returnval></ReconfigVM_TaskResponse>';

/** Takes the request and cuts the connection, so many times; then it answers. */
const cutting =
  (times: number, body: string): Handler =>
  (response, turn) => {
    if (turn <= times) {
      response.destroy();
    } else {
      answer(response, body);
    }
  };

test('a write whose answer was lost is sent once, and the error says that it may have been done', async () => {
  const server = await startServer(cutting(1, task));
  const client = await openClient(server);
  const error = await errorOf(
    client.call('ReconfigVM_Task', vm, { spec: { nestedHVEnabled: true } }),
  );
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({ code: 'CONNECTION_FAILED', requestSent: true });
  expect(answerWasLost(error)).toBe(true);
  expect(server.requests).toHaveLength(1);
});

test('a write on a connection that was kept and is now cut is not sent again either', async () => {
  const server = await startServer((response, turn) =>
    turn === 2 ? response.destroy() : answer(response, task),
  );
  const client = await openClient(server);
  await client.call('ReconfigVM_Task', vm, { spec: {} });
  expect(await errorOf(client.call('ReconfigVM_Task', vm, { spec: {} }))).toMatchObject({
    requestSent: true,
  });
  expect(server.requests).toHaveLength(2);
});

test.each([
  ['UpdateOptions', { changedValue: [{ key: 'a', value: 'b' }] }],
  ['Login', { userName: 'u', password: 'p' }],
  ['CreateFilter', { spec: { propSet: [], objectSet: [] }, partialUpdates: true }],
] as const)('%s is not repeated', async (method, parameters) => {
  const server = await startServer(cutting(1, `<${method}Response/>`));
  const client = await openClient(server);
  await errorOf(client.call(method, manager, parameters as never));
  expect(server.requests).toHaveLength(1);
});

test.each([
  ['ContinueRetrievePropertiesEx', { token: '0' }],
  ['WaitForUpdatesEx', { version: '1' }],
] as const)('%s moves a cursor, and is not repeated', async (method, parameters) => {
  const server = await startServer(cutting(1, `<${method}Response/>`));
  const client = await openClient(server);
  await errorOf(client.call(method, collector, parameters as never));
  expect(server.requests).toHaveLength(1);
});

test.each([
  ['CreateContainerView', { container: vm, type: [], recursive: true }, made],
  ['CreateListView', { obj: [vm] }, made],
  ['CreatePropertyCollector', {}, made],
  ['DestroyView', {}, ''],
  ['DestroyPropertyCollector', {}, ''],
  ['Logout', {}, ''],
] as const)(
  '%s is about the session alone, and is repeated once',
  async (method, parameters, result) => {
    const server = await startServer(
      cutting(1, `<${method}Response>${result}</${method}Response>`),
    );
    const client = await openClient(server);
    await client.call(method, manager, parameters as never);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.body).toBe(server.requests[0]?.body);
  },
);

test('a read is repeated once, with the same words', async () => {
  const server = await startServer(cutting(1, '<QueryOptionsResponse/>'));
  const client = await openClient(server);
  expect(await client.call('QueryOptions', manager, { name: 'a' })).toBeUndefined();
  expect(server.requests).toHaveLength(2);
  expect(server.requests[1]?.body).toBe(server.requests[0]?.body);
});

test('a read is repeated once, and not twice', async () => {
  const server = await startServer(cutting(9, ''));
  const client = await openClient(server);
  const error = await errorOf(client.call('RetrieveServiceContent', serviceInstance, {}));
  expect(error).toBeInstanceOf(ConnectionError);
  expect(server.requests).toHaveLength(2);
});

test('a read that the server refuses is not repeated', async () => {
  const server = await startServer((response) => {
    response.writeHead(500, { 'Content-Type': 'text/xml' });
    response.end('<Envelope><Body><Fault><faultstring>no</faultstring></Fault></Body></Envelope>');
  });
  const client = await openClient(server);
  expect(await errorOf(client.call('QueryOptions', manager, {}))).toMatchObject({ code: 'FAULT' });
  expect(server.requests).toHaveLength(1);
});

test('a read whose deadline passed is not repeated', async () => {
  const server = await startServer(() => undefined);
  const client = await openClient(server, {}, 80);
  expect(await errorOf(client.call('QueryOptions', manager, {}))).toMatchObject({
    code: 'DEADLINE_PASSED',
  });
  expect(server.requests).toHaveLength(1);
});
