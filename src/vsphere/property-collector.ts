import { FaultError, faultOf } from '../errors.ts';
import type { CallOptions } from '../soap/index.ts';
import {
  type AnyValue,
  formatMoRef,
  isMoRef,
  type MoRef,
  type ObjectContent,
  type ObjectSpec,
  type PropertyFilterSpec,
  type PropertySpec,
  type RetrieveResult,
  readFault,
  sameMoRef,
} from '../vim25/index.ts';
import type { Session } from './session.ts';
import { asLostPage, LostPage, startingOver } from './start-over.ts';

/** Objects in one request, and in one answer. vCenter pages at 100 by itself; asked for by name, it bounds every server's answers. */
export const pageSize = 100;

/** An object's properties by path; unset ones are missing. */
export type Properties = ReadonlyMap<string, AnyValue>;

/**
 * As `retrievePages`; a read that breaks starts over, and what was handed out already is left out.
 *
 * @throws what startingOver throws
 */
export function retrieve(
  session: Session,
  spec: PropertyFilterSpec,
  options: CallOptions = {},
): AsyncGenerator<ObjectContent> {
  return startingOver(session, () => retrievePages(session, spec, options));
}

/**
 * Retrieves properties page by page. Giving up early (a `break`) tells the server to forget the rest.
 *
 * A property path that the server's version does not have is dropped, and the rest asked for again.
 *
 * @throws FaultError; also where the session has ended, which a server tells inside missingSet of a good answer; LostPage
 */
export async function* retrievePages(
  session: Session,
  spec: PropertyFilterSpec,
  options: CallOptions = {},
): AsyncGenerator<ObjectContent> {
  const collector = session.content.propertyCollector;
  let page = await retrieveFirst(session, spec, options);
  let next: Promise<RetrieveResult> | undefined;
  try {
    while (page !== undefined) {
      const { token }: RetrieveResult = page;
      // Asked for before this page is used, so that the server works on it meanwhile.
      next =
        token === undefined
          ? undefined
          : session.call('ContinueRetrievePropertiesEx', collector, { token }, options);
      next?.catch(() => undefined);
      yield* objectsOf(page);
      // Let go of before the next one is read: in memory twice as long, pages become old, and pile up until the engine looks there.
      page = undefined;
      page = await next?.catch((error: unknown) => {
        throw asLostPage(error);
      });
    }
  } finally {
    await forget(session, next);
  }
}

/** Where nothing is found some servers answer without a result, others with an empty one. */
function* objectsOf({ objects = [] }: RetrieveResult): Generator<ObjectContent> {
  requireAuthenticated(objects);
  yield* objects;
}

/** Tells the server to forget the pages after one that is on its way. That it cannot is no reason to fail: it forgets by itself. */
async function forget(session: Session, next: Promise<RetrieveResult> | undefined): Promise<void> {
  const page = await next?.catch(() => undefined);
  if (page?.token !== undefined) {
    const { propertyCollector } = session.content;
    const { token } = page;
    await session
      .call('CancelRetrievePropertiesEx', propertyCollector, { token })
      .catch(() => undefined);
  }
}

async function retrieveFirst(
  session: Session,
  spec: PropertyFilterSpec,
  options: CallOptions,
): Promise<RetrieveResult | undefined> {
  const parameters = { specSet: [spec], options: { maxObjects: pageSize } };
  try {
    return await session.renewing(async () => {
      const { propertyCollector } = session.content;
      const page = await session.call(
        'RetrievePropertiesEx',
        propertyCollector,
        parameters,
        options,
      );
      requireAuthenticated(page?.objects ?? []);
      return page;
    });
  } catch (error) {
    const narrower = withoutInvalidProperty(spec, error);
    if (narrower === undefined) {
      throw error;
    }
    return retrieveFirst(session, narrower, options);
  }
}

/** The spec without the path that an InvalidProperty fault names; undefined where that does not help. */
function withoutInvalidProperty(
  spec: PropertyFilterSpec,
  error: unknown,
): PropertyFilterSpec | undefined {
  const fault = faultOf(error);
  const name = fault?.type === 'InvalidProperty' ? fault.detail['name'] : undefined;
  if (!spec.propSet.some((set) => set.pathSet?.some((path) => path === name))) {
    return undefined;
  }
  const propSet = spec.propSet.map((set) => ({
    ...set,
    pathSet: set.pathSet?.filter((path) => path !== name) ?? [],
  }));
  return { ...spec, propSet };
}

function requireAuthenticated(objects: readonly ObjectContent[]): void {
  for (const { obj, missingSet = [] } of objects) {
    const fault = missingSet
      .map((missing) => readFault(missing.fault))
      .find(({ type }) => type === 'NotAuthenticated');
    if (fault !== undefined) {
      throw new FaultError('RetrievePropertiesEx', formatMoRef(obj), fault);
    }
  }
}

/** Properties of objects that are known by reference, a hundred in a request. An object that is gone is left out. */
export function retrieveObjects(
  session: Session,
  objects: readonly MoRef[],
  propSet: readonly PropertySpec[],
  options: CallOptions = {},
): AsyncGenerator<ObjectContent> {
  const objectSet = objects.map((obj) => ({ obj }));
  return retrieveStarts(session, objectSet, propSet, options);
}

/**
 * As `retrieveObjects`, with what the objects lead to: the properties of that are in `propSet`, too. A read that breaks starts over, and
 * what was handed out already is left out.
 *
 * @throws what startingOver throws
 */
export function retrieveFrom(
  session: Session,
  objectSet: readonly ObjectSpec[],
  propSet: readonly PropertySpec[],
  options: CallOptions = {},
): AsyncGenerator<ObjectContent> {
  return startingOver(session, () => retrieveStarts(session, objectSet, propSet, options));
}

async function* retrieveStarts(
  session: Session,
  objectSet: readonly ObjectSpec[],
  propSet: readonly PropertySpec[],
  options: CallOptions,
): AsyncGenerator<ObjectContent> {
  for (let start = 0; start < objectSet.length; start += pageSize) {
    yield* retrievePage(session, objectSet.slice(start, start + pageSize), propSet, options);
  }
}

/**
 * One object that is gone makes the server refuse all of them: it is taken out, and the others are asked for again. So are those after a
 * page that was lost.
 */
async function* retrievePage(
  session: Session,
  objectSet: readonly ObjectSpec[],
  propSet: readonly PropertySpec[],
  options: CallOptions,
  mayLose = 2,
): AsyncGenerator<ObjectContent> {
  if (objectSet.length === 0) {
    return;
  }
  let left = objectSet;
  try {
    for await (const content of retrievePages(session, { propSet, objectSet }, options)) {
      // What an object leads to may come on a later page than itself.
      left = left.filter(
        ({ obj, selectSet }) => selectSet !== undefined || !sameMoRef(obj, content.obj),
      );
      yield content;
    }
  } catch (error) {
    const isLost = error instanceof LostPage;
    const rest = isLost ? left : withoutGone(left, error);
    if (rest === undefined || (isLost && mayLose === 0)) {
      throw isLost ? error.cause : error;
    }
    yield* retrievePage(session, rest, propSet, options, isLost ? mayLose - 1 : mayLose);
  }
}

/** The objects without the one that a ManagedObjectNotFound fault names; undefined where it names none of them. */
function withoutGone(
  objects: readonly ObjectSpec[],
  error: unknown,
): readonly ObjectSpec[] | undefined {
  const fault = faultOf(error);
  const gone = fault?.type === 'ManagedObjectNotFound' ? fault.detail['obj'] : undefined;
  const rest = objects.filter(({ obj }) => !(isMoRef(gone) && sameMoRef(obj, gone)));
  return rest.length < objects.length ? rest : undefined;
}

/** Properties of one object. */
export async function retrieveOne(
  session: Session,
  object: MoRef,
  pathSet: readonly string[],
  options: CallOptions = {},
): Promise<Properties> {
  const propSet = [{ type: object.type, pathSet }];
  for await (const content of retrieveObjects(session, [object], propSet, options)) {
    return propertiesOf(content);
  }
  return new Map();
}

export function propertiesOf(content: ObjectContent): Properties {
  // Some servers name an unset property and give it no value.
  const set = (content.propSet ?? []).filter(
    ({ val }) => (val as AnyValue | undefined) !== undefined,
  );
  return new Map(set.map(({ name, val }) => [name, val]));
}

/** The paths that could not be read, with the fault's type: a right is missing, most often. */
export function unreadableOf(content: ObjectContent): ReadonlyMap<string, string> {
  return new Map(
    (content.missingSet ?? []).map(({ path, fault }) => [path, readFault(fault).type]),
  );
}
