import { html, type Markup } from './markup.ts';
import { tally } from './overview.ts';
import type { PageData } from './page-data.ts';
import { formatCount } from './shares.ts';

interface Facet {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly string[];
  readonly column: readonly number[];
  /** What the column holds changes while it is looked at: numbers beside the choices would soon be wrong. */
  readonly isLive?: boolean;
}

function facetsOf(data: PageData): readonly Facet[] {
  const { vms } = data;
  return [
    {
      name: 'state',
      label: 'State',
      choices: data.states.map(({ label }) => label),
      column: vms.state,
      isLive: data.run !== undefined,
    },
    {
      name: 'finding',
      label: 'Finding',
      choices: data.findings.map(({ code }) => code),
      column: vms.findings.flatMap((pairs) => pairs.filter((_, index) => index % 2 === 0)),
    },
    ...driftFacets(data),
    { name: 'host', label: 'Host', choices: data.hosts, column: vms.host },
    { name: 'power', label: 'Power', choices: data.powers, column: vms.power },
    { name: 'endpoint', label: 'Server', choices: data.endpoints, column: vms.endpoint },
  ];
}

function driftFacets({ drift }: PageData): readonly Facet[] {
  return drift === undefined
    ? []
    : [
        {
          name: 'drift',
          label: 'Fleet file',
          choices: drift.states.map(({ label }) => label),
          column: drift.state,
        },
      ];
}

/** Choices in the order of their names, but for states, which have an order of their own. */
function select({ name, label, choices, column, isLive }: Facet): Markup {
  const counts = tally(column, choices.length);
  const options = choices
    .map((choice, value) => ({ choice, value, count: counts[value] ?? 0 }))
    .filter(({ count }) => isLive || count > 0);
  if (name !== 'state' && name !== 'drift') {
    options.sort((one, other) => one.choice.localeCompare(other.choice, 'en', { numeric: true }));
  }
  const id = `choose-${name}`;
  return html`<div class="field"><label for="${id}">${label}</label>
<select id="${id}" name="${name}"><option value="">all</option>${options.map(
    ({ choice, value, count }) =>
      html`<option value="${value}">${choice}${!isLive && ` (${formatCount(count)})`}</option>`,
  )}</select></div>`;
}

function heading(column: string, label: string): Markup {
  const sorted = column === 'name' && html` aria-sort="ascending"`;
  return html`<th scope="col" data-column="${column}"${sorted}>
<button type="button" class="sort" data-sort="${column}">${label}<span class="arrow" aria-hidden="true"></span></button></th>`;
}

function toolbar(data: PageData): Markup {
  const facets = facetsOf(data).filter(({ name }) => name !== 'endpoint' || hasSeveral(data));
  return html`<form class="toolbar" role="search" aria-label="Which virtual machines are shown" hidden>
<div class="field search"><label for="words">Search</label>
<input type="search" id="words" placeholder="name, path, moid, host, finding" autocomplete="off" spellcheck="false"></div>
${facets.map(select)}
<div class="actions"><button type="button" data-clear>Clear</button><button type="button" id="print">Print</button></div>
</form>`;
}

function hasSeveral({ endpoints }: PageData): boolean {
  return endpoints.length > 1;
}

/** The table without its rows. The gaps stand for the rows that are not drawn. */
function emptyTable(data: PageData): Markup {
  const server = hasSeveral(data);
  return html`<table class="vms" aria-labelledby="h-vms" aria-describedby="shown">
<colgroup><col class="c-name"><col class="c-state"><col class="c-power"><col class="c-host">
${server && html`<col class="c-endpoint">`}<col class="c-hardware"><col></colgroup>
<thead><tr>
${heading('name', 'VM')}
${heading('state', 'State')}
${heading('power', data.run === undefined ? 'Power' : 'Power was')}
${heading('host', 'Host')}
${server && heading('endpoint', 'Server')}
${heading('hardware', 'Hardware')}
${heading('finding', 'Findings')}
</tr></thead>
<tbody class="gap" aria-hidden="true"></tbody>
<tbody id="rows"></tbody>
<tbody class="gap" aria-hidden="true"></tbody>
</table>`;
}

/** The frame of the table of VMs. The page's script fills it: there can be tens of thousands. */
export function vmTable(data: PageData): Markup {
  return html`<section class="card below" id="vms" aria-labelledby="h-vms"><h2 id="h-vms">Virtual machines</h2>
<noscript><p>The charts are whole; the table of VMs is made by a script in this page, and scripts are switched off.</p></noscript>
${toolbar(data)}
<p id="shown" role="status" aria-live="polite"></p>
<div class="scroll" id="viewport" role="region" aria-label="Rows of virtual machines" tabindex="0" hidden>
${emptyTable(data)}
<p class="nothing" id="nothing" hidden>No VM is like that.
<button type="button" class="link" data-clear>Show all of them</button></p>
</div></section>
<dialog id="details" aria-labelledby="details-name"></dialog>`;
}
