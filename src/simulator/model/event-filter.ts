import type {
  EventFilterSpec,
  EventFilterSpecRecursionOption,
  TaskFilterSpec,
  TaskInfo,
} from '../types.ts';
import { simulatorSchema } from '../wire/schema.ts';
import { categoryOf } from './event-description.ts';
import type { LoggedEvent } from './event-log.ts';
import { placesOf } from './event-place.ts';
import type { ManagedEntity } from './managed-entity.ts';
import type { Task } from './task.ts';

/** What a filter's references lead to. */
export interface FilterScope {
  readonly root: ManagedEntity;
  /** The entity that the filter names; undefined where it names none. */
  readonly entity: ManagedEntity | undefined;
}

/** EventFilterSpec as a function. */
export function eventMatcher(
  spec: EventFilterSpec,
  { root, entity }: FilterScope,
): (item: LoggedEvent) => boolean {
  const types = [...(spec.type ?? []), ...(spec.eventTypeId ?? []).map(shortName)];
  return ({ event, entity: about = root }) =>
    (entity === undefined || isWithin(about, entity, spec.entity?.recursion ?? 'self')) &&
    isInTime(event.createdTime, spec.time) &&
    isByUser(event.userName, spec.userName) &&
    (spec.eventChainId === undefined || spec.eventChainId === event.chainId) &&
    isOneOf(categoryOf(event._type), spec.category) &&
    (types.length === 0 || types.some((type) => simulatorSchema.isA(event._type, type)));
}

/** TaskFilterSpec as a function. */
export function taskMatcher(
  spec: TaskFilterSpec,
  { entity }: FilterScope,
): (task: Task) => boolean {
  return (task) => {
    const { info } = task;
    return (
      (entity === undefined ||
        isWithin(task.parts.entity, entity, spec.entity?.recursion ?? 'self')) &&
      isInTime(timeOf(info, spec), spec.time) &&
      isByUser(task.parts.userName, spec.userName) &&
      isOneOf(info.state, spec.state) &&
      isOneOf(info.eventChainId, spec.eventChainId) &&
      isOneOf(info.parentTaskKey, spec.parentTaskKey) &&
      isOneOf(info.rootTaskKey, spec.rootTaskKey)
    );
  };
}

/** `vim.event.VmPoweredOnEvent` is also called by its last name. */
function shortName(eventTypeId: string): string {
  return eventTypeId.slice(eventTypeId.lastIndexOf('.') + 1);
}

function timeOf(info: TaskInfo, { time }: TaskFilterSpec): string | undefined {
  switch (time?.timeType) {
    case 'startedTime':
      return info.startTime;
    case 'completedTime':
      return info.completeTime;
    default:
      return info.queueTime;
  }
}

function isWithin(
  about: ManagedEntity,
  wanted: ManagedEntity,
  recursion: EventFilterSpecRecursionOption,
): boolean {
  return placesOf(about).some((place) => isWanted[recursion](place, wanted));
}

const isWanted: Readonly<
  Record<EventFilterSpecRecursionOption, (place: ManagedEntity, wanted: ManagedEntity) => boolean>
> = {
  self: (place, wanted) => place === wanted,
  children: (place, wanted) => place.parent === wanted,
  all: isAtOrBelow,
};

function isAtOrBelow(entity: ManagedEntity, ancestor: ManagedEntity): boolean {
  for (let at: ManagedEntity | undefined = entity; at !== undefined; at = at.parent) {
    if (at === ancestor) {
      return true;
    }
  }
  return false;
}

function isInTime(
  time: string | undefined,
  range: { readonly beginTime?: string; readonly endTime?: string } | undefined,
): boolean {
  if (range === undefined) {
    return true;
  }
  const at = time === undefined ? Number.NaN : Date.parse(time);
  const { beginTime, endTime } = range;
  return (
    (beginTime === undefined || at >= Date.parse(beginTime)) &&
    (endTime === undefined || at <= Date.parse(endTime))
  );
}

function isByUser(
  userName: string,
  by: { readonly systemUser: boolean; readonly userList?: readonly string[] } | undefined,
): boolean {
  return by === undefined || (userName === '' ? by.systemUser : isOneOf(userName, by.userList));
}

function isOneOf<T>(value: T | undefined, list: readonly T[] | undefined): boolean {
  return list === undefined || list.length === 0 || list.some((item) => item === value);
}
