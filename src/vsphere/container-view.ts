import type { CallOptions } from '../soap/index.ts';
import type { MoRef, ObjectContent, PropertySpec } from '../vim25/index.ts';
import { retrieve } from './property-collector.ts';
import type { Session } from './session.ts';

/** Everything of the given types at any depth below a container, with its properties, page by page. */
export async function* retrieveBelow(
  session: Session,
  container: MoRef,
  propSet: readonly PropertySpec[],
  options: CallOptions = {},
): AsyncGenerator<ObjectContent> {
  const type = propSet.map((set) => set.type);
  const view = await session.call(
    'CreateContainerView',
    session.manager('viewManager'),
    { container, type, recursive: true },
    options,
  );
  try {
    const selectSet = [{ _type: 'TraversalSpec', type: 'ContainerView', path: 'view' }];
    const objectSet = [{ obj: view, skip: true, selectSet }];
    yield* retrieve(session, { propSet, objectSet }, options);
  } finally {
    // With a signal of its own: the caller's may be what ended it.
    await session.call('DestroyView', view, {}, { deadlineMs: 10_000 });
  }
}
