import { describe, expect, it } from 'vitest';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

const collector = { type: 'PropertyCollector', value: 'propertyCollector' };
const viewManager = { type: 'ViewManager', value: 'ViewManager' };
const flag = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';

async function watch(
  client: Client,
  view: MoRef,
  type: string,
  paths: readonly string[],
  on = collector,
) {
  const pathSet = paths.map((path) => `<pathSet>${path}</pathSet>`).join('');
  return client.call(
    'CreateFilter',
    on,
    `<spec><propSet><type>${type}</type>${pathSet}</propSet><objectSet><obj type="${view.type}">${view.value}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>${view.type}</type><path>view</path></selectSet></objectSet></spec><partialUpdates>false</partialUpdates>`,
  );
}

function wait(client: Client, version: string, options = '', on = collector) {
  return client.call(
    'WaitForUpdatesEx',
    on,
    `<version>${version}</version><options>${options}</options>`,
  );
}

const now = '<maxWaitSeconds>0</maxWaitSeconds>';

describe('waiting for tasks', () => {
  it('sees a task enter the list, change and leave it', async () => {
    const client = await Client.login(await testSimulator({ taskMs: 30 }));
    const list = await client.call('CreateListView', viewManager);
    const filter = await watch(client, list, 'Task', ['info.state', 'info.error']);
    expect(await wait(client, '', now)).toBeUndefined();
    const task = await client.call(
      'ReconfigVM_Task',
      { type: 'VirtualMachine', value: 'vm-17' },
      flag,
    );
    await client.call('ModifyListView', list, `<add type="Task">${task.value}</add>`);

    const states: string[] = [];
    let version = '';
    while (states.at(-1) !== 'success') {
      const set = await wait(client, version);
      expect(set.filterSet[0].filter).toEqual(filter);
      const [update] = set.filterSet[0].objectSet;
      expect(update).toMatchObject({ kind: version === '' ? 'enter' : 'modify', obj: task });
      states.push(update.changeSet.find(({ name }: { name: string }) => name === 'info.state').val);
      if (version === '') {
        expect(update.changeSet[0]).toEqual({ name: 'info.error', op: 'indirectRemove' });
      }
      version = set.version;
    }
    expect(states.at(-1)).toBe('success');

    await client.call('ModifyListView', list, `<remove type="Task">${task.value}</remove>`);
    const left = await wait(client, version, now);
    expect(left.filterSet[0].objectSet).toEqual([{ kind: 'leave', obj: task }]);
    expect(await wait(client, left.version, now)).toBeUndefined();
    await client.call('DestroyPropertyFilter', filter);
    expect(await client.fault('DestroyPropertyFilter', filter)).toMatchObject({
      type: 'ManagedObjectNotFound',
    });
  });

  it('wakes a client that already waits', async () => {
    const simulator = await testSimulator();
    const client = await Client.login(simulator);
    const vm = await client.find('/Lab/vm/nested/hv-01');
    const list = await client.call(
      'CreateListView',
      viewManager,
      `<obj type="VirtualMachine">${vm.value}</obj>`,
    );
    await watch(client, list, 'VirtualMachine', ['config.nestedHVEnabled', 'name']);
    const { version } = await wait(client, '');
    const pending = wait(client, version, '<maxWaitSeconds>30</maxWaitSeconds>');
    const other = await Client.login(simulator);
    await other.task('ReconfigVM_Task', vm, flag);
    const set = await pending;
    expect(set.filterSet[0].objectSet).toEqual([
      {
        kind: 'modify',
        obj: vm,
        changeSet: [{ name: 'config.nestedHVEnabled', op: 'assign', val: true }],
      },
    ]);
  });
});

describe('versions', () => {
  it('truncate at 100 objects, or where asked, and lead through all of them', async () => {
    const client = await Client.login(await testSimulator({ inventory: { vms: 250 } }));
    const view = await client.call(
      'CreateContainerView',
      viewManager,
      '<container type="Folder">group-d1</container><type>VirtualMachine</type><recursive>true</recursive>',
    );
    await watch(client, view, 'VirtualMachine', ['name']);
    const first = await wait(client, '');
    expect(first.filterSet[0].objectSet).toHaveLength(100);
    expect(first.truncated).toBe(true);
    const second = await wait(client, first.version, '<maxObjectUpdates>120</maxObjectUpdates>');
    expect(second.filterSet[0].objectSet).toHaveLength(120);
    const third = await wait(client, second.version);
    expect(third.filterSet[0].objectSet).toHaveLength(30);
    expect(third.truncated).toBeUndefined();
    // An answer that was lost can be asked for again.
    expect(await wait(client, first.version, '<maxObjectUpdates>120</maxObjectUpdates>')).toEqual(
      second,
    );
  });

  it('that were never told are refused', async () => {
    const client = await Client.login(await testSimulator());
    for (const version of ['7', 'x', '-1']) {
      const options = `<version>${version}</version><options>${now}</options>`;
      expect(await client.fault('WaitForUpdatesEx', collector, options)).toMatchObject({
        type: 'InvalidCollectorVersion',
      });
    }
  });

  it('a wait ends after its time without an answer, or when it is called off', async () => {
    const client = await Client.login(await testSimulator());
    const own = await client.call('CreatePropertyCollector', collector);
    expect(await wait(client, '', '<maxWaitSeconds>1</maxWaitSeconds>', own)).toBeUndefined();
    const pending = client.fault('WaitForUpdatesEx', own, '<version></version><options></options>');
    while (client.simulator.requests.of('WaitForUpdatesEx') < 2) {
      await client.call('CurrentTime', { type: 'ServiceInstance', value: 'ServiceInstance' });
    }
    await client.call('CancelWaitForUpdates', own);
    expect(await pending).toMatchObject({ type: 'RequestCanceled' });
    await client.call('DestroyPropertyCollector', own);
    expect(await client.fault('CancelWaitForUpdates', own)).toMatchObject({
      type: 'ManagedObjectNotFound',
    });
  });

  it('name what is missing where that was asked for', async () => {
    const client = await Client.login(await testSimulator());
    const gone = { type: 'VirtualMachine', value: 'vm-999' };
    await client.call(
      'CreateFilter',
      collector,
      `<spec><propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet><objectSet><obj type="VirtualMachine">vm-999</obj></objectSet><reportMissingObjectsInResults>true</reportMissingObjectsInResults></spec><partialUpdates>false</partialUpdates>`,
    );
    const set = await wait(client, '', now);
    expect(set.filterSet[0].missingSet).toMatchObject([
      { obj: gone, fault: { fault: { _type: 'ManagedObjectNotFound' } } },
    ]);
  });
});
