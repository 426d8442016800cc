import { displayWidth } from './display-width.ts';

/** What a column may lose where a table is wider than its terminal. */
export interface Yielding {
  /** Columns with a `drop` are left out one by one, the highest first, until the table fits. */
  readonly drop?: number;
  /** Where its cells may lose letters once no column is left to drop; without it they stay whole. */
  readonly cut?: 'start' | 'end';
}

/** No cell is cut to less. */
const shortest = 12;
export const gap = 2;

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, gap * (widths.length - 1));
}

/** The columns, as indexes, that fit into `available`: those with the highest `drop` go first. */
export function keepColumns(
  columns: readonly Yielding[],
  widths: readonly number[],
  available: number,
): number[] {
  let kept = columns.map((_, index) => index);
  const leaving = kept
    .filter((index) => columns[index]?.drop !== undefined)
    .sort((one, other) => (columns[other]?.drop ?? 0) - (columns[one]?.drop ?? 0));
  for (const index of leaving) {
    if (total(kept.map((one) => widths[one] ?? 0)) <= available) {
      break;
    }
    kept = kept.filter((one) => one !== index);
  }
  return kept;
}

/** The widths of the columns once the widest of those that may be cut have been narrowed. */
export function narrow(
  columns: readonly Yielding[],
  widths: readonly number[],
  available: number,
): number[] {
  const narrowed = [...widths];
  for (let excess = total(widths) - available; excess > 0; excess -= 1) {
    let widest = -1;
    for (const [index, width] of narrowed.entries()) {
      const mayBeCut = columns[index]?.cut !== undefined && width > shortest;
      if (mayBeCut && (widest < 0 || width > (narrowed[widest] ?? 0))) {
        widest = index;
      }
    }
    if (widest < 0) {
      break;
    }
    narrowed[widest] = (narrowed[widest] ?? 0) - 1;
  }
  return narrowed;
}

/** A text of no more than `width` columns, with … where letters are missing. */
export function cutText(text: string, width: number, where: 'start' | 'end' = 'end'): string {
  if (displayWidth(text) <= width) {
    return text;
  }
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  if (where === 'start') {
    letters.reverse();
  }
  let room = width - 1;
  const kept: string[] = [];
  for (const letter of letters) {
    room -= displayWidth(letter);
    if (room < 0) {
      break;
    }
    kept.push(letter);
  }
  return where === 'start' ? `…${kept.reverse().join('')}` : `${kept.join('')}…`;
}
