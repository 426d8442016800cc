import { html, type Markup } from './markup.ts';
import type { Tone } from './page-data.ts';
import { arcsOf, describeSlices, formatCount, layOut, round } from './shares.ts';

/** One share of a whole. */
export interface Slice {
  readonly label: string;
  readonly tone: Tone;
  readonly count: number;
}

/** A ring of shares with the whole in its middle. */
export function ring(title: string, slices: readonly Slice[], unit: string): Markup {
  const total = slices.reduce((sum, { count }) => sum + count, 0);
  const arcs = arcsOf(slices).map(
    ({ slice, dashes, offset }) =>
      html`<circle cx="60" cy="60" r="48" pathLength="100" class="arc tone-${slice.tone}"
 stroke-dasharray="${dashes}" stroke-dashoffset="${offset}"/>`,
  );
  return html`<svg class="ring" viewBox="0 0 120 120" role="img" aria-label="${title}. ${describeSlices(slices)}">
<circle cx="60" cy="60" r="48" class="track"/>${arcs}
<text x="60" y="62" class="whole">${formatCount(total)}</text>
<text x="60" y="76" class="unit">${unit}</text>
</svg>`;
}

/** One bar, divided. */
export function stackedBar(title: string, slices: readonly Slice[]): Markup {
  const laid = layOut(slices);
  const gap = laid.length > 1 ? 0.6 : 0;
  const parts = laid.map(
    ({ slice, start, length }) =>
      html`<rect x="${round(start)}" y="0" width="${round(length - gap)}" height="10" class="tone-${slice.tone}"/>`,
  );
  return html`<svg class="stack" viewBox="0 0 100 10" preserveAspectRatio="none"
 role="img" aria-label="${title}. ${describeSlices(slices)}">
<rect width="100" height="10" class="track"/>${parts}
</svg>`;
}

/** One bar of several that are to be compared. It stands beside its number, so it has no words of its own. */
export function bar(count: number, highest: number, tone: Tone): Markup {
  const width = highest === 0 ? 0 : Math.max(1, (count / highest) * 100);
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
<rect width="100" height="6" class="track"/>
<rect width="${round(width)}" height="6" class="tone-${tone}"/>
</svg>`;
}
