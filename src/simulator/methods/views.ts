import type { MoRef } from '../../vim25/moref.ts';
import { Singleton } from '../model/service.ts';
import { isManagedTypeName } from '../model/unserved-types.ts';
import { ContainerView, canContain, ListView, ManagedObjectView } from '../model/view.ts';
import { invalidArgument, invalidType, managedObjectNotFound } from '../refusal.ts';
import { type Call, type Method, methodsOf } from './method.ts';

/** Puts objects in, and returns the references that lead nowhere. */
function add(view: ListView, moRefs: readonly MoRef[], call: Call): readonly MoRef[] {
  const unresolved: MoRef[] = [];
  for (const moRef of moRefs) {
    const object = call.access.find(moRef);
    if (object === undefined) {
      unresolved.push(moRef);
    } else {
      view.list.add(object);
    }
  }
  call.world.inventory.touch(view);
  return unresolved;
}

function noneOrSome(moRefs: readonly MoRef[]): readonly MoRef[] | undefined {
  return moRefs.length === 0 ? undefined : moRefs;
}

export const viewMethods: readonly Method[] = [
  ...methodsOf(
    Singleton,
    {
      CreateContainerView(_self, { container, type = [], recursive }, call) {
        const object = call.access.get(container);
        if (!canContain(object)) {
          throw invalidArgument('container');
        }
        const unknown = type.find((name) => !isManagedTypeName(name));
        if (unknown !== undefined) {
          throw invalidType(unknown);
        }
        const moRef = call.session.newRef('ContainerView');
        return call.session.add(new ContainerView(moRef, object, type, recursive)).moRef;
      },
      CreateListView(_self, { obj = [] }, call) {
        const view = call.session.add(new ListView(call.session.newRef('ListView')));
        const [unresolved] = add(view, obj, call);
        if (
          unresolved !== undefined &&
          call.world.answers.unknownInListView === 'ManagedObjectNotFound'
        ) {
          call.session.remove(view);
          throw managedObjectNotFound(unresolved);
        }
        return view.moRef;
      },
    },
    { managedType: 'ViewManager' },
  ),
  ...methodsOf(ListView, {
    ModifyListView(view, { add: added = [], remove = [] }, call) {
      const unresolved = add(view, added, call);
      for (const moRef of remove) {
        const object = call.access.find(moRef);
        if (object !== undefined) {
          view.list.delete(object);
        }
      }
      return noneOrSome(unresolved);
    },
    ResetListView(view, { obj = [] }, call) {
      view.list.clear();
      return noneOrSome(add(view, obj, call));
    },
  }),
  ...methodsOf(ManagedObjectView, {
    DestroyView(view, _parameters, call) {
      call.session.remove(view);
      call.world.inventory.touch(view);
      return undefined;
    },
  }),
];
