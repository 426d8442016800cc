import { faultOf, SessionLostError } from '../errors.ts';
import type { CallOptions } from '../soap/index.ts';
import {
  formatMoRef,
  type MoRef,
  type ObjectContent,
  ownText,
  type PropertySpec,
} from '../vim25/index.ts';
import { retrieve } from './property-collector.ts';
import type { Session } from './session.ts';

/**
 * Everything of the given types at any depth below a container, with its properties, page by page. Views and pages end with their
 * session: where that was renewed meanwhile it begins once more, and leaves out what was told already.
 *
 * @throws SessionLostError where that happens again
 */
export async function* retrieveBelow(
  session: Session,
  container: MoRef,
  propSet: readonly PropertySpec[],
  options: CallOptions = {},
): AsyncGenerator<ObjectContent> {
  const told = new Set<string>();
  const { generation } = session;
  const tell = async function* (): AsyncGenerator<ObjectContent> {
    for await (const content of retrieveOnce(session, container, propSet, options)) {
      const name = formatMoRef(content.obj);
      if (!told.has(name)) {
        told.add(ownText(name));
        yield content;
      }
    }
  };
  try {
    yield* tell();
  } catch (error) {
    if (session.generation === generation) {
      throw error;
    }
    yield* tellAgain(session, tell);
  }
}

async function* tellAgain(
  session: Session,
  tell: () => AsyncGenerator<ObjectContent>,
): AsyncGenerator<ObjectContent> {
  const { generation } = session;
  try {
    yield* tell();
  } catch (cause) {
    if (session.generation === generation) {
      throw cause;
    }
    throw new SessionLostError(session.endpoint, { cause });
  }
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
    yield* retrieve(session, { propSet, objectSet }, options);
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
