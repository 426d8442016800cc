import { byId } from './dom.ts';
import type { Column, Query } from './rows.ts';

/** The fields, the legends of the charts and the headings: they say together what the table shows. */
export class Controls {
  readonly #form = document.querySelector('form.toolbar') as HTMLFormElement;
  readonly #words = byId<HTMLInputElement>('words');
  readonly #changed: () => void;
  #sort: Query['sort'] = { column: 'name', descending: false };

  constructor(changed: () => void) {
    this.#changed = () => {
      this.#mark();
      changed();
    };
    this.#form.hidden = false;
    this.#form.addEventListener('input', () => this.#changed());
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    for (const button of document.querySelectorAll('[data-clear]')) {
      button.addEventListener('click', () => this.#clear());
    }
    byId('print').addEventListener('click', () => print());
    document.addEventListener('click', (event) => this.#click(event));
  }

  query(): Query {
    const chosen = this.#selects().filter(({ value }) => value !== '');
    return {
      words: this.#words.value.trim(),
      facets: Object.fromEntries(chosen.map(({ name, value }) => [name, Number(value)])),
      sort: this.#sort,
    };
  }

  /** What narrows the table down, in words: for the ear, and for paper. */
  describe(): string {
    const parts = this.#selects()
      .filter(({ value }) => value !== '')
      .map((select) => {
        const label = select.labels[0]?.textContent ?? select.name;
        return `${label.toLowerCase()}: ${select.selectedOptions[0]?.text.replace(/ \([\d,]+\)$/, '')}`;
      });
    const words = this.#words.value.trim();
    return [...(words === '' ? [] : [`search: ${words}`]), ...parts].join('; ');
  }

  #clear(): void {
    this.#form.reset();
    this.#changed();
    this.#words.focus();
  }

  #selects(): HTMLSelectElement[] {
    return [...this.#form.querySelectorAll('select')];
  }

  #click({ target }: Event): void {
    const button = (target as Element).closest<HTMLButtonElement>('[data-facet],[data-sort]');
    const { facet, value = '', sort } = button?.dataset ?? {};
    if (sort !== undefined) {
      const column = sort as Column;
      this.#sort = { column, descending: column === this.#sort.column && !this.#sort.descending };
      this.#changed();
      return;
    }
    const select = this.#selects().find(({ name }) => name === facet);
    if (select !== undefined) {
      const isChosen = select.value === value;
      select.value = isChosen ? '' : value;
      this.#changed();
      if (!isChosen) {
        const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
        byId('vms').scrollIntoView({ behavior, block: 'nearest' });
      }
    }
  }

  /** Shows on legends and headings what is chosen. */
  #mark(): void {
    const { facets } = this.query();
    for (const button of document.querySelectorAll<HTMLElement>('[data-facet]')) {
      const { facet = '', value } = button.dataset;
      button.setAttribute('aria-pressed', String(String(facets[facet]) === value));
    }
    for (const heading of document.querySelectorAll<HTMLElement>('[data-column]')) {
      if (heading.dataset['column'] === this.#sort.column) {
        heading.setAttribute('aria-sort', this.#sort.descending ? 'descending' : 'ascending');
      } else {
        heading.removeAttribute('aria-sort');
      }
    }
  }
}
