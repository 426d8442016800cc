import { describe, expect, it } from 'vitest';
import type { ServerKind } from '../../src/simulator/index.ts';
import type { MoRef } from '../../src/vim25/moref.ts';
import { Client, readSpec, start } from './client.ts';

const on = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
const managers = {
  vcenter: { event: 'EventManager', task: 'TaskManager', vm: '/Lab/vm/nested/hv-01' },
  esx: { event: 'ha-eventmgr', task: 'ha-taskmgr', vm: '/ha-datacenter/vm/hv-01' },
};

async function lab(kind: ServerKind = 'vcenter') {
  const client = await Client.login(await start({ kind }));
  const { event, task, vm } = managers[kind];
  return {
    client,
    events: { type: 'EventManager', value: event },
    tasks: { type: 'TaskManager', value: task },
    vm: await client.find(vm),
  };
}

const types = (events: unknown) =>
  ((events ?? []) as { _type: string }[]).map(({ _type: type }) => type);
const about = (vm: MoRef) =>
  `<entity><entity type="VirtualMachine">${vm.value}</entity><recursion>self</recursion></entity>`;

describe.each(['vcenter', 'esx'] as const)('the events of %s', (kind) => {
  it('tell who changed what of a VM', async () => {
    const { client, events, vm } = await lab(kind);
    await client.task('ReconfigVM_Task', vm, on);
    await client.task('PowerOnVM_Task', vm);
    const found = await client.call('QueryEvents', events, `<filter>${about(vm)}</filter>`);
    expect(types(found)).toEqual([
      'TaskEvent',
      'VmReconfiguredEvent',
      'TaskEvent',
      'VmStartingEvent',
      'VmPoweredOnEvent',
    ]);
    expect(found[1]).toMatchObject({
      userName: 'user',
      vm: { name: 'hv-01', vm },
      host: { name: 'esx-01.lab.test' },
      configSpec: { nestedHVEnabled: true },
      configChanges: { modified: 'config.nestedHVEnabled: false -> true; \n' },
      fullFormattedMessage: expect.stringContaining('Reconfigured hv-01 on esx-01.lab.test in'),
    });
    expect(found[1].chainId).toBe(found[0].chainId);
  });
});

describe('sessions', () => {
  it('come and go with an event, and so do failures', async () => {
    const { client, events } = await lab();
    const other = await Client.login(client.simulator);
    await other.call('Logout', { type: 'SessionManager', value: 'SessionManager' });
    await expect(Client.login(client.simulator, 'user', 'wrong')).rejects.toThrow();
    const found = await client.call('QueryEvents', events, '<filter></filter>');
    expect(types(found)).toEqual([
      'UserLoginSessionEvent',
      'UserLoginSessionEvent',
      'UserLogoutSessionEvent',
      'BadUsernameSessionEvent',
    ]);
  });
});

describe('a filter', () => {
  it.each([
    ['<type>VmPoweredOnEvent</type>', ['VmPoweredOnEvent']],
    ['<type>SessionEvent</type>', ['UserLoginSessionEvent']],
    ['<eventTypeId>vim.event.VmStartingEvent</eventTypeId>', ['VmStartingEvent']],
    ['<category>error</category>', []],
    [
      '<userName><systemUser>true</systemUser></userName><type>VmEvent</type>',
      ['VmStartingEvent', 'VmPoweredOnEvent'],
    ],
    [
      '<userName><systemUser>false</systemUser><userList>user</userList></userName><type>VmEvent</type>',
      ['VmStartingEvent', 'VmPoweredOnEvent'],
    ],
    [
      '<userName><systemUser>true</systemUser><userList>nobody</userList></userName><type>VmEvent</type>',
      [],
    ],
    ['<time><endTime>2020-01-01T00:00:00Z</endTime></time>', []],
    ['<maxCount>1</maxCount>', ['VmPoweredOnEvent']],
    [
      '<entity><entity type="Datacenter">datacenter-2</entity><recursion>all</recursion></entity>',
      ['TaskEvent', 'VmStartingEvent', 'VmPoweredOnEvent'],
    ],
    ['<entity><entity type="Folder">group-d1</entity><recursion>children</recursion></entity>', []],
  ])('%s', async (filter, expected) => {
    const { client, events, vm } = await lab();
    await client.task('PowerOnVM_Task', vm);
    const found = await client.call('QueryEvents', events, `<filter>${filter}</filter>`);
    expect(types(found)).toEqual(expected);
  });
});

describe('an event collector', () => {
  it('reads forwards from the oldest, backwards from its latest page', async () => {
    const { client, events, vm } = await lab();
    await client.task('PowerOnVM_Task', vm);
    const collector = await client.call('CreateCollectorForEvents', events, '<filter></filter>');
    const read = async (method: string, count: number) =>
      types(await client.call(method, collector, `<maxCount>${count}</maxCount>`));
    const all = ['UserLoginSessionEvent', 'TaskEvent', 'VmStartingEvent', 'VmPoweredOnEvent'];
    expect(await read('ReadPreviousEvents', 10)).toEqual([]);
    expect(await read('ReadNextEvents', 3)).toEqual(all.slice(0, 3));
    expect(await read('ReadNextEvents', 3)).toEqual(all.slice(3));
    expect(await read('ReadNextEvents', 3)).toEqual([]);
    await client.call('RewindCollector', collector);
    expect(await read('ReadNextEvents', 10)).toEqual(all);
    await client.call('SetCollectorPageSize', collector, '<maxCount>2</maxCount>');
    const page = (await client.read(collector, 'latestPage'))['latestPage'];
    expect(types(page)).toEqual(['VmPoweredOnEvent', 'VmStartingEvent']);
    await client.call('ResetCollector', collector);
    expect(await read('ReadPreviousEvents', 10)).toEqual(['TaskEvent', 'UserLoginSessionEvent']);
    expect(
      await client.fault('ReadNextEvents', collector, '<maxCount>1001</maxCount>'),
    ).toMatchObject({ type: 'InvalidArgument' });
    await client.call('DestroyCollector', collector);
    expect(await client.fault('RewindCollector', collector)).toMatchObject({
      type: 'ManagedObjectNotFound',
    });
  });

  it('shows new events to who waits for updates of its latest page', async () => {
    const { client, events, vm } = await lab();
    const collector = await client.call('CreateCollectorForEvents', events, '<filter></filter>');
    const [specSet] = readSpec(collector, ['latestPage']).split('<options>');
    const spec = specSet?.replaceAll('specSet', 'spec');
    const properties = { type: 'PropertyCollector', value: 'propertyCollector' };
    await client.call('CreateFilter', properties, `${spec}<partialUpdates>false</partialUpdates>`);
    const first = await client.call('WaitForUpdatesEx', properties);
    await client.call('PowerOnVM_Task', vm);
    const wait = `<version>${first.version}</version>`;
    const second = await client.call('WaitForUpdatesEx', properties, wait);
    expect(second.filterSet[0].objectSet[0]).toMatchObject({ kind: 'modify', obj: collector });
  });
});

it('every type of event is described', async () => {
  const { client, events } = await lab();
  const { 'description.eventInfo': info } = await client.read(events, 'description.eventInfo');
  expect(info).toContainEqual(
    expect.objectContaining({ key: 'VmReconfiguredEvent', category: 'info' }),
  );
});

describe('a task collector', () => {
  it('finds tasks by state and place', async () => {
    const { client, tasks, vm } = await lab();
    await client.task('ReconfigVM_Task', vm, on);
    await client.task('PowerOffVM_Task', vm);
    const collect = (filter: string) =>
      client.call('CreateCollectorForTasks', tasks, `<filter>${filter}</filter>`);
    const read = async (collector: MoRef, method = 'ReadNextTasks') =>
      ((await client.call(method, collector, '<maxCount>10</maxCount>')) ?? []).map(
        ({ descriptionId }: { descriptionId: string }) => descriptionId,
      );
    expect(await read(await collect('<state>error</state>'))).toEqual(['VirtualMachine.powerOff']);
    const all = await collect(about(vm));
    expect(await read(all)).toEqual(['VirtualMachine.reconfigure', 'VirtualMachine.powerOff']);
    expect(await read(all, 'ReadPreviousTasks')).toEqual([
      'VirtualMachine.powerOff',
      'VirtualMachine.reconfigure',
    ]);
    const time =
      '<time><timeType>completedTime</timeType><endTime>2020-01-01T00:00:00Z</endTime></time>';
    expect(await read(await collect(time))).toEqual([]);
  });
});
