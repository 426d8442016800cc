import type { MoRef } from '../../vim25/moref.ts';
import { eventMatcher, type FilterScope, taskMatcher } from '../model/event-filter.ts';
import type { LoggedEvent } from '../model/event-log.ts';
import { HistoryCollector, mostItems } from '../model/history-collector.ts';
import { ManagedEntity } from '../model/managed-entity.ts';
import { Singleton } from '../model/service.ts';
import type { Task } from '../model/task.ts';
import { invalidArgument } from '../refusal.ts';
import type { Event, EventFilterSpec, TaskFilterSpec, TaskInfo } from '../types.ts';
import { type Call, type Handlers, type Method, methodsOf } from './method.ts';

function scopeOf(named: { readonly entity: MoRef } | undefined, call: Call): FilterScope {
  const entity = named && call.access.get(named.entity);
  if (entity !== undefined && !(entity instanceof ManagedEntity)) {
    throw invalidArgument('filter.entity');
  }
  return { root: call.world.root, entity };
}

/** @throws Refusal InvalidArgument where a client asks for none or for too many */
function countOf(maxCount: number): number {
  if (maxCount <= 0 || maxCount > mostItems) {
    throw invalidArgument('maxCount');
  }
  return maxCount;
}

function eventSource(filter: EventFilterSpec, call: Call) {
  const { events } = call.world;
  const matches = eventMatcher(filter, scopeOf(filter.entity, call));
  const mayRead = ({ entity }: LoggedEvent) =>
    call.access.has(entity ?? call.world.root, 'System.View');
  return {
    items: () => events.events,
    matches: (item: LoggedEvent) => matches(item) && mayRead(item),
    show: ({ event }: LoggedEvent) => event,
  };
}

function taskSource(filter: TaskFilterSpec, call: Call) {
  const matches = taskMatcher(filter, scopeOf(filter.entity, call));
  return {
    items: () => call.world.tasks.history,
    matches: (task: Task) => matches(task) && call.access.has(task.parts.entity, 'System.View'),
    show: (task: Task) => task.info,
  };
}

/** A collector whose latest page is looked at again with every event: a task starts with one, too. */
function open<Item>(collector: HistoryCollector<Item>, call: Call): MoRef {
  const { session, world } = call;
  const over = AbortSignal.any([session.ended, collector.ended]);
  world.events.onEvent(() => world.inventory.touch(collector), over);
  return session.add(collector).moRef;
}

const ofEvents: Handlers<HistoryCollector<unknown>> = {
  ReadNextEvents: (collector, { maxCount }) =>
    collector.readNext(countOf(maxCount)) as readonly Event[],
  ReadPreviousEvents: (collector, { maxCount }) =>
    collector.readPrevious(countOf(maxCount)) as readonly Event[],
};

const ofTasks: Handlers<HistoryCollector<unknown>> = {
  ReadNextTasks: (collector, { maxCount }) =>
    collector.readNext(countOf(maxCount)) as readonly TaskInfo[],
  ReadPreviousTasks: (collector, { maxCount }) =>
    collector.readPrevious(countOf(maxCount)) as readonly TaskInfo[],
};

export const historyMethods: readonly Method[] = [
  ...methodsOf(
    Singleton,
    {
      CreateCollectorForEvents(_self, { filter }, call) {
        const moRef = call.session.newRef('EventHistoryCollector');
        return open(new HistoryCollector(moRef, filter, eventSource(filter, call)), call);
      },
      /** All at once, the oldest first: `maxCount` bounds it from the newest backwards. */
      QueryEvents(_self, { filter }, call) {
        const { items, matches, show } = eventSource(filter, call);
        const found = items().filter(matches).map(show);
        return found.slice(-(filter.maxCount ?? mostItems));
      },
    },
    { managedType: 'EventManager' },
  ),
  ...methodsOf(
    Singleton,
    {
      CreateCollectorForTasks(_self, { filter }, call) {
        const moRef = call.session.newRef('TaskHistoryCollector');
        return open(new HistoryCollector(moRef, filter, taskSource(filter, call)), call);
      },
    },
    { managedType: 'TaskManager' },
  ),
  ...methodsOf(HistoryCollector, ofEvents, { managedType: 'EventHistoryCollector' }),
  ...methodsOf(HistoryCollector, ofTasks, { managedType: 'TaskHistoryCollector' }),
  ...methodsOf(HistoryCollector, {
    SetCollectorPageSize(collector, { maxCount }, call) {
      collector.pageSize = countOf(maxCount);
      call.world.inventory.touch(collector);
      return undefined;
    },
    RewindCollector(collector) {
      collector.rewind();
      return undefined;
    },
    ResetCollector(collector) {
      collector.reset();
      return undefined;
    },
    DestroyCollector(collector, _parameters, call) {
      collector.end();
      call.session.remove(collector);
      call.world.inventory.touch(collector);
      return undefined;
    },
  }),
];
