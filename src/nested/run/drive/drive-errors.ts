import { GoneError, VsphereError } from '../../../errors.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';

/** A VM that is gone is not brought back by trying. @throws GoneError the error, where it is one */
export function requireThere(error: unknown): void {
  if (error instanceof GoneError) {
    throw error;
  }
}

export function vanished({ path }: VmFacts, cause: GoneError): VsphereError {
  const message = `${path} is no longer there: it was deleted or unregistered while it was worked on`;
  return new VsphereError('OUTCOME_UNKNOWN', message, { cause });
}

export function leftOff(what: string, reasons: readonly unknown[]): VsphereError {
  const cause = reasons.at(-1);
  return new VsphereError('LEFT_OFF', `${what}: ${reasonsOf(reasons)}`, { cause });
}

export function reasonsOf(reasons: readonly unknown[]): string {
  const texts = reasons.map((reason) =>
    reason instanceof Error ? reason.message : String(reason),
  );
  return [...new Set(texts)].join('; ');
}

/** A VM that was not touched because something is under way on it, its host or its cluster, or blocks its power cycle: a later run may have it. */
export class NotNowError extends VsphereError {
  override name = 'NotNowError';
}
