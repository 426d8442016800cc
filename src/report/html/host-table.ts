import { decodeName } from '../../entity-name.ts';
import type { HostVerdict } from '../../nested/hosts/host-verdict.ts';
import { glyph } from './glyphs.ts';
import { html, type Markup } from './markup.ts';
import { tally, verdictTones } from './overview.ts';
import type { PageData } from './page-data.ts';
import type { Report } from './report.ts';
import { formatCount } from './shares.ts';

type Host = Report['hosts'][number];

function yesNo(value: boolean | undefined): string {
  return value === undefined ? '–' : value ? 'yes' : 'no';
}

const order: readonly HostVerdict[] = ['not-ready', 'needs-vhv-allow', 'unknown', 'ready'];

function hostRow(host: Host, index: number, vmCount: number): Markup {
  const { name, path, verdict, because } = host;
  const vms =
    vmCount === 0
      ? '0'
      : html`<button type="button" class="link" data-facet="host" data-value="${index}"
 aria-pressed="false" aria-label="Show the VMs on ${name}: ${vmCount}">${formatCount(vmCount)}</button>`;
  return html`<tr>
<th scope="row" title="${decodeName(path)}"><bdi>${name}</bdi></th>
<td class="verdict">${glyph(verdictTones[verdict])} ${verdict}</td>
<td><code>${because}</code></td>
<td class="number">${vms}</td>
<td>${host.version ?? '–'}</td>
<td class="cpu">${host.cpuModel ?? '–'}</td>
<td>${host.cpuid ?? '–'}</td>
<td>${yesNo(host.hvCapable)}</td>
<td>${yesNo(host.hvCapableMasked)}</td>
<td>${host.evcMode ?? '–'}</td>
</tr>`;
}

const head = html`<thead><tr>
<th scope="col">Host</th>
<th scope="col">Verdict</th>
<th scope="col">Because of</th>
<th scope="col" class="number">VMs</th>
<th scope="col">Version</th>
<th scope="col" class="cpu">CPU</th>
<th scope="col">CPUID</th>
<th scope="col">hv.capable</th>
<th scope="col">After EVC</th>
<th scope="col">EVC</th>
</tr></thead>`;

/** Every host with the facts behind its verdict; those that are not ready come first. */
export function hostTable({ hosts }: Report, { hosts: names, vms }: PageData): Markup {
  const counts = tally(vms.host, names.length);
  const rows = hosts
    .map((host, index) => ({ host, index }))
    .sort((one, other) => order.indexOf(one.host.verdict) - order.indexOf(other.host.verdict))
    .map(({ host, index }) => hostRow(host, index, counts[index] ?? 0));
  const title = `The ${formatCount(hosts.length)} hosts one by one`;
  return html`<section class="card below" aria-labelledby="h-host-table">
<details><summary><h2 id="h-host-table">${title}</h2></summary>
<div class="scroll" role="region" aria-label="Rows of hosts" tabindex="0">
<table class="hosts">${head}<tbody>${rows}</tbody></table>
</div></details></section>`;
}
