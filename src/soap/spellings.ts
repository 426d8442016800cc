/** A stretch of a decoded text that was spelt otherwise: where it is now, and where it was. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly rawFrom: number;
  readonly rawTo: number;
}

/** A text with references of XML and escapes of URLs resolved, which still knows where each character came from. */
export interface View {
  readonly text: string;
  /** The stretch of the original text that became `from` to `to`. */
  raw(from: number, to: number): readonly [from: number, to: number];
}

const references: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** A reference, also of one that was escaped again (`&amp;amp;lt;`), or one character in the UTF-8 of a URL. */
const spelt =
  /&(?:amp;)*(?:#(\d{1,8})|#x([\da-f]{1,8})|(amp|lt|gt|quot|apos));|%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi;

/** A secret may be escaped for a URL that is itself text in XML; more than this nobody does. */
const deepest = 3;

/** The text as it is, and as it reads with one, two and three layers of escapes taken off, as far as there are any. */
export function viewsOf(text: string): readonly View[] {
  const views: View[] = [{ text, raw: (from, to) => [from, to] }];
  for (let depth = 0; depth < deepest; depth += 1) {
    const outer = views[depth];
    const inner = outer === undefined ? undefined : decode(outer);
    if (inner === undefined) {
      break;
    }
    views.push(inner);
  }
  return views;
}

/** One layer less; undefined where there is none. */
function decode(outer: View): View | undefined {
  if (!/[&%]/.test(outer.text)) {
    return undefined;
  }
  const pieces: Piece[] = [];
  let text = '';
  let read = 0;
  for (const { 0: whole, 1: decimal, 2: hex, 3: name, index } of outer.text.matchAll(spelt)) {
    const char = name === undefined ? charOf(whole, decimal, hex) : references[name.toLowerCase()];
    if (char !== undefined) {
      text += outer.text.slice(read, index);
      read = index + whole.length;
      pieces.push({
        from: text.length,
        to: text.length + char.length,
        rawFrom: index,
        rawTo: read,
      });
      text += char;
    }
  }
  if (pieces.length === 0) {
    return undefined;
  }
  text += outer.text.slice(read);
  return {
    text,
    raw: (from, to) => outer.raw(rawOffset(pieces, from, 'from'), rawOffset(pieces, to, 'to')),
  };
}

function charOf(whole: string, decimal?: string, hex?: string): string | undefined {
  try {
    return decimal === undefined && hex === undefined
      ? decodeURIComponent(whole)
      : String.fromCodePoint(
          decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal),
        );
  } catch {
    return undefined;
  }
}

/** Where an offset was before the decoding. Inside of a piece, it is the piece's start or end. */
function rawOffset(pieces: readonly Piece[], offset: number, side: 'from' | 'to'): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const isBefore = (pieces[middle]?.from ?? 0) < offset;
    low = isBefore ? middle + 1 : low;
    high = isBefore ? high : middle;
  }
  if (side === 'from' && pieces[low]?.from === offset) {
    return pieces[low]?.rawFrom ?? offset;
  }
  const before = pieces[low - 1];
  if (before === undefined) {
    return offset;
  }
  if (offset < before.to) {
    return side === 'from' ? before.rawFrom : before.rawTo;
  }
  return before.rawTo + (offset - before.to);
}
