import type { HostVerdict } from '../../nested/hosts/host-verdict.ts';
import { verdictMessages } from '../messages.ts';
import { bar, ring, type Slice, stackedBar } from './charts.ts';
import { glyph } from './glyphs.ts';
import { html, type Markup } from './markup.ts';
import type { PageData, Tone } from './page-data.ts';
import type { Report } from './report.ts';
import { formatCount, formatShare } from './shares.ts';
import type { VmState } from './vm-state.ts';

export const verdictTones: Readonly<Record<HostVerdict, Tone>> = {
  ready: 'good',
  'not-ready': 'bad',
  'needs-vhv-allow': 'wait',
  unknown: 'unknown',
};

/** How often each index comes up in a column. */
export function tally(column: readonly number[], length: number): number[] {
  const counts = new Array<number>(length).fill(0);
  for (const index of column) {
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

function tile(label: string, value: string, note: string): Markup {
  return html`<div class="tile"><dt>${label}</dt><dd><b>${value}</b> <span>${note}</span></dd></div>`;
}

/** The numbers that are asked for first. */
export function tiles({ hosts, plans }: Report, data: PageData): Markup {
  const counts = tally(data.vms.state, data.states.length);
  const inState = (state: VmState) =>
    counts[data.states.findIndex(({ key }) => key === state)] ?? 0;
  const ready = hosts.filter(({ verdict }) => verdict === 'ready').length;
  const share = (count: number) =>
    `${formatShare(count, plans.length)} of ${formatCount(plans.length)} VMs`;
  const beside = data.drift?.state.map((state) => data.drift?.states[state]?.key);
  const drifted = beside?.filter((state) => state === 'drifted').length ?? 0;
  const managed = beside?.filter((state) => state !== 'unmanaged').length ?? 0;
  return html`<dl class="tiles">
${tile('Nested virtualization is on', formatCount(inState('on')), share(inState('on')))}
${tile('Could be turned on now', formatCount(inState('ready')), share(inState('ready')))}
${tile('After a power cycle', formatCount(inState('power-cycle')), share(inState('power-cycle')))}
${tile('Hosts ready', formatCount(ready), `of ${formatCount(hosts.length)}`)}
${beside && tile('Drifted', formatCount(drifted), `of ${formatCount(managed)} that the fleet file is about`)}
</dl>`;
}

function numbers(count: number, total: number): Markup {
  return html`<span class="count">${formatCount(count)}</span><span class="share">${formatShare(count, total)}</span>`;
}

/** A line of a legend that also filters the table of VMs. */
export function filterButton(
  facet: string,
  value: number,
  label: Markup,
  count: number,
  total: number,
): Markup {
  return html`<button type="button" class="pick" data-facet="${facet}" data-value="${value}" aria-pressed="false">
${label}${numbers(count, total)}</button>`;
}

export function stateCard({ states, vms }: PageData): Markup {
  const counts = tally(vms.state, states.length);
  const slices = states.map((state, index): Slice => ({ ...state, count: counts[index] ?? 0 }));
  const total = vms.name.length;
  const lines = slices.map(
    ({ tone, label, count }, index) =>
      html`<li>${filterButton('state', index, html`${glyph(tone)}<span class="name">${label}</span>`, count, total)}</li>`,
  );
  return html`<section class="card" aria-labelledby="h-states"><h2 id="h-states">Virtual machines by state</h2>
<div class="with-ring">${ring('Virtual machines by state', slices, 'VMs')}<ul class="legend">${lines}</ul></div>
</section>`;
}

export function hostCard({ hosts }: Report): Markup {
  const reasons = new Map<string, { verdict: HostVerdict; because: string; count: number }>();
  for (const { verdict, because } of hosts) {
    const key = `${verdict} ${because}`;
    const reason = reasons.get(key) ?? { verdict, because, count: 0 };
    reason.count += 1;
    reasons.set(key, reason);
  }
  const order = Object.keys(verdictTones);
  const sorted = [...reasons.values()].sort(
    (one, other) =>
      order.indexOf(one.verdict) - order.indexOf(other.verdict) || other.count - one.count,
  );
  const slices = sorted.map(
    ({ verdict, because, count }): Slice => ({
      label: `${verdict} by ${because}`,
      tone: verdictTones[verdict],
      count,
    }),
  );
  const lines = sorted.map(
    ({ verdict, because, count }) =>
      html`<li><div class="reason">${glyph(verdictTones[verdict])}
<span class="name"><b>${verdict}</b> <code>${because}</code><span class="says">${verdictMessages[verdict]}.</span></span>
${numbers(count, hosts.length)}</div></li>`,
  );
  return html`<section class="card" aria-labelledby="h-hosts"><h2 id="h-hosts">Hosts, and what says so</h2>
${stackedBar('Hosts by verdict', slices)}<ul class="legend">${lines}</ul></section>`;
}

export function findingCard({ findings, vms }: PageData): Markup {
  const counts = tally(
    vms.findings.flatMap((pairs) => pairs.filter((_, index) => index % 2 === 0)),
    findings.length,
  );
  const highest = Math.max(0, ...counts);
  const lines = findings.map(({ code, tone, severity, meaning, remedy }, index) => {
    const count = counts[index] ?? 0;
    const label = html`${glyph(tone)}<span class="name"><code>${code}</code> <span class="severity">${severity}</span></span>`;
    return html`<li>${filterButton('finding', index, label, count, vms.name.length)}
${bar(count, highest, tone)}
<p class="says">${meaning}; ${remedy}.</p></li>`;
  });
  const list =
    findings.length === 0
      ? html`<p class="nothing">None: nothing stands in the way of any VM.</p>`
      : html`<ul class="legend bars">${lines}</ul>`;
  return html`<section class="card wide" aria-labelledby="h-findings">
<h2 id="h-findings">What stands in the way</h2>${list}</section>`;
}
