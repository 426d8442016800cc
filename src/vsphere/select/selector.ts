import { InvalidValueError } from '../../errors.ts';

/** One way of naming objects. A glob has wildcards in it, a path or a name has none. */
export type Selector =
  | { readonly kind: 'moid'; readonly text: string; readonly value: string }
  | {
      readonly kind: 'path';
      readonly text: string;
      readonly pattern: RegExp;
      readonly isGlob: boolean;
    }
  | {
      readonly kind: 'name';
      readonly text: string;
      readonly pattern: RegExp;
      readonly isGlob: boolean;
    };

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `*` and `?` stay inside a segment of a path; `...` is any number of segments. */
function segmentPattern(segment: string): string {
  return [...segment]
    .map((letter) => (letter === '*' ? '[^/]*' : letter === '?' ? '[^/]' : escapeRegExp(letter)))
    .join('');
}

function pathPattern(path: string): RegExp {
  const segments = path.split('/').filter((segment) => segment !== '');
  const parts = segments.map((segment) =>
    segment === '...' ? '(?:/[^/]+)*' : `/${segmentPattern(segment)}`,
  );
  // A path that ends in `...` means everything below.
  const rest = segments.at(-1) === '...' ? '/[^/]+' : '';
  return new RegExp(`^${parts.join('')}${rest}$`, 'u');
}

function literalPattern(path: string): RegExp {
  return new RegExp(`^${escapeRegExp(path.replace(/\/+$/, ''))}$`, 'u');
}

/**
 * Reads what people type: `/DC0/vm/lab/*`, `lab/*` (relative to every datacenter's folder of VMs), `web01`, `vm-42`, `86`,
 * `VirtualMachine:vm-42`.
 *
 * A moid is not told from a name by its looks alone: `vm-42` and `86` also match VMs of that name.
 *
 * @param options `literal` (default false) takes `*`, `?` and `...` as they stand, for names that a program has written
 * @throws InvalidValueError for blank text.
 */
export function parseSelector(text: string, { literal = false } = {}): Selector {
  if (text.trim() === '') {
    throw new InvalidValueError(
      'selector',
      'is empty; leave it out, or name a VM, a path or a moid',
    );
  }
  const moRef = /^(?:VirtualMachine|HostSystem):(.+)$/.exec(text);
  if (moRef?.[1] !== undefined) {
    return { kind: 'moid', text, value: moRef[1] };
  }
  const isGlob = !literal && /[*?]|(^|\/)\.\.\.(\/|$)/.test(text);
  const toPattern = isGlob ? pathPattern : literalPattern;
  if (text.startsWith('/')) {
    return { kind: 'path', text, pattern: toPattern(text), isGlob };
  }
  if (text.includes('/') || (isGlob && text === '...')) {
    const pattern = new RegExp(`^(?:/[^/]+)*${toPattern(`/${text}`).source.slice(1)}`, 'u');
    return { kind: 'path', text, pattern, isGlob };
  }
  const name = isGlob ? segmentPattern(text) : escapeRegExp(text);
  return { kind: 'name', text, pattern: new RegExp(`^${name}$`, 'u'), isGlob };
}

/** Reads what a property's value has to look like: a glob that knows neither paths nor moids. Empty text is the empty value. */
export function parseValueGlob(text: string): Selector {
  const pattern = segmentPattern(text).replaceAll('[^/]', '.');
  return {
    kind: 'name',
    text,
    pattern: new RegExp(`^${pattern}$`, 'su'),
    isGlob: /[*?]/.test(text),
  };
}

/** Whether a selector may match several objects: one without a wildcard names exactly one. */
export function hasWildcard(selector: Selector): boolean {
  return selector.kind !== 'moid' && selector.isGlob;
}

/** What a selector looks at. */
export interface Selectable {
  readonly moid: string;
  readonly name: string;
  readonly path: string;
}

export function matches(selector: Selector, candidate: Selectable): boolean {
  switch (selector.kind) {
    case 'moid':
      return candidate.moid === selector.value;
    case 'path':
      return selector.pattern.test(candidate.path);
    case 'name':
      return selector.pattern.test(candidate.name) || candidate.moid === selector.text;
  }
}
