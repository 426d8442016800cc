import { driftCard } from './drift-card.ts';
import { hostTable } from './host-table.ts';
import { html, type Markup } from './markup.ts';
import { findingCard, hostCard, stateCard, tiles } from './overview.ts';
import { pageDataOf } from './page-data-of.ts';
import { framePage } from './page-frame.ts';
import { script } from './page-source.ts';
import type { Report } from './report.ts';
import { vmTable } from './vm-table.ts';

/** How every report begins, and how one is known again. */
export const reportMark = '<!doctype html>\n<html lang="en" data-made-by="vhv report">';

/** Writes a report as one HTML page that holds all it needs. All text from servers in it is text. */
export function renderReport(report: Report): string {
  const { hosts, plans, madeAt, program } = report;
  const data = pageDataOf(report);
  const main = html`${missingServers(report)}${tiles(report, data)}
<div class="cards">${stateCard(data)}${hostCard(report)}${driftCard(data)}${findingCard(data)}</div>
${hostTable(report, data)}
${vmTable(data)}`;
  return framePage(reportMark, {
    title: 'Nested virtualization',
    endpoints: [...hosts, ...plans.map(({ facts }) => facts)].map(({ endpoint }) => endpoint),
    madeAt,
    program,
    data,
    script,
    isLive: false,
    main,
  });
}

/** What is not on the page has to be said on it: nobody misses a server that was never there. */
function missingServers({ notLookedAt = [] }: Report): Markup | false {
  const servers = notLookedAt.map((one) => html`<li><bdi>${one}</bdi></li>`);
  return (
    servers.length > 0 &&
    html`<section class="card" aria-labelledby="h-missing"><h2 id="h-missing">Not looked at</h2><ul>${servers}</ul></section>`
  );
}
