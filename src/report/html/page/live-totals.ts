import type { PageData } from '../page-data.ts';
import { arcsOf, describeSlices, formatCount, formatShare } from '../shares.ts';

const svg = 'http://www.w3.org/2000/svg';

/** The ring, drawn as charts.ts draws it. */
function drawRing(slices: readonly { label: string; tone: string; count: number }[]): void {
  const ring = document.querySelector('.ring');
  ring?.setAttribute('aria-label', `Virtual machines by state. ${describeSlices(slices)}`);
  for (const arc of ring?.querySelectorAll('.arc') ?? []) {
    arc.remove();
  }
  const arcs = arcsOf(slices).map(({ slice, dashes, offset }) => {
    const arc = document.createElementNS(svg, 'circle');
    const attributes = { cx: '60', cy: '60', r: '48', pathLength: '100' };
    const drawn = { class: `arc tone-${slice.tone}`, 'stroke-dasharray': dashes };
    const all = { ...attributes, ...drawn, 'stroke-dashoffset': offset };
    for (const [name, value] of Object.entries(all)) {
      arc.setAttribute(name, value);
    }
    return arc;
  });
  ring?.querySelector('.track')?.after(...arcs);
}

function drawLegend(counts: readonly number[], total: number): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-facet=state]')) {
    const count = counts[Number(button.dataset['value'])] ?? 0;
    const [number, share] = button.querySelectorAll('.count, .share');
    number?.replaceChildren(formatCount(count));
    share?.replaceChildren(formatShare(count, total));
    // A state that no VM is in would only be in the way, unless it is what the table is narrowed down to.
    const line = button.closest('li');
    if (line !== null) {
      line.hidden = count === 0 && button.getAttribute('aria-pressed') !== 'true';
    }
  }
}

/** States in which there is still something to be done with a VM; reading it back is all that is left in the others. */
const unfinished: ReadonlySet<string> = new Set(['waiting', 'working']);

/** Counts the VMs by state anew, and shows it wherever it is shown. */
export function drawTotals({ states, vms }: PageData): { done: number; total: number } {
  const counts = states.map(() => 0);
  for (const state of vms.state) {
    counts[state] = (counts[state] ?? 0) + 1;
  }
  const total = vms.state.length;
  drawRing(states.map((state, index) => ({ ...state, count: counts[index] ?? 0 })));
  drawLegend(counts, total);
  for (const number of document.querySelectorAll<HTMLElement>('[data-sum]')) {
    const indexes = (number.dataset['sum'] ?? '').split(' ').map(Number);
    number.textContent = formatCount(indexes.reduce((sum, at) => sum + (counts[at] ?? 0), 0));
  }
  const left = states.reduce(
    (sum, { key }, index) => sum + (unfinished.has(key) ? (counts[index] ?? 0) : 0),
    0,
  );
  return { done: total - left, total };
}
