import { faultOf } from '../errors.ts';
import type { CallOptions } from '../soap/index.ts';
import type { MoRef, ObjectContent, PropertySpec } from '../vim25/index.ts';
import { retrievePages } from './property-collector.ts';
import type { Session } from './session.ts';
import { startingOver } from './start-over.ts';

/**
 * Everything of the given types at any depth below a container, with its properties, page by page. A read that breaks starts over; what
 * was handed out already is left out.
 *
 * @throws what startingOver throws
 */
export function retrieveBelow(
  session: Session,
  container: MoRef,
  propSet: readonly PropertySpec[],
  options: CallOptions = {},
): AsyncGenerator<ObjectContent> {
  return startingOver(session, () => retrieveOnce(session, container, propSet, options));
}

async function* retrieveOnce(
  session: Session,
  container: MoRef,
  propSet: readonly PropertySpec[],
  options: CallOptions,
): AsyncGenerator<ObjectContent> {
  const type = propSet.map((set) => set.type);
  const view = await session.call(
    'CreateContainerView',
    session.manager('viewManager'),
    { container, type, recursive: true },
    options,
  );
  let failed = false;
  try {
    const selectSet = [{ _type: 'TraversalSpec', type: 'ContainerView', path: 'view' }];
    const objectSet = [{ obj: view, skip: true, selectSet }];
    yield* retrievePages(session, { propSet, objectSet }, options);
  } catch (error) {
    failed = true;
    throw (await destroyView(session, view)) ?? error;
  } finally {
    if (!failed) {
      await destroyView(session, view);
    }
  }
}

/**
 * Destroys a view, with no signal of the caller's: that may be what ended its use. That it fails is no news, a view ends with its
 * session; but where the session has ended that is the news, and more to the point than that the view is gone.
 */
async function destroyView(session: Session, view: MoRef): Promise<unknown> {
  try {
    await session.call('DestroyView', view, {}, { deadlineMs: 10_000 });
    return undefined;
  } catch (error) {
    return faultOf(error)?.type === 'NotAuthenticated' ? error : undefined;
  }
}
