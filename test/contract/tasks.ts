import { describe, expect, it } from 'vitest';
import { TaskError } from '../../src/errors.ts';
import type { MoRef, UpdateSet } from '../../src/vim25/index.ts';
import { reconfigure, retrieveBelow, type Session, TaskWatcher } from '../../src/vsphere/index.ts';
import { answer, fateOf, first, logIn, type Target } from './target.ts';

async function vms(session: Session): Promise<readonly MoRef[]> {
  const found: MoRef[] = [];
  const propSet = [{ type: 'VirtualMachine', pathSet: ['name'] }];
  for await (const { obj } of retrieveBelow(session, session.content.rootFolder, propSet)) {
    found.push(obj);
  }
  return found;
}

/** The one object of an update, its changes by name. */
function changesOf(update: UpdateSet | undefined) {
  const [object] = update?.filterSet?.[0]?.objectSet ?? [];
  const changes = [...(object?.changeSet ?? [])];
  return { kind: object?.kind, changes: changes.sort((a, b) => a.name.localeCompare(b.name)) };
}

const on = { nestedHVEnabled: true };

export function describeTasks(target: Target): void {
  async function watch(session: Session, obj: MoRef, pathSet: readonly string[]): Promise<MoRef> {
    const { propertyCollector } = session.content;
    const collector = await session.call('CreatePropertyCollector', propertyCollector, {});
    const spec = { propSet: [{ type: obj.type, pathSet }], objectSet: [{ obj }] };
    await session.call('CreateFilter', collector, { spec, partialUpdates: false });
    return collector;
  }
  const options = { maxWaitSeconds: 0 };

  describe('tasks and updates', () => {
    it('many tasks at once are waited for', async () => {
      await using server = await logIn(target, { vms: 40 });
      const { session } = server;
      await using tasks = new TaskWatcher(session);
      const all = await vms(session);
      await Promise.all(all.map((vm) => reconfigure(session, tasks.run, vm, on)));
      expect(all.length).toBeGreaterThanOrEqual(40);
    });

    it('a task that fails tells its fault, and the others go on', async () => {
      await using server = await logIn(target);
      const { session } = server;
      await using tasks = new TaskWatcher(session);
      const [one, other] = (await vms(session)) as [MoRef, MoRef];
      const bad = reconfigure(session, tasks.run, one, {
        version: 'vmx-99',
        guestId: 'noSuchGuest',
      });
      const good = reconfigure(session, tasks.run, other, on);
      const [refused, done] = await Promise.allSettled([bad, good]);
      expect(done.status).toBe('fulfilled');
      expect(refused).toMatchObject({ reason: expect.any(TaskError) });
    });

    it('a method on an object that is not there is ManagedObjectNotFound', async () => {
      await using server = await logIn(target);
      const gone = { type: 'VirtualMachine', value: 'vm-99999999' };
      expect(await fateOf(server.session.call('ReconfigVM_Task', gone, { spec: on }))).toBe(
        'ManagedObjectNotFound',
      );
    });

    it('the first update is everything, the next what has changed; without a change there is none', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const vm = await first(session, 'VirtualMachine');
      const flag = 'config.nestedHVEnabled';
      const collector = await watch(session, vm, ['name', flag]);
      const initial = await session.call('WaitForUpdatesEx', collector, { options });
      const unset = answer(target, 'leaves nestedHVEnabled unset until it is set', {
        real: { name: flag, op: 'assign', val: false },
        vcsim: { name: flag, op: 'assign' },
      });
      expect(changesOf(initial)).toEqual({
        kind: 'enter',
        changes: [unset, { name: 'name', op: 'assign', val: expect.any(String) }],
      });
      const version = initial?.version ?? '';
      const none = session.call('WaitForUpdatesEx', collector, { version, options });
      expect(await none).toBeUndefined();
      await using tasks = new TaskWatcher(session);
      await reconfigure(session, tasks.run, vm, on);
      const next = await session.call('WaitForUpdatesEx', collector, { version, options });
      expect(changesOf(next)).toEqual(
        answer(target, 'tells no update of a flag', {
          real: { kind: 'modify', changes: [{ name: flag, op: 'assign', val: true }] },
          vcsim: { kind: undefined, changes: [] },
        }),
      );
    });

    it('a destroyed collector is gone', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const collector = await watch(session, session.content.rootFolder, ['name']);
      await session.call('DestroyPropertyCollector', collector, {});
      const late = session.call('WaitForUpdatesEx', collector, { version: '', options });
      expect(await fateOf(late)).toBe('ManagedObjectNotFound');
    });

    it('a version that was never given is InvalidCollectorVersion', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const collector = await watch(session, session.content.rootFolder, ['name']);
      const late = session.call('WaitForUpdatesEx', collector, { version: '4711', options });
      expect(await fateOf(late)).toBe(
        answer(target, 'takes any version of a collector', {
          real: 'InvalidCollectorVersion',
          vcsim: 'accepted',
        }),
      );
    });

    it('updates come a hundred objects at a time', async () => {
      await using server = await logIn(target, { vms: 150 });
      const { session } = server;
      const obj = await session.call('CreateListView', session.manager('viewManager'), {
        obj: await vms(session),
      });
      const collector = await session.call(
        'CreatePropertyCollector',
        session.content.propertyCollector,
        {},
      );
      const selectSet = [{ _type: 'TraversalSpec', type: 'ListView', path: 'view' }];
      const propSet = [{ type: 'VirtualMachine', pathSet: ['name'] }];
      const spec = { propSet, objectSet: [{ obj, skip: true, selectSet }] };
      await session.call('CreateFilter', collector, { spec, partialUpdates: false });
      const update = await session.call('WaitForUpdatesEx', collector, { options });
      expect(update).toMatchObject({ truncated: true });
    });

    it('a list view says what it could not take in', async () => {
      await using server = await logIn(target);
      const { session } = server;
      const view = await session.call('CreateListView', session.manager('viewManager'), {});
      const gone = { type: 'Task', value: 'task-99999999' };
      const add = [await first(session, 'VirtualMachine'), gone];
      expect(await session.call('ModifyListView', view, { add })).toEqual([gone]);
      await session.call('DestroyView', view, {});
      expect(await fateOf(session.call('DestroyView', view, {}))).toBe('ManagedObjectNotFound');
    });
  });
}
