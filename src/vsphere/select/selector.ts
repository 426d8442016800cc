import { canonicalName, decodeName } from '../../entity-name.ts';
import { InvalidValueError } from '../../errors.ts';
import { fits, foldCase, globTest, hasStars, many, type Pattern } from './glob.ts';

/** How the text of a selector is read. */
export interface SelectorOptions {
  /** Take `*`, `?`, `...` and the escapes of a path as they stand, for what a program has written. Default false. */
  readonly literal?: boolean;
  /** Take upper and lower case for the same. Default false. */
  readonly ignoreCase?: boolean;
}

/** A test for a name as the API escapes it. */
type NameTest = (escaped: string) => boolean;

/** One way of naming objects. A glob has wildcards in it, a path or a name has none. */
export type Selector = { readonly text: string; readonly options: SelectorOptions } & (
  | { readonly kind: 'moid'; readonly value: string }
  | {
      readonly kind: 'path';
      readonly isGlob: boolean;
      readonly fitsPath: (path: string) => boolean;
      /** Also takes the text for a name with a slash in it; absent where it starts with one. */
      readonly fitsAsName?: NameTest;
    }
  | { readonly kind: 'name'; readonly isGlob: boolean; readonly fitsName: NameTest }
  | { readonly kind: 'value'; readonly isGlob: boolean; readonly fits: (value: string) => boolean }
);

/** What a part of a selector looks for: a name in either spelling, by itself or as a segment of a path. */
interface Spelt {
  readonly isGlob: boolean;
  readonly ignoreCase: boolean;
  /** Whether it may also be the name as people read it, without escapes. */
  readonly asRead: boolean;
}

/** Returns the test for one name, which the text spells as the API does or as people read it. */
function nameTest(text: string, { isGlob, ignoreCase, asRead }: Spelt): NameTest {
  const fold = ignoreCase ? foldCase : (name: string) => name;
  const test = (wanted: string) =>
    isGlob ? globTest(fold(wanted)) : (name: string) => name === fold(wanted);
  const escapedTest = test(canonicalName(text));
  const readTest = test(text);
  return (escaped) =>
    escaped.includes('%')
      ? escapedTest(fold(canonicalName(escaped))) || (asRead && readTest(fold(decodeName(escaped))))
      : readTest(fold(escaped));
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** `*` and `?` stay inside a segment of a path; `...` is any number of segments, at the end one at least. */
function pathTest(text: string, spelt: Spelt): (path: string) => boolean {
  const isRelative = !text.startsWith('/');
  if (!spelt.isGlob && !spelt.ignoreCase && !text.includes('%') && !text.includes('\\')) {
    // Most selectors of a program are these, and there can be thousands of them.
    const whole = `/${segmentsOf(text).join('/')}`;
    const escapes = partsTest(text, isRelative, spelt);
    return (path) =>
      path.includes('%') ? escapes(path) : isRelative ? path.endsWith(whole) : path === whole;
  }
  return partsTest(text, isRelative, spelt);
}

function partsTest(text: string, isRelative: boolean, spelt: Spelt): (path: string) => boolean {
  const segments = segmentsOf(text);
  const parts: Pattern<NameTest> = segments.map((segment) =>
    spelt.isGlob && segment === '...' ? many : nameTest(segment, spelt),
  );
  const pattern = [
    ...(isRelative ? [many] : []),
    ...parts,
    ...(parts.at(-1) === many ? [() => true] : []),
  ] as Pattern<NameTest>;
  return (path) => fits(pattern, segmentsOf(path), (part, segment) => part(segment));
}

/**
 * Reads what people type: `/DC0/vm/lab/*`, `lab/*` (relative to every datacenter's folder of VMs), `web01`, `vm-42`, `86`,
 * `VirtualMachine:vm-42`.
 *
 * `vm-42` is the moid of a VM where VMs have such moids, as on every vCenter: a VM of that name needs its path. `86`, the moid of an
 * ESXi, also matches a VM of that name. Names match as the API escapes them and
 * as people read them: `base%2fdebug` and `base/debug`. In a path a slash is never part of a name: there it needs the escape.
 *
 * @throws InvalidValueError for blank text.
 */
export function parseSelector(text: string, options: SelectorOptions = {}): Selector {
  const { literal = false, ignoreCase = false } = options;
  if (text.trim() === '') {
    throw new InvalidValueError(
      'selector',
      'is empty; leave it out, or name a VM, a path or a moid',
    );
  }
  const moRef = /^(?:VirtualMachine|HostSystem):(.+)$/.exec(text);
  if (moRef?.[1] !== undefined) {
    return { kind: 'moid', text, options, value: moRef[1] };
  }
  const isGlob = !literal && (hasStars(text) || segmentsOf(text).includes('...'));
  const spelt = { isGlob, ignoreCase, asRead: true };
  const fitsPath = (): ((path: string) => boolean) =>
    pathTest(text, { ...spelt, asRead: !literal });
  if (text.startsWith('/')) {
    return { kind: 'path', text, options, isGlob, fitsPath: fitsPath() };
  }
  const fitsName = nameTest(text, spelt);
  return text.includes('/') || (isGlob && text === '...')
    ? { kind: 'path', text, options, isGlob, fitsPath: fitsPath(), fitsAsName: fitsName }
    : { kind: 'name', text, options, isGlob, fitsName };
}

/** Reads what a property's value has to look like: a glob that knows neither paths nor moids. Empty text is the empty value. */
export function parseValueGlob(
  text: string,
  { ignoreCase = false }: Pick<SelectorOptions, 'ignoreCase'> = {},
): Selector {
  const fold = ignoreCase ? foldCase : (value: string) => value;
  const test = globTest(fold(text));
  const isGlob = hasStars(text);
  return {
    kind: 'value',
    text,
    options: { ignoreCase },
    isGlob,
    fits: (value) => test(fold(value)),
  };
}

/** Whether a word is a VM's moid as every vCenter gives them (docs/facts.md#moids). */
export function isVmMoid(word: string): boolean {
  return /^vm-[1-9]\d*$/.test(word);
}

/** The path of the one object that a selector means, if it is from the root down, without wildcards, and has one spelling alone. */
export function wholePathOf({ kind, text, ...selector }: Selector): string | undefined {
  const isWhole = kind === 'path' && text.startsWith('/') && !/[%\\]/.test(text);
  const { ignoreCase = false } = selector.options;
  return isWhole && !ignoreCase && 'isGlob' in selector && !selector.isGlob
    ? `/${segmentsOf(text).join('/')}`
    : undefined;
}

/** Whether a selector may match several objects: one without a wildcard names exactly one. */
export function hasWildcard(selector: Selector): boolean {
  return selector.kind !== 'moid' && selector.isGlob;
}

/** What a selector looks at. */
export interface Selectable {
  readonly moid: string;
  /** As people read it. */
  readonly name: string;
  /** Its segments as the API escapes them, the name last. */
  readonly path: string;
}

/** What an object was found by. */
export type Reading = 'moid' | 'path' | 'name' | 'value';

/** What the selector means where it matches the candidate; undefined where it does not. */
export function readingOf(selector: Selector, candidate: Selectable): Reading | undefined {
  const { moid, name, path } = candidate;
  const escaped = path.slice(path.lastIndexOf('/') + 1);
  switch (selector.kind) {
    case 'moid':
      return moid === selector.value ? 'moid' : undefined;
    case 'path':
      if (selector.fitsPath(path)) {
        return 'path';
      }
      return selector.fitsAsName?.(escaped) ? 'name' : undefined;
    case 'name':
      if (isVmMoid(selector.text) && isVmMoid(moid)) {
        return moid === selector.text ? 'moid' : undefined;
      }
      if (selector.fitsName(escaped)) {
        return 'name';
      }
      return moid === selector.text ? 'moid' : undefined;
    case 'value':
      return selector.fits(name) || moid === selector.text ? 'value' : undefined;
  }
}

export function matches(selector: Selector, candidate: Selectable): boolean {
  return readingOf(selector, candidate) !== undefined;
}
