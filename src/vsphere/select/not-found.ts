import { decodeName } from '../../entity-name.ts';
import { NotFoundError } from '../../errors.ts';
import { nearest } from '../../nearest.ts';
import { foldCase } from './glob.ts';
import { isVmMoid, matches, parseSelector, type Selectable, type Selector } from './selector.ts';

/** How many of a kind are listed where none of them is near. */
const mostListed = 8;

/** How many are told as near. */
const mostNear = 3;

const verbs = {
  moid: 'has the reference',
  path: 'is at',
  name: 'is named',
  value: 'matches',
} as const;

/** What the search was about. */
export interface Search {
  /** A sentence for where nothing is near. Default: what there is, where that is little. */
  readonly remedy?: string;
  /** What else had to hold: `host esx-01`. Default nothing. */
  readonly besides?: readonly string[];
  /** Further selectors that nothing matches. Default none. */
  readonly others?: readonly Selector[];
}

/**
 * The error for a selector that nothing matches: `no host is named 'esx1'; near: 'esx01'`.
 *
 * @param known everything of that kind
 */
export function notFound(
  kind: string,
  selector: Selector,
  known: readonly Selectable[],
  { remedy, besides = [], others = [] }: Search = {},
): NotFoundError {
  const isGlob = selector.kind !== 'moid' && selector.isGlob;
  const verb = isGlob ? 'matches' : verbs[selector.kind];
  const texts = others.map(({ text }) => text);
  const leftOut = besides.length === 0 ? undefined : known.find((one) => matches(selector, one));
  if (leftOut !== undefined) {
    const without = `${leftOut.path} is there, and left out by that.`;
    return new NotFoundError(`${kind} with ${besides.join(' and ')}`, selector.text, without, {
      verb,
      others: texts,
    });
  }
  if (isVmMoid(selector.text)) {
    const named = known.find(({ name }) => name === selector.text);
    const words = { verb: verbs.moid, others: texts };
    if (named !== undefined) {
      const fix = `Fix: name the VM that is named so by its path, ${named.path}.`;
      return new NotFoundError(kind, selector.text, fix, words);
    }
  }
  const near = nearOf(selector, known);
  const all = { verb, near, others: texts };
  return new NotFoundError(kind, selector.text, remedy ?? listOf(kind, known), all);
}

/** A text in which case, Unicode form and the escapes of names make no difference. */
function loosen(text: string): string {
  return foldCase(decodeName(text).normalize('NFC'));
}

/** What would match if case, Unicode form and escapes made no difference: a slash in a name then looks like the end of a segment. */
function alikeOf(selector: Selector, known: readonly Selectable[]): readonly string[] {
  const loose = parseSelector(loosen(selector.text), selector.options);
  const alike = known.filter(({ moid, name, path }) =>
    matches(loose, { moid, name: loosen(name), path: loosen(path) }),
  );
  const words = alike.map(({ name, path }) => (selector.kind === 'path' ? path : name));
  return [...new Set(words)].slice(0, mostNear);
}

/** What may have been meant: of a path also what has its last name, and stands elsewhere. */
function nearOf(selector: Selector, known: readonly Selectable[]): readonly string[] {
  if (selector.kind === 'moid') {
    return [];
  }
  const alike = alikeOf(selector, known);
  if (alike.length > 0 || selector.isGlob) {
    return alike;
  }
  if (selector.kind !== 'path') {
    return nearest(selector.text, [...new Set(known.map(({ name }) => name))]);
  }
  const last = selector.text.slice(selector.text.lastIndexOf('/') + 1);
  const elsewhere = known.filter(({ name }) => name === last).slice(0, mostNear);
  const near = elsewhere.map(({ path }) => path);
  const paths = known.map(({ path }) => path);
  return near.length > 0 ? near : nearest(selector.text, paths);
}

function listOf(kind: string, known: readonly Selectable[]): string {
  if (known.length === 0) {
    return `There is no ${kind} here that this user may see.`;
  }
  return known.length > mostListed
    ? `There are ${known.length}: look at the paths that 'vhv vms' lists.`
    : `There ${known.length === 1 ? 'is' : 'are'} ${known.map(({ path }) => path).join(', ')}.`;
}
