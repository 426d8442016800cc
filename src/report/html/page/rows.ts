import type { PageData } from '../page-data.ts';

/** A column that the table can be sorted by. */
export type Column = 'name' | 'state' | 'power' | 'host' | 'endpoint' | 'hardware' | 'finding';

/** What the table of VMs is to show. */
export interface Query {
  /** All of these words, anywhere in what is known of a VM. */
  readonly words: string;
  /** By facet, the index that a VM must have. */
  readonly facets: Readonly<Record<string, number>>;
  readonly sort: { readonly column: Column; readonly descending: boolean };
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The place of each text in alphabetical order: comparing texts once makes every later sort one of numbers. */
function ranksOf(texts: readonly string[]): number[] {
  const ranks = new Array<number>(texts.length).fill(0);
  const order = [...texts.keys()].sort((one, other) =>
    collator.compare(texts[one] ?? '', texts[other] ?? ''),
  );
  let rank = 0;
  order.forEach((index, place) => {
    const before = order[place - 1];
    if (before !== undefined && collator.compare(texts[before] ?? '', texts[index] ?? '') !== 0) {
      rank = place;
    }
    ranks[index] = rank;
  });
  return ranks;
}

/** The VMs of a page: which of them a query shows, and in which order. Rows are the indexes of the VMs. */
export class Rows {
  readonly #data: PageData;
  readonly #texts: readonly string[];
  readonly #ranks: Readonly<Record<Column, readonly number[]>>;

  constructor(data: PageData) {
    this.#data = data;
    this.#texts = data.vms.name.map((_, row) => this.#textOf(row));
    const { vms } = data;
    const ranked = (column: readonly number[], texts: readonly string[]): number[] => {
      const ranks = ranksOf(texts);
      return column.map((index) => ranks[index] ?? texts.length);
    };
    this.#ranks = {
      name: ranksOf(vms.name),
      state: vms.state,
      power: ranked(vms.power, data.powers),
      host: ranked(vms.host, data.hosts),
      endpoint: ranked(vms.endpoint, data.endpoints),
      hardware: ranked(vms.hardware, data.hardware),
      // Those without any come last; the most frequent finding comes first.
      finding: vms.findings.map(([first]) => first ?? data.findings.length),
    };
  }

  #textOf(row: number): string {
    const { vms, folders, hosts, endpoints, findings } = this.#data;
    const { name, moid, folder, host, endpoint } = vms;
    const codes = this.findingsOf(row).map(({ finding }) => findings[finding]?.code);
    return [
      `${folders[folder[row] ?? -1]}/${name[row]}`,
      moid[row],
      hosts[host[row] ?? -1],
      endpoints[endpoint[row] ?? -1],
      ...codes,
    ]
      .join('\n')
      .toLowerCase();
  }

  /** The findings of a VM with what was seen. */
  findingsOf(row: number): { finding: number; evidence: number }[] {
    const pairs = this.#data.vms.findings[row] ?? [];
    const findings: { finding: number; evidence: number }[] = [];
    for (let at = 0; at < pairs.length; at += 2) {
      findings.push({ finding: pairs[at] ?? -1, evidence: pairs[at + 1] ?? -1 });
    }
    return findings;
  }

  #fits(row: number, facet: string, value: number): boolean {
    if (facet === 'finding') {
      return this.findingsOf(row).some(({ finding }) => finding === value);
    }
    if (facet === 'drift') {
      return this.#data.drift?.state[row] === value;
    }
    return this.#data.vms[facet as 'state' | 'host' | 'power' | 'endpoint'][row] === value;
  }

  /** The rows that a query asks for, sorted; equals follow their names, and VMs of one name the order of the server. */
  select({ words, facets, sort }: Query): number[] {
    const wanted = words.toLowerCase().split(/\s+/);
    const chosen = Object.entries(facets);
    const rows = [...this.#texts.keys()].filter(
      (row) =>
        chosen.every(([facet, value]) => this.#fits(row, facet, value)) &&
        wanted.every((word) => this.#texts[row]?.includes(word)),
    );
    const ranks = this.#ranks[sort.column];
    const names = this.#ranks.name;
    const sign = sort.descending ? -1 : 1;
    return rows.sort(
      (one, other) =>
        sign * ((ranks[one] ?? 0) - (ranks[other] ?? 0)) || (names[one] ?? 0) - (names[other] ?? 0),
    );
  }
}
