// Made by scripts/generate.mjs from the files in page/. Do not edit.

/** The script of the HTML report. */
export const script = `function byId(id) {
    const found = document.getElementById(id);
    if (found === null) {
        throw new Error(\`the page has no #\${id}\`);
    }
    return found;
}
function element(name, attributes = {}, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        made.setAttribute(key, value);
    }
    made.append(...content);
    return made;
}
function glyphOf(tone) {
    const symbol = document.getElementById(\`glyph-\${tone}\`);
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', \`glyph tone-\${tone}\`);
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(...(symbol?.cloneNode(true).childNodes ?? []));
    return svg;
}
class Controls {
    #form = document.querySelector('form.toolbar');
    #words = byId('words');
    #changed;
    #sort = { column: 'name', descending: false };
    constructor(changed) {
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
    query() {
        const chosen = this.#selects().filter(({ value }) => value !== '');
        return {
            words: this.#words.value.trim(),
            facets: Object.fromEntries(chosen.map(({ name, value }) => [name, Number(value)])),
            sort: this.#sort,
        };
    }
    describe() {
        const parts = this.#selects()
            .filter(({ value }) => value !== '')
            .map((select) => {
            const label = select.labels[0]?.textContent ?? select.name;
            return \`\${label.toLowerCase()}: \${select.selectedOptions[0]?.text.replace(/ \\([\\d,]+\\)$/, '')}\`;
        });
        const words = this.#words.value.trim();
        return [...(words === '' ? [] : [\`search: \${words}\`]), ...parts].join('; ');
    }
    #clear() {
        this.#form.reset();
        this.#changed();
        this.#words.focus();
    }
    #selects() {
        return [...this.#form.querySelectorAll('select')];
    }
    #click({ target }) {
        const button = target.closest('[data-facet],[data-sort]');
        const { facet, value = '', sort } = button?.dataset ?? {};
        if (sort !== undefined) {
            const column = sort;
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
    #mark() {
        const { facets } = this.query();
        for (const button of document.querySelectorAll('[data-facet]')) {
            const { facet = '', value } = button.dataset;
            button.setAttribute('aria-pressed', String(String(facets[facet]) === value));
        }
        for (const heading of document.querySelectorAll('[data-column]')) {
            if (heading.dataset['column'] === this.#sort.column) {
                heading.setAttribute('aria-sort', this.#sort.descending ? 'descending' : 'ascending');
            }
            else {
                heading.removeAttribute('aria-sort');
            }
        }
    }
}
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
function ranksOf(texts) {
    const ranks = new Array(texts.length).fill(0);
    const order = [...texts.keys()].sort((one, other) => collator.compare(texts[one] ?? '', texts[other] ?? ''));
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
class Rows {
    #data;
    #texts;
    #ranks;
    constructor(data) {
        this.#data = data;
        this.#texts = data.vms.name.map((_, row) => this.#textOf(row));
        const { vms } = data;
        const ranked = (column, texts) => {
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
            finding: vms.findings.map(([first]) => first ?? data.findings.length),
        };
    }
    #textOf(row) {
        const { vms, folders, hosts, endpoints, findings } = this.#data;
        const { name, moid, folder, host, endpoint } = vms;
        const codes = this.findingsOf(row).map(({ finding }) => findings[finding]?.code);
        return [
            \`\${folders[folder[row] ?? -1]}/\${name[row]}\`,
            moid[row],
            hosts[host[row] ?? -1],
            endpoints[endpoint[row] ?? -1],
            ...codes,
        ]
            .join('\\n')
            .toLowerCase();
    }
    findingsOf(row) {
        const pairs = this.#data.vms.findings[row] ?? [];
        const findings = [];
        for (let at = 0; at < pairs.length; at += 2) {
            findings.push({ finding: pairs[at] ?? -1, evidence: pairs[at + 1] ?? -1 });
        }
        return findings;
    }
    #fits(row, facet, value) {
        if (facet === 'finding') {
            return this.findingsOf(row).some(({ finding }) => finding === value);
        }
        if (facet === 'drift') {
            return this.#data.drift?.state[row] === value;
        }
        return this.#data.vms[facet][row] === value;
    }
    select({ words, facets, sort }) {
        const wanted = words.toLowerCase().split(/\\s+/);
        const chosen = Object.entries(facets);
        const rows = [...this.#texts.keys()].filter((row) => chosen.every(([facet, value]) => this.#fits(row, facet, value)) &&
            wanted.every((word) => this.#texts[row]?.includes(word)));
        const ranks = this.#ranks[sort.column];
        const names = this.#ranks.name;
        const sign = sort.descending ? -1 : 1;
        return rows.sort((one, other) => sign * ((ranks[one] ?? 0) - (ranks[other] ?? 0)) || (names[one] ?? 0) - (names[other] ?? 0));
    }
}
const margin = 12;
class VirtualRows {
    #make;
    #viewport = byId('viewport');
    #table = this.#viewport.querySelector('table');
    #body = byId('rows');
    #gaps = this.#table.querySelectorAll('.gap');
    #drawn = new Map();
    #rows = [];
    #height = 48;
    #current = 0;
    #all = false;
    constructor(make) {
        this.#make = make;
        this.#viewport.addEventListener('scroll', () => this.#draw(), { passive: true });
        new ResizeObserver(() => this.#draw()).observe(this.#viewport);
        this.#body.addEventListener('keydown', (event) => this.#move(event));
    }
    show(rows) {
        this.#rows = rows;
        this.#drawn.clear();
        this.#body.replaceChildren();
        this.#current = 0;
        this.#viewport.scrollTop = 0;
        this.#table.setAttribute('aria-rowcount', String(rows.length + 1));
        this.#draw();
    }
    update(rows, changed) {
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
    drawAll(all) {
        this.#all = all;
        this.#draw();
    }
    #range() {
        if (this.#all) {
            return [0, this.#rows.length];
        }
        const { scrollTop, clientHeight } = this.#viewport;
        const first = Math.floor(scrollTop / this.#height) - margin;
        const last = Math.ceil((scrollTop + clientHeight) / this.#height) + margin;
        return [Math.max(0, first), Math.min(this.#rows.length, last)];
    }
    #draw() {
        const [from, to] = this.#range();
        const kept = this.#drawn;
        this.#drawn = new Map();
        for (let place = from; place < to; place += 1) {
            this.#drawn.set(place, kept.get(place) ?? this.#rowAt(place));
            kept.delete(place);
        }
        for (const row of kept.values()) {
            if (row.contains(document.activeElement)) {
                this.#viewport.focus({ preventScroll: true });
            }
            row.remove();
        }
        let before = this.#body.firstChild;
        for (const row of this.#drawn.values()) {
            if (row === before) {
                before = row.nextSibling;
            }
            else {
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
    #rowAt(place) {
        const row = this.#make(this.#rows[place] ?? -1);
        row.setAttribute('aria-rowindex', String(place + 2));
        row.querySelector('button')?.setAttribute('tabindex', place === this.#current ? '0' : '-1');
        return row;
    }
    #measure() {
        const first = this.#body.firstElementChild;
        if (first !== null && !this.#all) {
            this.#height = first.getBoundingClientRect().height || this.#height;
        }
    }
    #setGap(index, rows) {
        const gap = this.#gaps[index];
        if (rows === 0) {
            gap?.replaceChildren();
            return;
        }
        const row = gap?.rows[0] ?? element('tr', {}, element('td', { colspan: '7' }));
        row.style.height = \`\${rows * this.#height}px\`;
        gap?.append(row);
    }
    #makeCurrent(place) {
        const button = (at) => this.#drawn.get(at)?.querySelector('button') ?? undefined;
        button(this.#current)?.setAttribute('tabindex', '-1');
        this.#current = place;
        button(place)?.setAttribute('tabindex', '0');
        return button(place);
    }
    #move(event) {
        const page = Math.max(1, Math.floor(this.#viewport.clientHeight / this.#height) - 2);
        const steps = {
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
const unknown = '–';
function text(list, index) {
    return list[index ?? -1] ?? unknown;
}
function cell(label) {
    return element('td', { title: label }, element('bdi', {}, label));
}
function codesCell(findings) {
    const more = findings.length > 2 ? findings.length - 1 : 0;
    const codes = findings.map(({ code, tone }, index) => element('span', more > 0 && index > 0 ? { class: 'rest' } : {}, glyphOf(tone), code));
    const title = findings.map(({ code }) => code).join(', ');
    const rest = more > 0 ? [element('span', { class: 'more' }, \`and \${more} more\`)] : [];
    return element('td', { class: 'codes', title }, ...codes, ...rest);
}
function stateCell(state, note) {
    const label = state === undefined ? [unknown] : [glyphOf(state.tone), state.label];
    return note === ''
        ? element('td', { class: 'state' }, ...label)
        : element('td', { class: 'state', title: note }, ...label, element('bdi', { class: 'note' }, note));
}
function vmRow(data, rows, row) {
    const { vms } = data;
    const folder = text(data.folders, vms.folder[row]);
    const name = vms.name[row] ?? '';
    const open = element('button', { type: 'button', class: 'open', tabindex: '-1' });
    open.append(element('bdi', {}, name));
    const state = data.states[vms.state[row] ?? -1];
    return element('tr', { 'data-row': String(row) }, element('th', { scope: 'row', title: \`\${folder}/\${name}\` }, open, element('bdi', { class: 'folder' }, folder)), stateCell(state, data.run?.note[row] ?? ''), cell(text(data.powers, vms.power[row])), cell(text(data.hosts, vms.host[row])), ...(data.endpoints.length > 1
        ? [cell(text(data.endpoints, vms.endpoint[row]).replace('https://', ''))]
        : []), cell(text(data.hardware, vms.hardware[row])), codesCell(rows.findingsOf(row).flatMap(({ finding }) => data.findings[finding] ?? [])));
}
function driftFacts({ drift }, row) {
    if (drift === undefined) {
        return [];
    }
    return [
        ['Fleet file', drift.states[drift.state[row] ?? -1]?.label ?? unknown],
        ['Rule', text(drift.rules, drift.rule[row])],
        ...(drift.differences[row] ?? []).map((index) => [
            'Differs',
            text(drift.texts, index),
        ]),
    ];
}
function runFacts({ run }, row) {
    if (run === undefined) {
        return [];
    }
    const note = run.note[row] ?? '';
    return [
        ...(note === '' ? [] : [['Now', note]]),
        ['Change', text(run.changes, run.change[row])],
    ];
}
function fillDetails(dialog, data, rows, row) {
    const { vms } = data;
    const folder = text(data.folders, vms.folder[row]);
    const name = vms.name[row] ?? '';
    const facts = [
        ['State', data.states[vms.state[row] ?? -1]?.label ?? unknown],
        ...runFacts(data, row),
        ['Path', \`\${folder}/\${name}\`],
        ['Moid', vms.moid[row] ?? unknown],
        ['Server', text(data.endpoints, vms.endpoint[row])],
        ['Host', text(data.hosts, vms.host[row])],
        ['Power', text(data.powers, vms.power[row])],
        ['Hardware', text(data.hardware, vms.hardware[row])],
        ...driftFacts(data, row),
    ];
    const list = element('dl');
    for (const [label, value] of facts) {
        list.append(element('dt', {}, label), element('dd', {}, element('bdi', {}, value)));
    }
    const findings = rows.findingsOf(row).map(({ finding, evidence }) => {
        const explained = data.findings[finding];
        const code = explained?.code ?? unknown;
        const says = \`\${explained?.meaning}; \${explained?.remedy}.\`;
        return element('li', {}, glyphOf(explained?.tone ?? 'unknown'), element('code', {}, code), element('p', { class: 'says' }, says), element('p', { class: 'evidence' }, element('code', {}, text(data.evidence, evidence))));
    });
    dialog.replaceChildren(element('h2', { id: 'details-name' }, element('bdi', {}, name)), list, ...(findings.length > 0 ? [element('ul', {}, ...findings)] : []), element('form', { method: 'dialog' }, element('button', {}, 'Close')));
}
const data = JSON.parse(byId('data').textContent);
const rows = new Rows(data);
const table = new VirtualRows((row) => vmRow(data, rows, row));
const controls = new Controls(show);
const counts = new Intl.NumberFormat('en-GB');
function select() {
    const found = rows.select(controls.query());
    const what = controls.describe();
    const total = counts.format(data.vms.name.length);
    const text = what === '' ? \`\${total} VMs\` : \`\${counts.format(found.length)} of \${total} VMs · \${what}\`;
    const shown = byId('shown');
    if (shown.textContent !== text) {
        shown.textContent = text;
    }
    byId('nothing').hidden = found.length > 0;
    return found;
}
function show() {
    table.show(select());
}
function refresh(changed) {
    table.update(select(), changed);
}
byId('rows').addEventListener('click', (event) => {
    const row = event.target.closest('tr')?.dataset['row'];
    if (row !== undefined) {
        const dialog = byId('details');
        fillDetails(dialog, data, rows, Number(row));
        dialog.showModal();
    }
});
byId('details').addEventListener('click', (event) => {
    if (event.target === event.currentTarget) {
        byId('details').close();
    }
});
matchMedia('print').addEventListener('change', ({ matches }) => table.drawAll(matches));
addEventListener('beforeprint', () => table.drawAll(true));
addEventListener('afterprint', () => table.drawAll(false));
byId('viewport').hidden = false;
show();
`;

/** The script of the page of a run: the same, and what keeps it up to date. */
export const runScript = `${script}const numbers = new Intl.NumberFormat('en-GB');
function formatCount(count) {
    return numbers.format(count);
}
function formatShare(count, total) {
    if (count === 0 || total === 0) {
        return '0%';
    }
    const percent = Math.round((count / total) * 100);
    return \`\${count === total ? 100 : Math.min(99, Math.max(1, percent))}%\`;
}
function describeSlices(slices) {
    return slices.map(({ label, count }) => \`\${label}: \${formatCount(count)}\`).join('; ');
}
function layOut(slices) {
    const present = slices.filter(({ count }) => count > 0);
    const weights = present.map(({ count }) => count);
    const smallest = weights.reduce((sum, weight) => sum + weight, 0) / 80;
    const sizes = weights.map((weight) => Math.max(weight, smallest));
    const scale = 100 / sizes.reduce((sum, size) => sum + size, 0);
    let start = 0;
    return present.map((slice, index) => {
        const length = (sizes[index] ?? 0) * scale;
        start += length;
        return { slice, start: start - length, length };
    });
}
function round(value) {
    return Number(value.toFixed(2));
}
function arcsOf(slices) {
    const laid = layOut(slices);
    const gap = laid.length > 1 ? 0.9 : 0;
    return laid.map(({ slice, start, length }) => ({
        slice,
        dashes: \`\${round(length - gap)} \${round(100 - length + gap)}\`,
        offset: String(round(-start)),
    }));
}
const svg = 'http://www.w3.org/2000/svg';
function drawRing(slices) {
    const ring = document.querySelector('.ring');
    ring?.setAttribute('aria-label', \`Virtual machines by state. \${describeSlices(slices)}\`);
    for (const arc of ring?.querySelectorAll('.arc') ?? []) {
        arc.remove();
    }
    const arcs = arcsOf(slices).map(({ slice, dashes, offset }) => {
        const arc = document.createElementNS(svg, 'circle');
        const attributes = { cx: '60', cy: '60', r: '48', pathLength: '100' };
        const drawn = { class: \`arc tone-\${slice.tone}\`, 'stroke-dasharray': dashes };
        const all = { ...attributes, ...drawn, 'stroke-dashoffset': offset };
        for (const [name, value] of Object.entries(all)) {
            arc.setAttribute(name, value);
        }
        return arc;
    });
    ring?.querySelector('.track')?.after(...arcs);
}
function drawLegend(counts, total) {
    for (const button of document.querySelectorAll('[data-facet=state]')) {
        const count = counts[Number(button.dataset['value'])] ?? 0;
        const [number, share] = button.querySelectorAll('.count, .share');
        number?.replaceChildren(formatCount(count));
        share?.replaceChildren(formatShare(count, total));
        const line = button.closest('li');
        if (line !== null) {
            line.hidden = count === 0 && button.getAttribute('aria-pressed') !== 'true';
        }
    }
}
const unfinished = new Set(['waiting', 'working']);
function drawTotals({ states, vms }) {
    const counts = states.map(() => 0);
    for (const state of vms.state) {
        counts[state] = (counts[state] ?? 0) + 1;
    }
    const total = vms.state.length;
    drawRing(states.map((state, index) => ({ ...state, count: counts[index] ?? 0 })));
    drawLegend(counts, total);
    for (const number of document.querySelectorAll('[data-sum]')) {
        const indexes = (number.dataset['sum'] ?? '').split(' ').map(Number);
        number.textContent = formatCount(indexes.reduce((sum, at) => sum + (counts[at] ?? 0), 0));
    }
    const left = states.reduce((sum, { key }, index) => sum + (unfinished.has(key) ? (counts[index] ?? 0) : 0), 0);
    return { done: total - left, total };
}
const phases = {
    running: 'The run is under way.',
    stopping: 'The run is stopping: what is in flight is finished, and nothing else is begun.',
    over: 'The run is over. This page stays as it is.',
    lost: 'The run does not answer: it is over, or was ended. This is how it was last seen.',
};
const mostFailures = 5;
const source = new EventSource('events');
const heading = document.title;
let failures = 0;
function showPhase(phase) {
    const said = byId('phase');
    if (said.textContent !== phases[phase]) {
        said.textContent = phases[phase];
    }
}
function take({ phase, rows }) {
    for (const [row, state, note] of rows) {
        data.vms.state[row] = state;
        data.run?.note.splice(row, 1, note);
    }
    const { done, total } = drawTotals(data);
    byId('done').textContent =
        \`\${formatCount(done)} of \${formatCount(total)} VMs have had their turn.\`;
    document.title = phase === 'over' ? \`Over · \${heading}\` : \`\${done}/\${total} · \${heading}\`;
    showPhase(phase);
    refresh(new Set(rows.map(([row]) => row)));
}
drawTotals(data);
source.addEventListener('message', ({ data: text }) => {
    const update = JSON.parse(String(text));
    failures = 0;
    if (update.phase === 'over') {
        source.close();
    }
    take(update);
});
source.addEventListener('error', () => {
    failures += 1;
    showPhase('lost');
    if (failures >= mostFailures) {
        source.close();
    }
});
`;

/** The style sheet of both. */
export const style = `/* The style sheet of the page. \`npm run generate\` puts these files in each other's place, in this order: paper comes last, and wins. */
:root {
  color-scheme: light;
  --ground: #f6f6f3;
  --card: #ffffff;
  --line: #dfe0da;
  --text: #1e2426;
  --quiet: #586164;
  --track: #ecece7;
  --hover: #f1f3f0;
  --accent: #0f6e66;
  --good: #0f766e;
  --open: #3a6ea5;
  --wait: #a8650a;
  --bad: #b3402f;
  --unknown: #6d7477;
  --info: #586164;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}

@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --ground: #14181a;
    --card: #1c2124;
    --line: #30373b;
    --text: #e4e8e7;
    --quiet: #a0abac;
    --track: #2a3134;
    --hover: #252c2f;
    --accent: #5cc0b2;
    --good: #4fb8a9;
    --open: #7aaee0;
    --wait: #e0a44e;
    --bad: #ee8c78;
    --unknown: #98a2a5;
    --info: #a0abac;
  }
}

/* Tones: a colour and a glyph each. */

.tone-good {
  --tone: var(--good);
}

.tone-open {
  --tone: var(--open);
}

.tone-wait {
  --tone: var(--wait);
}

.tone-bad {
  --tone: var(--bad);
}

.tone-unknown {
  --tone: var(--unknown);
}

.tone-info {
  --tone: var(--info);
}
* {
  box-sizing: border-box;
}

body {
  margin: 0 auto;
  max-width: 100rem;
  padding: 2rem clamp(1rem, 3vw, 3rem) 3rem;
  background: var(--ground);
  color: var(--text);
  font:
    0.9375rem / 1.5 system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "Noto Sans",
    "Liberation Sans",
    sans-serif;
  font-variant-numeric: tabular-nums;
}

h1 {
  margin: 0;
  font-size: 1.75rem;
  font-weight: 650;
  letter-spacing: -0.015em;
  line-height: 1.2;
}

h2 {
  display: inline;
  margin: 0;
  font-size: 1rem;
  line-height: 1.5;
  font-weight: 650;
}

h3 {
  margin: 1rem 0 0;
  font-size: inherit;
  font-weight: 400;
  color: var(--quiet);
}

header p {
  margin: 0.25rem 0 0;
  color: var(--quiet);
}

code {
  font: 0.8125rem / 1.4 var(--mono);
  overflow-wrap: anywhere;
}

bdi {
  unicode-bidi: isolate;
}

button,
input,
select {
  font: inherit;
  color: inherit;
}

:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}

[hidden][hidden] {
  display: none;
}

.sheet {
  position: absolute;
  width: 0;
  height: 0;
}

.skip {
  position: absolute;
  left: -100vw;
  color: var(--accent);
}

.skip:focus {
  left: 1rem;
  top: 0.5rem;
}
.glyph {
  flex: none;
  width: 1rem;
  height: 1rem;
  color: var(--tone);
  vertical-align: -0.1875rem;
}

.glyph,
.sheet {
  fill: none;
}

.line {
  fill: none;
  stroke: currentColor;
  stroke-width: 1.75;
  stroke-linecap: round;
}

.dotted {
  stroke-dasharray: 0.1 2.7;
}

.cut {
  fill: none;
  stroke: var(--card);
  stroke-width: 1.9;
  stroke-linecap: round;
  stroke-linejoin: round;
}

@media (forced-colors: active) {
  svg {
    forced-color-adjust: none;
  }
}
.phase {
  margin: 1rem 0 0;
}

#phase {
  font-weight: 600;
}

/* Where things stand: the totals, and under them the cards. */

.tiles {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
  gap: 1rem 0;
  margin: 1.5rem 0;
}

.tile {
  padding: 0 1.25rem;
  border-inline-start: 1px solid var(--line);
}

.tile dt {
  color: var(--quiet);
}

.tile dd {
  margin: 0;
}

.tile b {
  display: block;
  font-size: 2rem;
  font-weight: 600;
  letter-spacing: -0.02em;
  line-height: 1.25;
}

.tile span {
  color: var(--quiet);
  font-size: 0.8125rem;
}

.cards {
  display: grid;
  grid-template-columns: repeat(2, minmax(0, 1fr));
  gap: 1rem;
}

.card {
  display: flex;
  flex-direction: column;
  min-width: 0;
  padding: 1rem 1.25rem 1.25rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 0.375rem;
}

/* Two halves of one card, side by side where there is room. */
.halves {
  display: grid;
  grid-template-columns: repeat(2, minmax(0, 1fr));
  gap: 1rem 3.5rem;
}

.wide {
  grid-column: 1 / -1;
}

/* Of two cards none is alone in its row. */
.pair > .wide {
  grid-column: auto;
}

.below {
  margin-top: 1rem;
}

@media screen and (max-width: 60rem) {
  .cards,
  .halves {
    grid-template-columns: minmax(0, 1fr);
  }
}
.ring {
  flex: none;
  width: 11rem;
  margin: 0 auto;
}

.arc,
.ring .track {
  fill: none;
  stroke: var(--tone);
  stroke-width: 14;
  transform: rotate(-90deg);
  transform-origin: 50% 50%;
}

.ring .track {
  stroke: var(--track);
}

.whole,
.unit {
  fill: var(--text);
  font-size: 1.125rem;
  font-weight: 600;
  text-anchor: middle;
}

.unit {
  fill: var(--quiet);
  font-size: 0.6875rem;
  font-weight: 400;
}

.stack,
.bar {
  display: block;
  width: 100%;
  border-radius: 0.25rem;
}

.stack {
  height: 1.125rem;
  margin-top: 1rem;
}

.bar {
  height: 0.375rem;
}

rect {
  fill: var(--tone);
}

rect.track {
  fill: var(--track);
}
.with-ring {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 1rem 2rem;
  margin-block: auto;
  padding-top: 0.75rem;
}

.with-ring .legend {
  flex: 1 1 17rem;
  margin-top: 0;
}

.legend {
  list-style: none;
  margin: 0.75rem 0 0;
  padding: 0;
}

.pick,
.reason {
  display: flex;
  align-items: baseline;
  gap: 0.625rem;
  width: 100%;
  padding: 0.3125rem 0.5rem;
  text-align: start;
}

.pick .glyph,
.reason .glyph {
  align-self: flex-start;
  margin-top: 0.1875rem;
}

.pick {
  background: none;
  border: 1px solid transparent;
  border-radius: 0.375rem;
  cursor: pointer;
}

.pick:hover {
  background: var(--hover);
}

.pick[aria-pressed="true"] {
  background: var(--hover);
  border-color: var(--accent);
}

.name {
  flex: 1;
  min-width: 0;
}

.reason b {
  font-weight: 600;
  margin-inline-end: 0.375rem;
}

.reason .says {
  display: block;
  color: var(--quiet);
  font-size: 0.8125rem;
}

.says::first-letter {
  text-transform: uppercase;
}

.reason code,
.severity {
  color: var(--quiet);
  font-size: 0.8125rem;
}

.severity {
  margin-inline-start: 0.375rem;
}

.count {
  font-weight: 600;
  text-align: end;
}

.share {
  width: 2.75rem;
  color: var(--quiet);
  text-align: end;
}

.bars {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr));
  gap: 0.75rem 2rem;
}

.bars .pick {
  margin-inline: -0.5rem;
  width: calc(100% + 1rem);
}

.bars p {
  margin: 0.3125rem 0 0;
  color: var(--quiet);
  font-size: 0.8125rem;
}

.nothing {
  margin: 0.75rem 0 0;
  color: var(--quiet);
}

summary {
  cursor: pointer;
}

summary::marker {
  color: var(--quiet);
}

.by-rule {
  margin: 0.75rem 0 0;
}

.by-rule dt {
  font-weight: 600;
  overflow-wrap: anywhere;
}

.by-rule dd {
  margin: 0 0 0.5rem;
  color: var(--quiet);
}
/* Tables. */

.scroll {
  max-height: 26rem;
  margin-top: 0.75rem;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 0.375rem;
}

#viewport {
  position: relative;
  max-height: max(22rem, 100vh - 15rem);
  overflow-anchor: none;
}

#viewport .nothing {
  padding: 1.5rem;
  text-align: center;
}

table {
  width: 100%;
  border-spacing: 0;
  font-size: 0.875rem;
}

.vms {
  table-layout: fixed;
  min-width: 66rem;
}

.c-name {
  width: 22%;
}

.c-state {
  width: 12.5rem;
}

.c-power,
.c-hardware {
  width: 7rem;
}

.c-host {
  width: 15%;
}

.c-endpoint {
  width: 14%;
}

th,
td {
  padding: 0.375rem 0.75rem;
  border-bottom: 1px solid var(--line);
  text-align: start;
  vertical-align: middle;
  font-weight: 400;
}

thead th {
  position: sticky;
  top: 0;
  z-index: 1;
  background: var(--card);
  color: var(--quiet);
  font-size: 0.8125rem;
  white-space: nowrap;
}

.hosts td,
.hosts th {
  white-space: nowrap;
}

.number {
  text-align: end;
}

#rows tr {
  height: 3rem;
  cursor: pointer;
}

#rows tr:hover {
  background: var(--hover);
}

#rows th,
#rows td {
  overflow: hidden;
  padding-block: 0.125rem;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.gap td {
  padding: 0;
  border: 0;
}

.sort {
  margin: -0.375rem -0.75rem;
  padding: 0.375rem 0.75rem;
  background: none;
  border: 0;
  cursor: pointer;
}

.sort:hover {
  color: var(--text);
}

.sort:focus-visible {
  outline-offset: -3px;
}

[aria-sort] .sort {
  color: var(--text);
  font-weight: 600;
}

.arrow::after {
  content: "\\2195";
  margin-inline-start: 0.375rem;
  opacity: 0.45;
}

[aria-sort="ascending"] .arrow::after {
  content: "\\2191";
  opacity: 1;
}

[aria-sort="descending"] .arrow::after {
  content: "\\2193";
  opacity: 1;
}

.open,
.folder {
  display: block;
  overflow: hidden;
  max-width: 100%;
  text-overflow: ellipsis;
}

.open {
  padding: 0;
  background: none;
  border: 0;
  font-weight: 600;
  line-height: 1.3;
  text-align: start;
  cursor: pointer;
}

.open:focus-visible {
  outline-offset: -2px;
}

tr:hover .open {
  text-decoration: underline;
}

.note {
  display: block;
  overflow: hidden;
  margin-inline-start: 1.4375rem;
  text-overflow: ellipsis;
}

.folder,
.note {
  color: var(--quiet);
  font-size: 0.8125rem;
  line-height: 1.3;
}

.state .glyph,
.codes .glyph {
  margin-inline-end: 0.4375rem;
}

.codes span {
  display: block;
  overflow: hidden;
  text-overflow: ellipsis;
  font: 0.75rem / 1.4 var(--mono);
}

.codes .glyph {
  width: 0.875rem;
  height: 0.875rem;
  vertical-align: -0.15rem;
  margin-inline-end: 0.3125rem;
}

/* Two lines is what a row has room for; paper has more. */
@media screen {
  .codes .rest {
    display: none;
  }
}
/* The toolbar. */

.toolbar {
  display: flex;
  flex-wrap: wrap;
  align-items: end;
  gap: 0.625rem 0.75rem;
  margin-top: 0.75rem;
}

.field {
  flex: 1 1 8rem;
  min-width: 0;
  max-width: 15rem;
}

.search {
  flex: 3 1 16rem;
  max-width: none;
}

.field label {
  display: block;
  color: var(--quiet);
  font-size: 0.8125rem;
}

input,
select,
.actions button,
dialog form button {
  width: 100%;
  height: 2.25rem;
  padding: 0 0.625rem;
  background: var(--card);
  border: 1px solid color-mix(in srgb, var(--quiet) 70%, var(--card));
  border-radius: 0.375rem;
}

input::placeholder {
  color: var(--quiet);
  opacity: 1;
}

.actions {
  display: flex;
  gap: 0.5rem;
}

.actions button,
dialog form button {
  padding: 0 0.875rem;
  cursor: pointer;
}

.actions button:hover,
dialog form button:hover {
  background: var(--hover);
}

#shown {
  margin: 0.75rem 0 0;
  color: var(--quiet);
  font-size: 0.875rem;
}

.link {
  padding: 0;
  background: none;
  border: 0;
  color: var(--accent);
  text-decoration: underline;
  text-underline-offset: 0.125em;
  cursor: pointer;
}

.link[aria-pressed="true"] {
  font-weight: 700;
}
/* One VM. */

dialog {
  width: min(42rem, 100vw - 2rem);
  padding: 1.25rem 1.5rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  color: var(--text);
  box-shadow: 0 1rem 3rem rgb(0 0 0 / 25%);
}

dialog::backdrop {
  background: rgb(10 14 15 / 45%);
}

dialog h2 {
  font-size: 1.1875rem;
  overflow-wrap: anywhere;
}

dialog dl {
  display: grid;
  grid-template-columns: max-content 1fr;
  gap: 0.25rem 1.25rem;
  margin: 0.875rem 0;
}

dialog dt {
  color: var(--quiet);
}

dialog dd {
  margin: 0;
  overflow-wrap: anywhere;
}

dialog ul {
  margin: 0 0 1rem;
  padding: 0.875rem 0 0;
  border-top: 1px solid var(--line);
  list-style: none;
}

dialog li {
  margin-bottom: 0.75rem;
}

dialog li .glyph {
  margin-inline-end: 0.5rem;
}

dialog li p {
  margin: 0.125rem 0 0 1.5rem;
}

.evidence {
  color: var(--quiet);
}

dialog form {
  display: flex;
  justify-content: end;
}

dialog form button {
  width: auto;
}
@media print {
  @page {
    margin: 14mm 12mm;
  }

  * {
    print-color-adjust: exact;
  }

  body {
    max-width: none;
    padding: 0;
    background: none;
    font-size: 9pt;
  }

  .toolbar,
  .skip,
  dialog,
  .gap,
  .arrow,
  .cpu,
  .codes .more {
    display: none;
  }

  .tiles {
    grid-template-columns: repeat(auto-fit, minmax(30mm, 1fr));
    gap: 3mm 0;
    margin: 4mm 0 3mm;
  }

  .cards {
    gap: 3mm;
  }

  .card {
    padding: 3mm 4mm;
  }

  .below {
    margin-top: 3mm;
  }

  .tile {
    padding: 0 3mm;
  }

  .tile b {
    font-size: 16pt;
  }

  .tile span,
  .reason .says,
  .bars .says,
  .reason code,
  .severity,
  code {
    font-size: 7pt;
  }

  .pick,
  .reason {
    gap: 1.5mm;
    padding: 0.6mm 1mm;
  }

  .share {
    width: 8mm;
  }

  .ring {
    width: 26mm;
  }

  .bars {
    grid-template-columns: repeat(3, 1fr);
    gap: 2mm 6mm;
  }

  .card:not(#vms) {
    break-inside: avoid;
  }

  .card:has(details) {
    break-inside: auto;
  }

  .card:has(details:not([open])) {
    display: none;
  }

  .with-ring {
    flex-wrap: nowrap;
    gap: 3mm;
  }

  .with-ring .legend {
    flex-basis: 0;
  }

  #vms {
    padding: 0;
    border: 0;
  }

  .scroll,
  #viewport {
    height: auto;
    max-height: none;
    overflow: visible;
    border: 0;
  }

  table,
  .vms {
    min-width: 0;
    font-size: 6.5pt;
  }

  .c-name {
    width: 19%;
  }

  .c-state {
    width: 17%;
  }

  .c-power {
    width: 9%;
  }

  .c-hardware {
    width: 8%;
  }

  .c-host,
  .c-endpoint {
    width: 15.5%;
  }

  thead th {
    position: static;
    font-size: 7pt;
  }

  .glyph,
  .codes .glyph {
    width: 2.8mm;
    height: 2.8mm;
    vertical-align: -0.5mm;
    margin-top: 0;
  }

  #shown {
    font-size: 7.5pt;
  }

  /* Chromium does not repeat a heading that has a button in it. */
  .sort {
    display: contents;
  }

  .card {
    display: block;
  }

  thead,
  tr {
    break-inside: avoid;
  }

  th,
  td {
    padding: 0.8mm 1.5mm;
  }

  #rows tr {
    height: auto;
  }

  .hosts td {
    white-space: normal;
  }

  .hosts .verdict {
    white-space: nowrap;
  }

  .hosts code {
    overflow-wrap: normal;
    font-size: 6.5pt;
  }

  #rows th,
  #rows td {
    overflow: visible;
    overflow-wrap: anywhere;
    white-space: normal;
  }

  .folder,
  .note,
  .codes span {
    font-size: 5.5pt;
  }

  #rows td.codes {
    overflow-wrap: normal;
    white-space: nowrap;
  }
}
`;
