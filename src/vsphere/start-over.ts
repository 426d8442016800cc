import {
  ConnectionError,
  faultOf,
  SessionLostError,
  UnavailableError,
  VsphereError,
} from '../errors.ts';
import { formatMoRef, isMoRef, type ObjectContent, ownText } from '../vim25/index.ts';
import type { Session } from './session.ts';

/** How many times in a row a read may fail because of an object that went meanwhile, or of a page that did not come. */
const mostInARow = 3;

/** A page after the first one did not come. Its cursor may have moved, so the page cannot be asked for again. */
export class LostPage extends Error {
  override readonly cause: Error;

  constructor(cause: Error) {
    super(cause.message);
    this.cause = cause;
  }
}

/** The error as `LostPage`, if the answer to a request for a further page was lost on the way. */
export function asLostPage(error: unknown): unknown {
  const isLost = error instanceof ConnectionError || error instanceof UnavailableError;
  return isLost ? new LostPage(error) : error;
}

/**
 * Reads objects, and reads all of them again if the read broke: the session was renewed (its views and pages are gone), an object was
 * deleted meanwhile, a page was lost. An object that was handed out already is left out.
 *
 * @throws SessionLostError if the session is renewed twice; VsphereError (INVENTORY_CHANGES) if objects go during three reads in a
 * row; the cause if pages are lost in three reads in a row
 */
export async function* startingOver(
  session: Session,
  read: () => AsyncGenerator<ObjectContent>,
): AsyncGenerator<ObjectContent> {
  const told = new Set<string>();
  let isRenewed = false;
  for (let inARow = 1; ; inARow += 1) {
    const { generation } = session;
    try {
      for await (const content of read()) {
        const name = formatMoRef(content.obj);
        if (!told.has(name)) {
          told.add(ownText(name));
          yield content;
        }
      }
      return;
    } catch (error) {
      if (session.generation !== generation) {
        if (isRenewed) {
          throw new SessionLostError(session.endpoint, { cause: error });
        }
        isRenewed = true;
        continue;
      }
      const isPassing =
        error instanceof LostPage || faultOf(error)?.type === 'ManagedObjectNotFound';
      if (!isPassing) {
        throw error;
      }
      if (inARow >= mostInARow) {
        throw error instanceof LostPage ? error.cause : changing(session, error);
      }
    }
  }
}

function changing({ endpoint }: Session, cause: unknown): VsphereError {
  const gone = faultOf(cause)?.detail['obj'];
  const name = isMoRef(gone) ? formatMoRef(gone) : 'an object';
  const message = `reading the inventory of ${endpoint} failed: objects were deleted during ${mostInARow} reads in a row, the last one was ${name}. Fix: run the command again`;
  return new VsphereError('INVENTORY_CHANGES', message, { cause });
}
