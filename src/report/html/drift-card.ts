import { type Slice, stackedBar } from './charts.ts';
import { glyph } from './glyphs.ts';
import { html, type Markup } from './markup.ts';
import { filterButton, tally } from './overview.ts';
import type { DriftColumns, PageData } from './page-data.ts';
import { formatCount } from './shares.ts';

/** `12 as the file says, 2 drifted`: what the VMs of one rule are like. */
function describeRule({ states, state, rule }: DriftColumns, wanted: number): string {
  const counts = tally(
    state.filter((_, row) => rule[row] === wanted),
    states.length,
  );
  return states
    .map(({ label }, index) => ({ label: label.toLowerCase(), count: counts[index] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `${formatCount(count)} ${label}`)
    .join(', ');
}

/** How the VMs stand to a fleet file, in all and by the rule that decides. */
export function driftCard({ drift, vms }: PageData): Markup | false {
  if (drift === undefined) {
    return false;
  }
  const counts = tally(drift.state, drift.states.length);
  const slices = drift.states.map(
    (state, index): Slice => ({ ...state, count: counts[index] ?? 0 }),
  );
  const lines = slices.map(
    ({ tone, label, count }, index) =>
      html`<li>${filterButton('drift', index, html`${glyph(tone)}<span class="name">${label}</span>`, count, vms.name.length)}</li>`,
  );
  const rules = drift.rules.map(
    (name, index) => html`<dt><bdi>${name}</bdi></dt><dd>${describeRule(drift, index)}</dd>`,
  );
  return html`<section class="card wide" aria-labelledby="h-drift"><h2 id="h-drift">Against the fleet file</h2>
${stackedBar('Virtual machines against the fleet file', slices)}
<div class="halves"><ul class="legend">${lines}</ul>
<div><h3>By rule</h3><dl class="by-rule">${rules}</dl></div></div></section>`;
}
