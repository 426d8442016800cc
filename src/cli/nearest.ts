/** The edits that make one text of another: letters put in, left out or changed. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** What somebody may have meant: the three nearest names, none that is nothing like it. */
export function nearest(text: string, names: readonly string[]): readonly string[] {
  const lower = text.toLowerCase();
  return names
    .map((name) => {
      const other = name.toLowerCase();
      const isPart = lower.length > 2 && other.includes(lower);
      return { name, far: isPart ? 0 : distance(lower, other) };
    })
    .filter(({ far }) => far <= Math.max(2, Math.floor(lower.length / 3)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name);
}
