import { html, type Markup } from './markup.ts';
import type { Tone } from './page-data.ts';

/** One share of a whole. */
export interface Slice {
  readonly label: string;
  readonly tone: Tone;
  readonly count: number;
}

const numbers = new Intl.NumberFormat('en-GB');

/** `12,345` */
export function formatCount(count: number): string {
  return numbers.format(count);
}

/** `12%`; what is not nothing and not all never looks like it. */
export function formatShare(count: number, total: number): string {
  if (count === 0 || total === 0) {
    return '0%';
  }
  const percent = Math.round((count / total) * 100);
  return `${count === total ? 100 : Math.min(99, Math.max(1, percent))}%`;
}

function describe(slices: readonly Slice[]): string {
  return slices.map(({ label, count }) => `${label}: ${formatCount(count)}`).join('; ');
}

/** Where each slice begins and how long it is, on a way of 100; small ones stay visible. */
function layOut(slices: readonly Slice[]): { slice: Slice; start: number; length: number }[] {
  const present = slices.filter(({ count }) => count > 0);
  const weights = present.map(({ count }) => count);
  const smallest = weights.reduce((sum, weight) => sum + weight, 0) / 80;
  const sizes = weights.map((weight) => Math.max(weight, smallest));
  const scale = 100 / sizes.reduce((sum, size) => sum + size, 0);
  let start = 0;
  return present.map((slice, index) => {
    const length = (sizes[index] ?? 0) * scale;
    start += length;
    return { slice, start: start - length, length };
  });
}

const round = (value: number) => Number(value.toFixed(2));

/** A ring of shares with the whole in its middle. */
export function ring(title: string, slices: readonly Slice[], unit: string): Markup {
  const total = slices.reduce((sum, { count }) => sum + count, 0);
  const laid = layOut(slices);
  const gap = laid.length > 1 ? 0.9 : 0;
  const arcs = laid.map(
    ({ slice, start, length }) =>
      html`<circle cx="60" cy="60" r="48" pathLength="100" class="arc tone-${slice.tone}"
 stroke-dasharray="${round(length - gap)} ${round(100 - length + gap)}" stroke-dashoffset="${round(-start)}"/>`,
  );
  return html`<svg class="ring" viewBox="0 0 120 120" role="img" aria-label="${title}. ${describe(slices)}">
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
 role="img" aria-label="${title}. ${describe(slices)}">
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
