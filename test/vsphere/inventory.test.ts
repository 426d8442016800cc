import { describe, expect, test } from 'vitest';
import { AmbiguousError } from '../../src/errors.ts';
import type { AnyValue, MoRef } from '../../src/vim25/index.ts';
import { Inventory, nodeOf } from '../../src/vsphere/inventory.ts';
import type { SelectedVm, Selection } from '../../src/vsphere/select/selection.ts';
import { SelectionFilter } from '../../src/vsphere/select/selection-filter.ts';
import { parseSelector, parseValueGlob } from '../../src/vsphere/select/selector.ts';

const ref = (text: string): MoRef => {
  const [type = '', value = ''] = text.split(':');
  return { type, value };
};
const node = (text: string, name: string, parent?: string) => ({
  moRef: ref(text),
  name,
  segment: name,
  parent: parent === undefined ? undefined : ref(parent),
});

const root = ref('Folder:group-d1');
const inventory = new Inventory(root, [
  node('Datacenter:dc-1', 'DC0', 'Folder:group-d1'),
  node('Folder:group-v3', 'vm', 'Datacenter:dc-1'),
  node('Folder:group-v9', 'lab', 'Folder:group-v3'),
  node('Folder:group-h4', 'host', 'Datacenter:dc-1'),
  node('ClusterComputeResource:domain-c7', 'C0', 'Folder:group-h4'),
  node('HostSystem:host-14', 'esx1.example.com', 'ClusterComputeResource:domain-c7'),
  node('ResourcePool:resgroup-8', 'Resources', 'ClusterComputeResource:domain-c7'),
  node('VirtualApp:resgroup-v20', 'shop', 'Folder:group-v9'),
  node('VirtualMachine:vm-99', 'orphan', 'Folder:group-hidden'),
]);

describe('the path of', () => {
  test.each([
    ['Datacenter:dc-1', '/DC0'],
    ['Folder:group-v9', '/DC0/vm/lab'],
    ['HostSystem:host-14', '/DC0/host/C0/esx1.example.com'],
    ['VirtualApp:resgroup-v20', '/DC0/vm/lab/shop'],
    // The folder above is hidden from this user.
    ['VirtualMachine:vm-99', '/group-hidden/orphan'],
  ])('%s is %s', (text, path) => {
    const found = inventory.find(ref(text));
    expect(found && inventory.pathOf(found)).toBe(path);
  });

  test('what hangs below the root itself starts with a slash', () => {
    expect(inventory.pathOf(node('Folder:x', 'new', 'Folder:group-d1'))).toBe('/new');
  });
});

test('the ancestry goes up to the root, the node itself first', () => {
  const names = [...inventory.ancestry(ref('Folder:group-v9'))].map(({ name }) => name);
  expect(names).toStrictEqual(['lab', 'vm', 'DC0']);
  expect([...inventory.ancestry(undefined)]).toStrictEqual([]);
});

describe('the parent of a node', () => {
  const parentOf = (properties: Record<string, AnyValue>) =>
    nodeOf(ref('VirtualMachine:vm-1'), new Map(Object.entries(properties))).parent;

  test('is its folder, for a vApp whose parent is a resource pool', () => {
    expect(
      parentOf({ parent: ref('ResourcePool:resgroup-8'), parentFolder: ref('Folder:group-v9') }),
    ).toStrictEqual(ref('Folder:group-v9'));
  });

  test('is its vApp, for a VM inside one', () => {
    expect(parentOf({ parentVApp: ref('VirtualApp:resgroup-v20') })).toStrictEqual(
      ref('VirtualApp:resgroup-v20'),
    );
  });

  test('is missing where nothing says it; the name is then the moid', () => {
    expect(nodeOf(ref('VirtualMachine:vm-1'), new Map())).toStrictEqual({
      moRef: ref('VirtualMachine:vm-1'),
      name: 'vm-1',
      segment: 'vm-1',
      parent: undefined,
    });
  });
});

function vm(moid: string, name: string, properties: Record<string, AnyValue> = {}): SelectedVm {
  const moRef = { type: 'VirtualMachine', value: moid };
  const all = new Map(Object.entries({ parent: ref('Folder:group-v9'), name, ...properties }));
  const path = inventory.pathOf(nodeOf(moRef, all));
  return { moRef, name, path, content: { obj: moRef }, properties: all };
}

const select = (selectors: readonly string[], rest: Partial<Selection> = {}): SelectionFilter =>
  new SelectionFilter(inventory, {
    selectors: selectors.map((text) => parseSelector(text)),
    within: [],
    where: [],
    ...rest,
  });
const within = (kind: 'cluster' | 'host' | 'folder' | 'pool', text: string) => ({
  within: [{ kind, selector: parseSelector(text) }],
});
const where = (path: string, text: string) => ({
  where: [{ path, selector: parseValueGlob(text) }],
});

describe('a selection', () => {
  test('without a selector takes every VM', () => {
    expect(select([]).passes(vm('vm-1', 'a'))).toBe(true);
  });

  test('with several selectors takes what any of them matches', () => {
    const filter = select(['a', '/DC0/vm/lab/b']);
    expect(['a', 'b', 'c'].filter((name) => filter.passes(vm(`vm-${name}`, name)))).toStrictEqual([
      'a',
      'b',
    ]);
    expect(filter.unmatched).toStrictEqual([]);
  });

  test('says which selector matched nothing', () => {
    const filter = select(['a', 'nosuch']);
    filter.passes(vm('vm-1', 'a'));
    expect(filter.unmatched.map(({ text }) => text)).toStrictEqual(['nosuch']);
  });

  test('lists all VMs of a name that is not the only one', () => {
    const filter = select(['a']);
    filter.passes(vm('vm-1', 'a'));
    filter.passes(vm('vm-2', 'a', { parent: ref('Folder:group-v3') }));
    expect(() => filter.requireUnambiguous()).toThrow(AmbiguousError);
    expect(() => filter.requireUnambiguous()).toThrow('/DC0/vm/lab/a (vm-1), /DC0/vm/a (vm-2)');
  });

  test('with a wildcard may take several', () => {
    const filter = select(['a*']);
    filter.passes(vm('vm-1', 'a'));
    filter.passes(vm('vm-2', 'a2'));
    expect(() => filter.requireUnambiguous()).not.toThrow();
  });

  test.each([
    ['cluster', 'C0', true],
    ['cluster', 'C1', false],
    ['host', 'esx1*', true],
    ['host', 'C0', false],
    ['folder', 'lab', true],
    ['folder', '/DC0/vm', true],
    ['folder', 'host', true],
    ['folder', 'nosuch', false],
    ['pool', 'Resources', true],
    ['pool', 'shop', false],
  ] as const)('within the %s %s: %s', (kind, text, passes) => {
    const placed = vm('vm-1', 'a', {
      'runtime.host': ref('HostSystem:host-14'),
      resourcePool: ref('ResourcePool:resgroup-8'),
    });
    expect(select([], within(kind, text)).passes(placed)).toBe(passes);
  });

  test('a name that is narrowed down to one VM is not ambiguous', () => {
    const filter = select(['a'], within('folder', 'lab'));
    expect(filter.passes(vm('vm-1', 'a'))).toBe(true);
    expect(filter.passes(vm('vm-2', 'a', { parent: ref('Folder:group-v3') }))).toBe(false);
    expect(() => filter.requireUnambiguous()).not.toThrow();
  });

  test.each<[string, string, AnyValue | undefined, boolean]>([
    ['runtime.powerState', 'poweredO*', 'poweredOn', true],
    ['runtime.powerState', 'suspended', 'poweredOn', false],
    ['config.template', 'false', false, true],
    ['config.hardware.numCPU', '4', 4, true],
    ['config.vmOpNotificationTimeout', '-1', -1n, true],
    ['runtime.host', 'HostSystem:host-14', ref('HostSystem:host-14'), true],
    ['runtime.host', 'host-14', ref('HostSystem:host-14'), true],
    ['runtime.host', 'host-1', ref('HostSystem:host-14'), false],
    ['runtime.host', '*host-14', ref('HostSystem:host-14'), true],
    ['guest.guestFullName', 'CentOS 4/5*', 'CentOS 4/5 or later', true],
    ['config.files.vmPathName', '[ds1] */*.vmx', '[ds1] a/b/c.vmx', true],
    ['config.annotation', '*web*', 'line 1\nweb\nline 3', true],
    ['config.annotation', '/a/b', '/a/b', true],
    ['config.annotation', '', '', true],
    ['config.annotation', '', 'a', false],
    ['config.annotation', '...', 'a', false],
    ['config.annotation', '*', undefined, false],
  ])('where %s is %s', (path, text, value, passes) => {
    const properties = value === undefined ? {} : { [path]: value };
    expect(select([], where(path, text)).passes(vm('vm-1', 'a', properties))).toBe(passes);
  });

  test('asks for what it needs to tell, and no more', () => {
    expect(select(['a']).paths).toStrictEqual(['name', 'parent', 'parentVApp']);
    expect(
      select([], { ...within('host', 'a'), ...where('guest.guestState', 'b') }).paths,
    ).toStrictEqual([
      'name',
      'parent',
      'parentVApp',
      'runtime.host',
      'resourcePool',
      'guest.guestState',
    ]);
  });
});
