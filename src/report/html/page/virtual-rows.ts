import { byId, element } from './dom.ts';

/** Rows that are drawn beyond what is seen, above and below. */
const margin = 12;

/**
 * The body of a long table that holds only the rows near what is seen: 10,000 of them cost as much as fifty. Two gaps stand for the
 * others, so that the scroll bar tells the truth. For paper all of them are drawn.
 */
export class VirtualRows {
  readonly #make: (row: number) => HTMLTableRowElement;
  readonly #viewport = byId('viewport');
  readonly #table = this.#viewport.querySelector('table') as HTMLTableElement;
  readonly #body = byId<HTMLTableSectionElement>('rows');
  readonly #gaps = this.#table.querySelectorAll<HTMLTableSectionElement>('.gap');
  #drawn = new Map<number, HTMLTableRowElement>();
  #rows: readonly number[] = [];
  #height = 48;
  /** The place of the row that Tab goes to; arrows move it. */
  #current = 0;
  #all: boolean = false;

  constructor(make: (row: number) => HTMLTableRowElement) {
    this.#make = make;
    this.#viewport.addEventListener('scroll', () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#draw()).observe(this.#viewport);
    this.#body.addEventListener('keydown', (event) => this.#move(event));
  }

  /** Shows these rows from the top. */
  show(rows: readonly number[]): void {
    this.#rows = rows;
    this.#drawn.clear();
    this.#body.replaceChildren();
    this.#current = 0;
    this.#viewport.scrollTop = 0;
    this.#table.setAttribute('aria-rowcount', String(rows.length + 1));
    this.#draw();
  }

  /** Shows these rows at the place that is looked at; of those that were there already, only the changed ones are made anew. */
  update(rows: readonly number[], changed: ReadonlySet<number>): void {
    const focused = [...this.#drawn].find(([, row]) => row.contains(document.activeElement))?.[0];
    for (const [place, element] of this.#drawn) {
      const row = rows[place];
      if (row === undefined || row !== this.#rows[place] || changed.has(row)) {
        element.remove();
        this.#drawn.delete(place);
      }
    }
    this.#rows = rows;
    this.#current = Math.max(0, Math.min(this.#current, rows.length - 1));
    this.#table.setAttribute('aria-rowcount', String(rows.length + 1));
    this.#draw();
    if (focused !== undefined && document.activeElement === document.body) {
      this.#drawn.get(focused)?.querySelector('button')?.focus({ preventScroll: true });
    }
  }

  /** Draws every row, or goes back to those that are near. */
  drawAll(all: boolean): void {
    this.#all = all;
    this.#draw();
  }

  #range(): [number, number] {
    if (this.#all) {
      return [0, this.#rows.length];
    }
    const { scrollTop, clientHeight } = this.#viewport;
    const first = Math.floor(scrollTop / this.#height) - margin;
    const last = Math.ceil((scrollTop + clientHeight) / this.#height) + margin;
    return [Math.max(0, first), Math.min(this.#rows.length, last)];
  }

  #draw(): void {
    const [from, to] = this.#range();
    const kept = this.#drawn;
    this.#drawn = new Map();
    for (let place = from; place < to; place += 1) {
      this.#drawn.set(place, kept.get(place) ?? this.#rowAt(place));
      kept.delete(place);
    }
    for (const row of kept.values()) {
      // A focus that scrolls away stays in the table instead of falling back to the page's top.
      if (row.contains(document.activeElement)) {
        this.#viewport.focus({ preventScroll: true });
      }
      row.remove();
    }
    let before: ChildNode | null = this.#body.firstChild;
    for (const row of this.#drawn.values()) {
      if (row === before) {
        before = row.nextSibling;
      } else {
        this.#body.insertBefore(row, before);
      }
    }
    this.#measure();
    this.#setGap(0, from);
    this.#setGap(1, this.#rows.length - to);
    if (!this.#drawn.has(this.#current)) {
      this.#makeCurrent(Math.min(to - 1, from + margin));
    }
  }

  #rowAt(place: number): HTMLTableRowElement {
    const row = this.#make(this.#rows[place] ?? -1);
    row.setAttribute('aria-rowindex', String(place + 2));
    row.querySelector('button')?.setAttribute('tabindex', place === this.#current ? '0' : '-1');
    return row;
  }

  /** All rows are as high as the first: larger letters make them higher. */
  #measure(): void {
    const first = this.#body.firstElementChild;
    if (first !== null && !this.#all) {
      this.#height = first.getBoundingClientRect().height || this.#height;
    }
  }

  #setGap(index: number, rows: number): void {
    const gap = this.#gaps[index];
    if (rows === 0) {
      gap?.replaceChildren();
      return;
    }
    const row = gap?.rows[0] ?? element('tr', {}, element('td', { colspan: '7' }));
    row.style.height = `${rows * this.#height}px`;
    gap?.append(row);
  }

  #makeCurrent(place: number): HTMLElement | undefined {
    const button = (at: number) => this.#drawn.get(at)?.querySelector('button') ?? undefined;
    button(this.#current)?.setAttribute('tabindex', '-1');
    this.#current = place;
    button(place)?.setAttribute('tabindex', '0');
    return button(place);
  }

  #move(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#viewport.clientHeight / this.#height) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -this.#rows.length,
      End: this.#rows.length,
    };
    const step = steps[event.key];
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    const place = Math.max(0, Math.min(this.#rows.length - 1, this.#current + step));
    const head = this.#table.tHead?.offsetHeight ?? 0;
    const top = place * this.#height;
    const { scrollTop, clientHeight } = this.#viewport;
    const lowest = top + this.#height + head - clientHeight;
    this.#viewport.scrollTop = Math.min(top, Math.max(scrollTop, lowest));
    this.#draw();
    this.#makeCurrent(place)?.focus({ preventScroll: true });
  }
}
