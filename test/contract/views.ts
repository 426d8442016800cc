import { describe, expect, it } from 'vitest';
import type { MoRef } from '../../src/vim25/index.ts';
import { connect, retrieveOne, type Session, TaskWatcher } from '../../src/vsphere/index.ts';
import { fateOf, first, logIn, type Target } from './target.ts';

function containerView(
  session: Session,
  type: readonly string[],
  recursive: boolean,
): Promise<MoRef> {
  const { rootFolder: container } = session.content;
  const parameters = { container, type, recursive };
  return session.call('CreateContainerView', session.manager('viewManager'), parameters);
}

/** What a view holds, by its types. */
async function typesIn(session: Session, view: MoRef): Promise<readonly string[]> {
  const properties = await retrieveOne(session, view, ['view']);
  const held = (properties.get('view') ?? []) as readonly MoRef[];
  return held.map(({ type }) => type);
}

/** A collector of its own, with one filter on the VMs of a view. */
async function watchVms(session: Session, pathSet: readonly string[]) {
  const view = await containerView(session, ['VirtualMachine'], true);
  const selectSet = [{ _type: 'TraversalSpec', type: 'ContainerView', path: 'view' }];
  const objectSet = [{ obj: view, skip: true, selectSet }];
  const collector = await session.call(
    'CreatePropertyCollector',
    session.content.propertyCollector,
    {},
  );
  const spec = { propSet: [{ type: 'VirtualMachine', pathSet }], objectSet };
  await session.call('CreateFilter', collector, { spec, partialUpdates: false });
  return collector;
}

export function describeViews(target: Target): void {
  describe('views', () => {
    it('hold what is right below, or what is anywhere below', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const datacenters = await containerView(session, ['Datacenter'], false);
      expect(await typesIn(session, datacenters)).toEqual(['Datacenter']);
      const flat = await containerView(session, ['VirtualMachine'], false);
      expect(await typesIn(session, flat)).toEqual([]);
      const deep = await containerView(session, ['VirtualMachine', 'HostSystem'], true);
      expect(new Set(await typesIn(session, deep))).toEqual(
        new Set(['VirtualMachine', 'HostSystem']),
      );
    });

    it('belong to their session, and end with it', async () => {
      await using server = await logIn(target);
      const other = await connect(server.running.login);
      const view = await containerView(other, ['VirtualMachine'], true);
      expect(await fateOf(typesIn(server.session, view))).toBe('ManagedObjectNotFound');
      await other.logout();
      await using third = await connect(server.running.login);
      expect(await fateOf(typesIn(third, view))).toBe('ManagedObjectNotFound');
    });
  });

  describe('filters', () => {
    it('tell no more objects at once than was asked, and say that there are more', async () => {
      await using server = await logIn(target, { vms: 4 });
      const { session } = server;
      const collector = await watchVms(session, ['name']);
      const options = { maxObjectUpdates: 3, maxWaitSeconds: 0 };
      const told = new Set<string>();
      let version = '';
      for (;;) {
        const set = await session.call('WaitForUpdatesEx', collector, { version, options });
        if (set === undefined) {
          break;
        }
        const objects = set.filterSet?.flatMap(({ objectSet = [] }) => objectSet) ?? [];
        expect(objects.length).toBeLessThanOrEqual(3);
        expect(set.truncated ?? false).toBe(told.size + objects.length < 4);
        for (const { obj, kind } of objects) {
          expect(kind).toBe('enter');
          told.add(obj.value);
        }
        version = set.version;
      }
      expect(told.size).toBe(4);
    });

    it('without partial updates tell a property whole, however little of it has changed', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const vm = await first(session, 'VirtualMachine');
      const collector = await watchVms(session, ['runtime']);
      const options = { maxWaitSeconds: 0 };
      const all = await session.call('WaitForUpdatesEx', collector, { options });
      await using tasks = new TaskWatcher(session);
      const start = () => session.call('PowerOnVM_Task', vm, {});
      await tasks.run(start, { description: 'a power-on', deadlineMs: 10_000 });
      const version = all?.version ?? '';
      const set = await session.call('WaitForUpdatesEx', collector, { version, options });
      const objects = set?.filterSet?.flatMap(({ objectSet = [] }) => objectSet);
      expect(objects).toMatchObject([
        { kind: 'modify', obj: vm, changeSet: [{ name: 'runtime', op: 'assign' }] },
      ]);
      expect(objects?.[0]?.changeSet?.[0]?.val).toMatchObject({
        powerState: 'poweredOn',
        connectionState: 'connected',
      });
    });

    it('and reads take a path by the key of an element', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const vm = await first(session, 'VirtualMachine');
      const path = 'config.hardware.device[4000].key';
      expect((await retrieveOne(session, vm, [path])).get(path)).toBe(4000);
      const collector = await watchVms(session, [path]);
      const options = { maxWaitSeconds: 0 };
      const set = await session.call('WaitForUpdatesEx', collector, { options });
      expect(set?.filterSet?.[0]?.objectSet?.[0]?.changeSet).toEqual([
        { name: path, op: 'assign', val: 4000 },
      ]);
    });
  });
}
