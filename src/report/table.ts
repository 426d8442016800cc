import { displayWidth } from './display-width.ts';
import { cutText, gap, keepColumns, narrow, type Yielding } from './fit.ts';
import { printable } from './printable.ts';

/** A column: its heading, what stands in it for a row, and what it may lose on a narrow terminal. */
export interface Column<Row> extends Yielding {
  readonly heading: string;
  readonly cell: (row: Row) => string;
}

/** A table line by line, and the headings of the columns for which there was no room. */
export interface Table {
  readonly lines: Iterable<string>;
  readonly dropped: readonly string[];
}

/**
 * Columns two spaces apart, each as wide as its widest cell; the last one is not padded.
 *
 * @param available columns of the terminal; Infinity (default) leaves everything whole
 */
export function layTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  available = Number.POSITIVE_INFINITY,
): Table {
  const cells = [
    columns.map(({ heading }) => heading),
    ...rows.map((row) => columns.map(({ cell }) => printable(cell(row)))),
  ];
  const widths = columns.map((_, index) =>
    cells.reduce((widest, line) => Math.max(widest, displayWidth(line[index] ?? '')), 0),
  );
  const kept = keepColumns(columns, widths, available);
  const shown = kept.map((index) => columns[index] as Column<Row>);
  const narrowed = narrow(
    shown,
    kept.map((index) => widths[index] ?? 0),
    available,
  );
  const lay = (line: readonly string[]): string =>
    kept
      .map((index, place) => {
        const width = narrowed[place] ?? 0;
        const cell = cutText(line[index] ?? '', width, shown[place]?.cut);
        return cell + ' '.repeat(Math.max(0, width - displayWidth(cell)));
      })
      .join(' '.repeat(gap))
      .trimEnd();
  const dropped = columns.filter((column) => !shown.includes(column));
  return { lines: eachLine(cells, lay), dropped: dropped.map(({ heading }) => heading) };
}

function* eachLine(
  cells: readonly (readonly string[])[],
  lay: (line: readonly string[]) => string,
): Generator<string> {
  for (const line of cells) {
    yield lay(line);
  }
}

/** A table that is as wide as it has to be. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return [...layTable(columns, rows).lines].map((line) => `${line}\n`).join('');
}
