/** How many letters have to be put in, left out, changed or swapped with a neighbour to make one word of the other. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = above;
    above = current;
  }
  return above[other.length] ?? 0;
}

/** A word in which neither case nor Unicode form makes a difference. */
function plain(word: string): string {
  return word.normalize('NFC').toLowerCase();
}

/**
 * Those of the known words that somebody may have meant, the nearest first: upper and lower case and Unicode form never matter, and a part of a
 * word stands for it.
 */
export function nearest(word: string, known: readonly string[], most = 3): string[] {
  const lower = plain(word);
  const same = known.filter((text) => plain(text) === lower);
  if (same.length > 0) {
    return same.slice(0, most);
  }
  // A typo is a third of a word at most: in two letters there is room for one.
  const limit = Math.max(1, Math.floor(word.length / 3));
  return known
    .map((text) => {
      const other = plain(text);
      const isPart = lower.length > 2 && other.includes(lower);
      return { text, far: isPart ? 0 : distance(lower, other) };
    })
    .filter(({ far }) => far <= limit)
    .sort((one, other) => one.far - other.far)
    .slice(0, most)
    .map(({ text }) => text);
}

/** `; did you mean 'enable' or 'disable'?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const found = nearest(word, known);
  return found.length === 0 ? '' : suggest(found);
}

/** `; did you mean 'enable' or 'disable'?` of words that are known to be near. */
export function suggest(near: readonly string[]): string {
  return `; did you mean ${near.map((text) => `'${text}'`).join(' or ')}?`;
}
