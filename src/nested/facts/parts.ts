import { faultOf, VsphereError } from '../../errors.ts';
import {
  formatMoRef,
  type MoRef,
  type ObjectContent,
  type ObjectSpec,
  type PropertySpec,
} from '../../vim25/index.ts';
import {
  type CallOptions,
  type Properties,
  propertiesOf,
  retrieveFrom,
  type Session,
} from '../../vsphere/index.ts';

/** A part of the surroundings that the property collector has. */
export interface Part {
  /** What it is called where it could not be read. */
  readonly name: string;
  readonly objectSet: readonly ObjectSpec[];
  readonly propSet: PropertySpec;
}

/** Objects and their properties, as they were retrieved. */
export type Found = readonly (readonly [MoRef, Properties])[];

/** Asks, and notes what was not answered: a right that is missing is no reason to plan nothing. */
export class Asker {
  readonly unread: string[] = [];

  /** @throws FaultError if the session has ended; ExchangeError */
  async ask<Answer>(
    name: string,
    otherwise: Answer,
    isNeeded: boolean,
    question: () => Promise<Answer>,
  ): Promise<Answer> {
    if (!isNeeded) {
      return otherwise;
    }
    try {
      return await question();
    } catch (error) {
      requireRefusal(error);
      this.unread.push(name);
      return otherwise;
    }
  }

  /** Retrieves all parts in one read; if that is refused, each by itself, to know which of them cannot be read. */
  async retrieve(session: Session, parts: readonly Part[], options: CallOptions): Promise<Found> {
    try {
      return await retrieveParts(session, parts, options);
    } catch (error) {
      requireRefusal(error);
    }
    const found = await Promise.all(
      parts.map((part) =>
        this.ask<Found>(part.name, [], true, () => retrieveParts(session, [part], options)),
      ),
    );
    return found.flat();
  }
}

/** @throws what is no refusal of a single question */
function requireRefusal(error: unknown): void {
  const fault = faultOf(error)?.type;
  const isUnsupported = error instanceof VsphereError && error.code === 'UNSUPPORTED';
  if (!isUnsupported && (fault === undefined || fault === 'NotAuthenticated')) {
    throw error;
  }
}

async function retrieveParts(
  session: Session,
  parts: readonly Part[],
  options: CallOptions,
): Promise<Found> {
  const objectSet = mergeStarts(parts.flatMap((part) => part.objectSet));
  const propSet = parts.map((part) => part.propSet);
  const found: (readonly [MoRef, Properties])[] = [];
  for await (const content of retrieveFrom(session, objectSet, propSet, options)) {
    found.push(readObject(content));
  }
  return found;
}

const readObject = (content: ObjectContent) => [content.obj, propertiesOf(content)] as const;

/** An object from which two parts start is one: it is retrieved if either of them wants it. */
function mergeStarts(objectSet: readonly ObjectSpec[]): readonly ObjectSpec[] {
  const starts = new Map<string, ObjectSpec>();
  for (const { obj, skip = false, selectSet = [] } of objectSet) {
    const other = starts.get(formatMoRef(obj));
    const all = [...new Set([...(other?.selectSet ?? []), ...selectSet])];
    starts.set(formatMoRef(obj), {
      obj,
      skip: skip && other?.skip !== false,
      ...(all.length > 0 && { selectSet: all }),
    });
  }
  return [...starts.values()];
}
