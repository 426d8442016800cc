import { VsphereError } from './vsphere-error.ts';

/** An object that was seen before: it was deleted, unregistered, or put where this user sees nothing. */
export class GoneError extends VsphereError {
  override name = 'GoneError';

  constructor(what: string) {
    super('GONE', `${what} is no longer there`);
  }
}

function quote(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

/** How a NotFoundError is worded. */
export interface Missed {
  /** What nothing does: `is named`. Default `matches`. */
  readonly verb?: string;
  /** What there is and may have been meant. Default none. */
  readonly near?: readonly string[];
  /** Further selectors that nothing matched. Default none. */
  readonly others?: readonly string[];
}

/** A selector matched nothing. */
export class NotFoundError extends VsphereError {
  override name = 'NotFoundError';
  /** The first that matched nothing. */
  readonly selector: string;
  /** All of them. */
  readonly selectors: readonly string[];
  readonly near: readonly string[];

  /** @param remedy a sentence, told where there is nothing near */
  constructor(
    kind: string,
    selector: string,
    remedy: string,
    { verb = 'matches', near = [], others = [] }: Missed = {},
  ) {
    const rest = near.length === 0 ? `. ${remedy}` : `; near: ${quote(near)}.`;
    const more = others.length === 0 ? '' : ` Nothing matches ${quote(others)} either.`;
    super('NOT_FOUND', `no ${kind} ${verb} '${selector}'${rest}${more}`);
    this.selector = selector;
    this.selectors = [selector, ...others];
    this.near = near;
  }
}

/** A selector without a wildcard matched several objects. */
export class AmbiguousError extends VsphereError {
  override name = 'AmbiguousError';
  readonly selector: string;
  readonly matches: readonly string[];

  constructor(
    kind: string,
    selector: string,
    matches: readonly string[],
    remedy = 'Give the whole path, or the reference as in VirtualMachine:vm-42.',
  ) {
    super(
      'AMBIGUOUS',
      `'${selector}' is the name of ${matches.length} ${kind}s: ${matches.join(', ')}. ${remedy}`,
    );
    this.selector = selector;
    this.matches = matches;
  }
}
