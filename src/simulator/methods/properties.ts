import { ManagedObject } from '../model/managed-object.ts';
import { checkPath, PropertyReader, parsePath } from '../model/property-path.ts';
import { Singleton } from '../model/service.ts';
import { PropertyCollector } from '../property-collector/collector.ts';
import { FilterSpec } from '../property-collector/filter-spec.ts';
import { PropertyFilter } from '../property-collector/property-filter.ts';
import { invalidArgument } from '../refusal.ts';
import type { RetrieveOptions } from '../types.ts';
import { type Call, type Handlers, type Method, methodsOf } from './method.ts';
import { waitForUpdates } from './wait-for-updates.ts';

/**
 * The collector behind a reference. The one that ServiceContent names is a singleton by its reference, but every session has its own behind
 * it. Without a session nothing can be kept: a collector for this call alone.
 */
function collectorOf(self: ManagedObject, call: Call): PropertyCollector {
  if (self instanceof PropertyCollector) {
    return self;
  }
  const { session } = call.access;
  const own = session?.find(self.moRef);
  if (own instanceof PropertyCollector) {
    return own;
  }
  const collector = new PropertyCollector(self.moRef);
  return session === undefined ? collector : session.add(collector);
}

function maxObjects(options: RetrieveOptions | undefined): number | undefined {
  const count = options?.maxObjects;
  if (count !== undefined && count <= 0) {
    throw invalidArgument('options.maxObjects');
  }
  return count;
}

/** Reading is no fault without a session: the refusals stand in missingSet (docs/facts.md#reads-without-session). */
const anonymous: Handlers<ManagedObject> = {
  RetrieveProperties: (self, { specSet }, call) =>
    collectorOf(self, call).retrieveAll(specSet, call.access),
  RetrievePropertiesEx: (self, { specSet, options }, call) =>
    collectorOf(self, call).retrieve(specSet, maxObjects(options), call.access),
};

const withSession: Handlers<ManagedObject> = {
  ContinueRetrievePropertiesEx: (self, { token }, call) =>
    collectorOf(self, call).continue(token, call.access),
  CancelRetrievePropertiesEx(self, { token }, call) {
    collectorOf(self, call).cancel(token);
    return undefined;
  },
  CreateFilter(self, { spec, partialUpdates }, call) {
    const moRef = call.session.newRef('PropertyFilter');
    const filter = new PropertyFilter(
      moRef,
      new FilterSpec(spec, call.access.schema),
      partialUpdates,
    );
    collectorOf(self, call).filters.add(call.session.add(filter));
    call.world.inventory.touch(filter);
    return moRef;
  },
  CreatePropertyCollector: (_self, _parameters, call) =>
    call.session.add(new PropertyCollector(call.session.newRef('PropertyCollector'))).moRef,
  CheckForUpdates: (self, { version = '' }, call) =>
    waitForUpdates(collectorOf(self, call), version, { maxWaitSeconds: 0 }, call),
  WaitForUpdatesEx: (self, { version = '', options = {} }, call) =>
    waitForUpdates(collectorOf(self, call), version, options, call),
  async WaitForUpdates(self, { version = '' }, call) {
    const updates = await waitForUpdates(collectorOf(self, call), version, {}, call);
    // Without a limit in time the wait ends with updates or not at all.
    return updates ?? { version };
  },
  CancelWaitForUpdates(self, _parameters, call) {
    collectorOf(self, call).cancelWaits();
    return undefined;
  },
};

export const propertyMethods: readonly Method[] = [
  ...methodsOf(Singleton, anonymous, { anonymous: true, managedType: 'PropertyCollector' }),
  ...methodsOf(PropertyCollector, anonymous, { anonymous: true }),
  ...methodsOf(Singleton, withSession, { managedType: 'PropertyCollector' }),
  ...methodsOf(PropertyCollector, {
    ...withSession,
    DestroyPropertyCollector(collector, _parameters, call) {
      collector.cancelWaits();
      for (const filter of collector.filters) {
        call.session.remove(filter);
      }
      call.session.remove(collector);
      return undefined;
    },
  }),
  ...methodsOf(PropertyFilter, {
    DestroyPropertyFilter(filter, _parameters, call) {
      for (const object of call.session.objects()) {
        if (object instanceof PropertyCollector) {
          object.filters.delete(filter);
        }
      }
      call.session.remove(filter);
      return undefined;
    },
  }),
  ...methodsOf(ManagedObject, {
    Fetch(self, { prop }, call) {
      const path = parsePath(prop);
      checkPath(self.type, path, call.access.schema);
      const refusal = call.access.refusalToRead(self, path.steps[0]?.name ?? '');
      if (refusal !== undefined) {
        throw refusal;
      }
      return new PropertyReader(self, call.access).read(path);
    },
  }),
];
