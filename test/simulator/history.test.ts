import { describe, expect, it } from 'vitest';
import type { ServerKind } from '../../src/simulator/index.ts';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client, readSpec } from './client.ts';

const on = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
const managers = {
  vcenter: { event: 'EventManager', task: 'TaskManager', vm: '/Lab/vm/nested/hv-01' },
  esx: { event: 'ha-eventmgr', task: 'ha-taskmgr', vm: '/ha-datacenter/vm/hv-01' },
};

async function lab(kind: ServerKind = 'vcenter') {
  const client = await Client.login(await testSimulator({ kind }));
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
      configChanges: {
        modified: 'config.nestedHVEnabled: false -> true; \n\n',
        added: '',
        deleted: '',
      },
      fullFormattedMessage: expect.stringContaining('Reconfigured hv-01 on esx-01.lab.test in'),
    });
    expect(found[1].chainId).toBe(found[0].chainId);
  });
});

describe('a reconfiguration', () => {
  const option = (key: string, value: string) =>
    `<extraConfig><key>${key}</key><value xsi:type="xsd:string">${value}</value></extraConfig>`;
  const before = option('a', '1') + option('b', '2');

  it.each([
    [
      'a switch',
      '<nestedHVEnabled>true</nestedHVEnabled>',
      ['config.nestedHVEnabled: false -> true; \n\n', '', ''],
    ],
    ['a text', '<annotation>new</annotation>', ['config.annotation: "" -> "new"; \n\n', '', '']],
    [
      'a number',
      '<memoryMB>8192</memoryMB>',
      ['config.hardware.memoryMB: 4096 -> 8192; \n\n', '', ''],
    ],
    [
      'what was unset',
      '<flags><vvtdEnabled>true</vvtdEnabled></flags>',
      ['config.flags.vvtdEnabled: false -> true; \n\n', '', ''],
    ],
    ['an option', option('a', '3'), ['config.extraConfig("a").value: "1" -> "3"; \n\n', '', '']],
    [
      'options, each in its own way',
      option('a', '') + option('b', '4') + option('c', '5'),
      [
        'config.extraConfig("b").value: "2" -> "4"; \n\n',
        'config.extraConfig("c"): (key = "c", value = "5"); \n\n',
        'config.extraConfig("a"): (key = "a", value = "1"); \n\n',
      ],
    ],
  ])('of %s is told in the words of a server', async (_what, spec, expected) => {
    const { client, events, vm } = await lab();
    await client.task('ReconfigVM_Task', vm, `<spec>${before}</spec>`);
    const latest = async () =>
      (await client.call('QueryEvents', events, '<filter></filter>')).at(-1);
    const { key } = await latest();
    await client.task('ReconfigVM_Task', vm, `<spec>${spec}</spec>`);
    const event = await latest();
    const [modified, added, deleted] = expected;
    expect(event.key).toBeGreaterThan(key);
    expect(event.configChanges).toEqual({ modified, added, deleted });
    expect(event.fullFormattedMessage).toBe(
      `Reconfigured hv-01 on esx-01.lab.test in Lab.  \n \nModified:  \n \n${modified} Added:  \n \n${added} Deleted:  \n \n${deleted}`,
    );
  });
});

describe('times', () => {
  it.each([
    ['2026-08-14T00:00:03.531Z', '2026-08-14T00:00:03.531Z'],
    ['2026-08-14T00:00:03.530Z', '2026-08-14T00:00:03.53Z'],
    ['2026-08-14T00:00:03.500Z', '2026-08-14T00:00:03.5Z'],
    ['2026-08-14T00:00:03.000Z', '2026-08-14T00:00:03Z'],
  ])('of events drop trailing zeros: %s', async (now, expected) => {
    const client = await Client.login(await testSimulator({ clock: () => new Date(now) }));
    const events = { type: 'EventManager', value: 'EventManager' };
    const [login] = await client.call('QueryEvents', events, '<filter></filter>');
    expect(login).toMatchObject({ _type: 'UserLoginSessionEvent', createdTime: expected });
    const service = { type: 'ServiceInstance', value: 'ServiceInstance' };
    expect(await client.call('CurrentTime', service)).toBe(expected);
    const { currentSession } = await client.read(
      { type: 'SessionManager', value: 'SessionManager' },
      'currentSession',
    );
    expect(currentSession).toMatchObject({ loginTime: expected });
  });

  it('of tasks have up to six decimals, the last of them no zero', async () => {
    const client = await Client.login(
      await testSimulator({ clock: () => new Date('2026-08-14T00:00:03.530Z') }),
    );
    const vm = await client.find('/Lab/vm/nested/hv-01');
    const times = new Set<string>();
    for (let turn = 0; turn < 12; turn += 1) {
      const { queueTime, startTime, completeTime } = await client.task('ReconfigVM_Task', vm, on);
      for (const time of [queueTime, startTime, completeTime]) {
        expect(time).toMatch(/:03\.53\d{0,3}[1-9]Z$/);
        times.add(time);
      }
    }
    expect(times.size).toBe(36);
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
