import type { ExplainedFinding, Named, PageData } from '../page-data.ts';
import { element, glyphOf } from './dom.ts';
import type { Rows } from './rows.ts';

const unknown = '–';

function text(list: readonly string[], index: number | undefined): string {
  return list[index ?? -1] ?? unknown;
}

function cell(label: string): HTMLTableCellElement {
  return element('td', { title: label }, element('bdi', {}, label));
}

/** Two codes have room; of more, the first is shown with how many follow. */
function codesCell(findings: readonly ExplainedFinding[]): HTMLTableCellElement {
  const more = findings.length > 2 ? findings.length - 1 : 0;
  const codes = findings.map(({ code, tone }, index) =>
    element('span', more > 0 && index > 0 ? { class: 'rest' } : {}, glyphOf(tone), code),
  );
  const title = findings.map(({ code }) => code).join(', ');
  const rest = more > 0 ? [element('span', { class: 'more' }, `and ${more} more`)] : [];
  return element('td', { class: 'codes', title }, ...codes, ...rest);
}

/** The state, and under it what there is to say of it. */
function stateCell(state: Named | undefined, note: string): HTMLTableCellElement {
  const label = state === undefined ? [unknown] : [glyphOf(state.tone), state.label];
  return note === ''
    ? element('td', { class: 'state' }, ...label)
    : element(
        'td',
        { class: 'state', title: note },
        ...label,
        element('bdi', { class: 'note' }, note),
      );
}

/** Makes the row of one VM; its name is a button that opens the details. */
export function vmRow(data: PageData, rows: Rows, row: number): HTMLTableRowElement {
  const { vms } = data;
  const folder = text(data.folders, vms.folder[row]);
  const name = vms.name[row] ?? '';
  const open = element('button', { type: 'button', class: 'open', tabindex: '-1' });
  open.append(element('bdi', {}, name));
  const state = data.states[vms.state[row] ?? -1];
  return element(
    'tr',
    { 'data-row': String(row) },
    element(
      'th',
      { scope: 'row', title: `${folder}/${name}` },
      open,
      element('bdi', { class: 'folder' }, folder),
    ),
    stateCell(state, data.run?.note[row] ?? ''),
    cell(text(data.powers, vms.power[row])),
    cell(text(data.hosts, vms.host[row])),
    ...(data.endpoints.length > 1
      ? [cell(text(data.endpoints, vms.endpoint[row]).replace('https://', ''))]
      : []),
    cell(text(data.hardware, vms.hardware[row])),
    codesCell(rows.findingsOf(row).flatMap(({ finding }) => data.findings[finding] ?? [])),
  );
}

/** How the VM stands to the fleet file, where there is one: in a word, by which rule, and what differs. */
function driftFacts({ drift }: PageData, row: number): (readonly [string, string])[] {
  if (drift === undefined) {
    return [];
  }
  return [
    ['Fleet file', drift.states[drift.state[row] ?? -1]?.label ?? unknown],
    ['Rule', text(drift.rules, drift.rule[row])],
    ...(drift.differences[row] ?? []).map((index): [string, string] => [
      'Differs',
      text(drift.texts, index),
    ]),
  ];
}

/** What a run does with the VM, where the page is about one. */
function runFacts({ run }: PageData, row: number): (readonly [string, string])[] {
  if (run === undefined) {
    return [];
  }
  const note = run.note[row] ?? '';
  return [
    ...(note === '' ? [] : ([['Now', note]] as const)),
    ['Change', text(run.changes, run.change[row])],
  ];
}

/** Fills the dialog with everything that is known of a VM. */
export function fillDetails(
  dialog: HTMLDialogElement,
  data: PageData,
  rows: Rows,
  row: number,
): void {
  const { vms } = data;
  const folder = text(data.folders, vms.folder[row]);
  const name = vms.name[row] ?? '';
  const facts: readonly (readonly [string, string])[] = [
    ['State', data.states[vms.state[row] ?? -1]?.label ?? unknown],
    ...runFacts(data, row),
    ['Path', `${folder}/${name}`],
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
    const says = `${explained?.meaning}; ${explained?.remedy}.`;
    return element(
      'li',
      {},
      glyphOf(explained?.tone ?? 'unknown'),
      element('code', {}, code),
      element('p', { class: 'says' }, says),
      element('p', { class: 'evidence' }, element('code', {}, text(data.evidence, evidence))),
    );
  });
  dialog.replaceChildren(
    element('h2', { id: 'details-name' }, element('bdi', {}, name)),
    list,
    ...(findings.length > 0 ? [element('ul', {}, ...findings)] : []),
    element('form', { method: 'dialog' }, element('button', {}, 'Close')),
  );
}
