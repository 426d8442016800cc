import { describe, expect, it } from 'vitest';
import type { MoRef } from '../../src/vim25/index.ts';
import {
  connect,
  retrieve,
  retrieveBelow,
  retrieveInventory,
  retrieveOne,
  type Session,
} from '../../src/vsphere/index.ts';
import {
  answer,
  fateOf,
  first,
  logIn,
  type ReadOnlyTarget,
  refusalOf,
  type Target,
} from './target.ts';

function read(session: Session, obj: MoRef, pathSet: readonly string[]) {
  const specSet = [{ propSet: [{ type: obj.type, pathSet }], objectSet: [{ obj }] }];
  const { propertyCollector } = session.content;
  return session.call('RetrievePropertiesEx', propertyCollector, { specSet, options: {} });
}

export function describeProperties(target: ReadOnlyTarget): void {
  describe('properties', () => {
    it('the inventory has a tree of paths, and a VM is found again by its path', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const inventory = await retrieveInventory(session);
      const host = [...inventory.nodes].find(({ moRef }) => moRef.type === 'HostSystem');
      expect(host).toBeDefined();
      const inventoryPath = host === undefined ? '' : inventory.pathOf(host);
      expect(inventoryPath).toMatch(/^\/[^/]+\/host\/[^/]+\/[^/]+$/);
      const searchIndex = session.manager('searchIndex');
      expect(await session.call('FindByInventoryPath', searchIndex, { inventoryPath })).toEqual(
        host?.moRef,
      );
      const nowhere = { inventoryPath: '/no-such-datacenter/vm' };
      expect(await session.call('FindByInventoryPath', searchIndex, nowhere)).toBeUndefined();
    });

    it('an unset property is left out without a word', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const result = await read(session, session.content.rootFolder, ['name', 'parent']);
      expect(result?.objects).toEqual([
        { obj: session.content.rootFolder, propSet: [{ name: 'name', val: expect.any(String) }] },
      ]);
    });

    it('come sorted by name', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const host = await first(session, 'HostSystem');
      const asked = ['summary.quickStats', 'runtime.connectionState', 'name', 'config.product'];
      const result = await read(session, host, asked);
      const names = result?.objects[0]?.propSet?.map(({ name }) => name);
      const sorted = ['config.product', 'name', 'runtime.connectionState', 'summary.quickStats'];
      expect(names).toEqual(
        answer(target, 'keeps properties in the order asked for', { real: sorted, vcsim: asked }),
      );
    });

    it('an unknown one is InvalidProperty; the client then asks for the rest', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const host = await first(session, 'HostSystem');
      for (const path of ['noSuchProperty', 'config.noSuchProperty']) {
        const fate = answer(target, 'tells of unknown properties in missingSet', {
          real: 'InvalidProperty',
          vcsim: 'accepted',
        });
        expect(await fateOf(read(session, host, ['name', path]))).toBe(fate);
        const properties = await retrieveOne(session, host, ['name', path]);
        expect([...properties.keys()]).toEqual(['name']);
      }
    });

    it('of an object that is not there: ManagedObjectNotFound', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const gone = { type: 'VirtualMachine', value: 'vm-99999999' };
      expect(await refusalOf(read(session, gone, ['name']))).toMatchObject({
        type: 'ManagedObjectNotFound',
        detail: { obj: gone },
      });
    });

    it('what a host can is a boolean, its features a list, its CPU registers text', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const host = await first(session, 'HostSystem');
      const paths = [
        'capability.nestedHVSupported',
        'config.featureCapability',
        'hardware.cpuFeature',
      ];
      const properties = await retrieveOne(session, host, paths);
      expect(properties.get('capability.nestedHVSupported')).toBeTypeOf('boolean');
      expect(properties.get('config.featureCapability')).toContainEqual({
        key: expect.stringMatching(/^cpuid\./),
        featureName: expect.any(String),
        value: expect.stringMatching(/^\d+$/),
      });
      expect(properties.get('hardware.cpuFeature')).toContainEqual(
        expect.objectContaining({
          level: 1,
          ecx: expect.stringMatching(/^([01-]{4}:){7}[01-]{4}$/),
        }),
      );
    });
  });
}

export function describePaging(target: Target): void {
  async function* names(session: Session) {
    const propSet = [{ type: 'VirtualMachine', pathSet: ['name'] }];
    yield* retrieveBelow(session, session.content.rootFolder, propSet);
  }

  async function viewOfVms(session: Session) {
    const { rootFolder: container } = session.content;
    const parameters = { container, type: ['VirtualMachine'], recursive: true };
    const view = await session.call(
      'CreateContainerView',
      session.manager('viewManager'),
      parameters,
    );
    const selectSet = [{ _type: 'TraversalSpec', type: 'ContainerView', path: 'view' }];
    const objectSet = [{ obj: view, skip: true, selectSet }];
    return { propSet: [{ type: 'VirtualMachine', pathSet: ['name'] }], objectSet };
  }

  describe('paging', () => {
    it('the client gets every object once, however many pages they come in', async () => {
      await using server = await logIn(target, { vms: 250 });
      const found = new Set<string>();
      for await (const { obj } of names(server.session)) {
        expect(found).not.toContain(obj.value);
        found.add(obj.value);
      }
      expect(found.size).toBeGreaterThanOrEqual(250);
    });

    it('happens at 100 objects unasked', async () => {
      await using server = await logIn(target, { vms: 250 });
      const { session } = server;
      const { propertyCollector } = session.content;
      const specSet = [await viewOfVms(session)];
      const page = await session.call('RetrievePropertiesEx', propertyCollector, {
        specSet,
        options: {},
      });
      const expected = answer(target, 'pages only when asked', {
        real: { objects: 100, token: true },
        vcsim: { objects: 250, token: false },
      });
      const objects = page?.objects.length;
      expect({ objects, token: page?.token !== undefined }).toEqual(expected);
    });

    it('can be asked for, and a token is good once', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const { propertyCollector } = session.content;
      const specSet = [await viewOfVms(session)];
      const options = { maxObjects: 1 };
      const page = await session.call('RetrievePropertiesEx', propertyCollector, {
        specSet,
        options,
      });
      expect(page?.objects).toHaveLength(1);
      const token = page?.token ?? '';
      const pattern = answer(target, 'gives uuids as page tokens', {
        real: /^\d+$/,
        vcsim: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      });
      expect(token).toMatch(pattern);
      const next = await session.call('ContinueRetrievePropertiesEx', propertyCollector, { token });
      expect(next.objects).toHaveLength(1);
      expect(next.objects[0]?.obj).not.toEqual(page?.objects[0]?.obj);
      const again = session.call('ContinueRetrievePropertiesEx', propertyCollector, { token });
      expect(await fateOf(again)).toBe(
        answer(target, 'answers a used token with InvalidPropertyFault', {
          real: 'InvalidArgument',
          vcsim: 'InvalidPropertyFault',
        }),
      );
    });

    it('can be called off', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const { propertyCollector } = session.content;
      const specSet = [await viewOfVms(session)];
      const options = { maxObjects: 1 };
      const page = await session.call('RetrievePropertiesEx', propertyCollector, {
        specSet,
        options,
      });
      const token = page?.token ?? '';
      const cancel = session.call('CancelRetrievePropertiesEx', propertyCollector, { token });
      const fates = answer(target, 'knows no CancelRetrievePropertiesEx', {
        real: { cancel: 'accepted', next: 'InvalidArgument' },
        vcsim: { cancel: 'MethodNotFound', next: 'accepted' },
      });
      expect(await fateOf(cancel)).toBe(fates.cancel);
      const next = session.call('ContinueRetrievePropertiesEx', propertyCollector, { token });
      expect(await fateOf(next)).toBe(fates.next);
    });

    it('can be given up by the client, whatever the server says of that', async () => {
      await using server = await logIn(target, { vms: 250 });
      for await (const _ of retrieve(server.session, await viewOfVms(server.session))) {
        break;
      }
      expect(await first(server.session, 'VirtualMachine')).toBeDefined();
    });
  });
}
