import { describe, expect, it } from 'vitest';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client, propertiesOf, readSpec } from './client.ts';

const collector = { type: 'PropertyCollector', value: 'propertyCollector' };
const viewManager = { type: 'ViewManager', value: 'ViewManager' };
const root = '<container type="Folder">group-d1</container>';

function viewSpec(view: MoRef, type: string, paths: readonly string[], options = ''): string {
  const pathSet = paths.map((path) => `<pathSet>${path}</pathSet>`).join('');
  return `<specSet><propSet><type>${type}</type>${pathSet}</propSet><objectSet><obj type="${view.type}">${view.value}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><name>view</name><type>${view.type}</type><path>view</path><skip>false</skip></selectSet></objectSet></specSet><options>${options}</options>`;
}

async function containerView(client: Client, type: string): Promise<MoRef> {
  return client.call(
    'CreateContainerView',
    viewManager,
    `${root}<type>${type}</type><recursive>true</recursive>`,
  );
}

describe('paging', () => {
  it('stops at 100 objects unasked, and the first token is the string 0', async () => {
    const client = await Client.login(await testSimulator({ inventory: { vms: 250 } }));
    const view = await containerView(client, 'VirtualMachine');
    const first = await client.call(
      'RetrievePropertiesEx',
      collector,
      viewSpec(view, 'VirtualMachine', ['name']),
    );
    expect(first.objects).toHaveLength(100);
    expect(first.token).toBe('0');
    const second = await client.call('ContinueRetrievePropertiesEx', collector, '<token>0</token>');
    expect(second.token).toBe('1');
    const third = await client.call('ContinueRetrievePropertiesEx', collector, '<token>1</token>');
    expect(third.objects).toHaveLength(50);
    expect(third.token).toBeUndefined();
    const names = [...first.objects, ...second.objects, ...third.objects].map(
      (content) => propertiesOf(content)['name'],
    );
    expect(new Set(names).size).toBe(250);
    expect(
      await client.fault('ContinueRetrievePropertiesEx', collector, '<token>0</token>'),
    ).toMatchObject({
      type: 'InvalidArgument',
    });
  });

  it('can be asked for smaller pages, never for larger ones, and called off', async () => {
    const client = await Client.login(await testSimulator({ inventory: { vms: 250 } }));
    const view = await containerView(client, 'VirtualMachine');
    const page = (max: number) =>
      client.call(
        'RetrievePropertiesEx',
        collector,
        viewSpec(view, 'VirtualMachine', ['name'], `<maxObjects>${max}</maxObjects>`),
      );
    expect((await page(1000)).objects).toHaveLength(100);
    const small = await page(7);
    expect(small.objects).toHaveLength(7);
    await client.call('CancelRetrievePropertiesEx', collector, `<token>${small.token}</token>`);
    expect(
      await client.fault(
        'ContinueRetrievePropertiesEx',
        collector,
        `<token>${small.token}</token>`,
      ),
    ).toMatchObject({ type: 'InvalidArgument' });
  });

  it('RetrieveProperties gives everything at once', async () => {
    const client = await Client.login(await testSimulator({ inventory: { vms: 250 } }));
    const view = await containerView(client, 'VirtualMachine');
    const spec = viewSpec(view, 'VirtualMachine', ['name']).replace(/<options>.*$/, '');
    expect(await client.call('RetrieveProperties', collector, spec)).toHaveLength(250);
  });
});

describe('properties', () => {
  it('come sorted by name, unset ones left out without a word', async () => {
    const client = await Client.login(await testSimulator());
    const golden = await client.find('/Lab/vm/golden');
    const { objects } = await client.call(
      'RetrievePropertiesEx',
      collector,
      readSpec(golden, [
        'runtime.powerState',
        'resourcePool',
        'name',
        'config.template',
        'snapshot',
      ]),
    );
    expect(objects[0].propSet).toEqual([
      { name: 'config.template', val: true },
      { name: 'name', val: 'golden' },
      { name: 'runtime.powerState', val: 'poweredOff' },
    ]);
    expect(objects[0].missingSet).toBeUndefined();
  });

  it('that do not exist are an InvalidProperty, at every depth', async () => {
    const client = await Client.login(await testSimulator());
    const vm = await client.find('/Lab/vm/nested/hv-01');
    const below = ['effectiveRole.x', 'name.x', 'runtime.host.name', 'runtime.powerState.x'];
    for (const path of ['vhv', 'config.vhv', 'config.flags.vhv', 'config.', '', ...below]) {
      expect(
        await client.fault('RetrievePropertiesEx', collector, readSpec(vm, [path])),
      ).toMatchObject({
        type: 'InvalidProperty',
        detail: { name: path },
      });
    }
    const gone = { type: 'VirtualMachine', value: 'vm-999999' };
    expect(
      await client.fault('RetrievePropertiesEx', collector, readSpec(gone, ['name'])),
    ).toMatchObject({
      type: 'ManagedObjectNotFound',
      message:
        "The object 'vim.VirtualMachine:vm-999999' has already been deleted or has not been completely created",
      detail: { obj: gone },
    });
  });

  it('can be reached by key, and an empty list is a list', async () => {
    const client = await Client.login(await testSimulator());
    const vm = await client.find('/Lab/vm/nested/hv-02');
    expect(
      await client.read(
        vm,
        'config.extraConfig["guestinfo.role"].value',
        'recentTask',
        'config.extraConfig["none"]',
      ),
    ).toEqual({ 'config.extraConfig["guestinfo.role"].value': 'kvm', recentTask: [] });
  });

  describe.each([
    'ExtensionManager',
    'CustomizationSpecManager',
    'PerformanceManager',
    'HostProfile',
  ])('of a %s, of which there is none', (type) => {
    const unserved = `<propSet><type>${type}</type><pathSet>info.key</pathSet></propSet>`;
    const served = '<propSet><type>Folder</type><pathSet>name</pathSet></propSet>';
    const folder = '<obj type="Folder">group-d1</obj>';
    const via = `<selectSet xsi:type="TraversalSpec"><type>${type}</type><path>x.y</path></selectSet>`;
    const own = `<obj type="${type}">${type}</obj>`;
    const root = [
      { obj: { type: 'Folder', value: 'group-d1' }, propSet: [{ val: 'Datacenters' }] },
    ];

    it.each([
      ['beside others', `${unserved}${served}<objectSet>${folder}</objectSet>`],
      ['on the way to others', `${served}${unserved}<objectSet>${folder}${via}</objectSet>`],
      [
        'of the object itself',
        `${unserved}${served}<objectSet>${own}</objectSet><objectSet>${folder}</objectSet>`,
      ],
    ])('are asked for %s', async (_where, spec) => {
      const client = await Client.login(await testSimulator());
      const found = client.call('RetrieveProperties', collector, `<specSet>${spec}</specSet>`);
      await expect(found).resolves.toMatchObject(root);
      const filter = `<spec>${spec}</spec><partialUpdates>false</partialUpdates>`;
      await expect(client.call('CreateFilter', collector, filter)).resolves.toMatchObject({
        type: 'PropertyFilter',
      });
    });

    it('are found in no view', async () => {
      const client = await Client.login(await testSimulator());
      const made = containerView(client, type);
      await expect(made).resolves.toMatchObject({ type: 'ContainerView' });
      expect(await client.read(await made, 'view')).toEqual({ view: [] });
    });
  });

  it('of a base are found in what extends it', async () => {
    const client = await Client.login(await testSimulator());
    const spec =
      '<specSet><propSet><type>CryptoManager</type><pathSet>enabled</pathSet></propSet><objectSet><obj type="CryptoManagerKmip">CryptoManager</obj></objectSet></specSet>';
    const found = client.call('RetrieveProperties', collector, spec);
    await expect(found).resolves.toMatchObject([{ obj: { type: 'CryptoManagerKmip' } }]);
  });

  it('of a type that the API does not have are an InvalidType', async () => {
    const client = await Client.login(await testSimulator());
    const spec = readSpec({ type: 'QuantumManager', value: 'group-d1' }, ['name']);
    expect(await client.fault('RetrievePropertiesEx', collector, spec)).toMatchObject({
      type: 'InvalidType',
      detail: { argument: 'QuantumManager' },
    });
  });

  it('are found along recursive traversals', async () => {
    const client = await Client.login(await testSimulator());
    const spec = `<specSet><propSet><type>ManagedEntity</type><pathSet>name</pathSet></propSet><objectSet><obj type="VirtualMachine">vm-17</obj><selectSet xsi:type="TraversalSpec"><name>up</name><type>ManagedEntity</type><path>parent</path><selectSet><name>up</name></selectSet></selectSet></objectSet></specSet><options></options>`;
    const { objects } = await client.call('RetrievePropertiesEx', collector, spec);
    expect(objects.map((content: object) => propertiesOf(content)['name'])).toEqual([
      'hv-01',
      'nested',
      'vm',
      'Lab',
      'Datacenters',
    ]);
  });

  it('Fetch reads one of them', async () => {
    const client = await Client.login(await testSimulator());
    const vm = await client.find('/Lab/vm/nested/hv-01');
    expect(await client.call('Fetch', vm, '<prop>capability</prop>')).toMatchObject({
      nestedHVSupported: true,
    });
    expect(await client.call('Fetch', vm, '<prop>snapshot</prop>')).toBeUndefined();
  });
});

describe('views', () => {
  it('hold what was put in, and say what leads nowhere', async () => {
    const client = await Client.login(await testSimulator());
    const view = await client.call(
      'CreateListView',
      viewManager,
      '<obj type="VirtualMachine">vm-17</obj>',
    );
    expect(
      await client.call(
        'ModifyListView',
        view,
        '<add type="VirtualMachine">vm-18</add><add type="VirtualMachine">vm-9999</add><remove type="VirtualMachine">vm-17</remove>',
      ),
    ).toEqual([{ type: 'VirtualMachine', value: 'vm-9999' }]);
    expect(await client.read(view, 'view')).toEqual({
      view: [{ type: 'VirtualMachine', value: 'vm-18' }],
    });
    await client.call('DestroyView', view);
    expect(await client.fault('DestroyView', view)).toMatchObject({
      type: 'ManagedObjectNotFound',
    });
  });

  it('belong to their session', async () => {
    const simulator = await testSimulator();
    const one = await Client.login(simulator);
    const other = await Client.login(simulator);
    const view = await containerView(one, 'HostSystem');
    expect(view.value).toMatch(/^session\[[0-9a-f-]{36}\][0-9a-f-]{36}$/);
    expect(((await one.read(view, 'view'))['view'] as unknown[]).length).toBe(9);
    expect(await other.fault('DestroyView', view)).toMatchObject({ type: 'ManagedObjectNotFound' });
  });
});

it('an empty inventory is an answer without a value', async () => {
  const client = await Client.login(await testSimulator({ inventory: { datacenters: [] } }));
  const viewManager = { type: 'ViewManager', value: 'ViewManager' };
  const view = await client.call(
    'CreateContainerView',
    viewManager,
    '<container type="Folder">group-d1</container><type>VirtualMachine</type><recursive>true</recursive>',
  );
  const spec = `<specSet><propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet><objectSet><obj type="ContainerView">${view.value}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet></specSet><options></options>`;
  expect(await client.call('RetrievePropertiesEx', collector, spec)).toBeUndefined();
});
