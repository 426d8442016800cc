/** Stands for any number of items of a sequence. */
export const many = Symbol('many');

/** A pattern over a sequence: of letters, or of the segments of a path. */
export type Pattern<Part> = readonly (Part | typeof many)[];

/**
 * Whether a whole sequence fits a pattern. Only the last `many` is ever given more, since whatever an earlier one could take, the later
 * one can: time grows with items × parts, whoever chose the names and the pattern.
 */
export function fits<Part, Item>(
  pattern: Pattern<Part>,
  items: readonly Item[],
  fitsOne: (part: Part, item: Item) => boolean,
): boolean {
  let part = 0;
  let item = 0;
  let lastMany = -1;
  let taken = 0;
  while (item < items.length) {
    const wanted = pattern[part];
    if (wanted === many) {
      lastMany = part;
      taken = item;
      part += 1;
    } else if (part < pattern.length && fitsOne(wanted as Part, items[item] as Item)) {
      part += 1;
      item += 1;
    } else if (lastMany >= 0) {
      taken += 1;
      item = taken;
      part = lastMany + 1;
    } else {
      return false;
    }
  }
  return pattern.slice(part).every((rest) => rest === many);
}

/** One letter in the one form that all its cases have. It stays one letter, so that `?` still means one: 'ß' is no 'SS'. */
function foldLetter(letter: string): string {
  const upper = letter.toUpperCase();
  return upper.length === letter.length ? upper : letter;
}

export function foldCase(text: string): string {
  return [...text].map(foldLetter).join('');
}

/** Whether a text has `*` or `?` in it. */
export function hasStars(text: string): boolean {
  return /[*?]/.test(text);
}

/** Returns the test for a text in which `*` is any number of letters and `?` is one. */
export function globTest(glob: string): (text: string) => boolean {
  if (!hasStars(glob)) {
    return (text) => text === glob;
  }
  const pattern = [...glob].map((letter) => (letter === '*' ? many : letter));
  return (text) => fits(pattern, [...text], (part, letter) => part === '?' || part === letter);
}
