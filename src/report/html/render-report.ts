import { createHash } from 'node:crypto';
import { driftCard } from './drift-card.ts';
import { glyphSheet } from './glyphs.ts';
import { hostTable } from './host-table.ts';
import { embedJson, html, trusted } from './markup.ts';
import { missingServers } from './missing-servers.ts';
import { findingCard, hostCard, stateCard, tiles } from './overview.ts';
import { pageDataOf } from './page-data-of.ts';
import { script, style } from './page-source.ts';
import type { Report } from './report.ts';
import { vmTable } from './vm-table.ts';

/** How every report begins, and how one is known again. */
export const reportMark = '<!doctype html>\n<html lang="en" data-made-by="vhv report">';

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%230f6e66'/%3E%3Crect x='3.5' y='3.5' width='9' height='9' rx='2' fill='none' stroke='%23fff'/%3E%3Crect x='6' y='6' width='4' height='4' rx='1' fill='%23fff'/%3E%3C/svg%3E";

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The page may do nothing but run its one script and wear its one style sheet: no request can leave it. */
function contentSecurityPolicy(): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const dates = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** Writes a report as one HTML page that holds all it needs. All text from servers in it is text. */
export function renderReport(report: Report): string {
  const data = pageDataOf(report);
  const endpoints = new Set(
    [...report.hosts, ...report.plans.map(({ facts }) => facts)].map(({ endpoint }) => endpoint),
  );
  const servers = [...endpoints].map((endpoint) => endpoint.replace('https://', '')).join(', ');
  const page = html`
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${report.program}">
<title>Nested virtualization · ${servers}</title>
<link rel="icon" href="${icon}">
<style>${trusted(style)}</style>
</head>
<body>
${glyphSheet()}
<a class="skip" href="#vms">Skip to the virtual machines</a>
<header><h1>Nested virtualization</h1>
<p><bdi>${servers}</bdi> · <time datetime="${report.madeAt.toISOString()}">${dates.format(report.madeAt)} UTC</time> · ${report.program}</p></header>
<main>
${missingServers(report)}${tiles(report, data)}
<div class="cards">${stateCard(data)}${hostCard(report)}${driftCard(data)}${findingCard(data)}</div>
${hostTable(report, data)}
${vmTable(data)}
</main>
<script type="application/json" id="data">${embedJson(data)}</script>
<script type="module">${trusted(script)}</script>
</body>
</html>
`;
  return reportMark + page.text;
}
