// The script of the HTML report: it makes the table of VMs out of the data in the page, and lets it be filtered, sorted and printed.
import type { PageData } from '../page-data.ts';
import { Controls } from './controls.ts';
import { byId } from './dom.ts';
import { Rows } from './rows.ts';
import { VirtualRows } from './virtual-rows.ts';
import { fillDetails, vmRow } from './vm-row.ts';

export const data = JSON.parse(byId('data').textContent) as PageData;
const rows = new Rows(data);
const table = new VirtualRows((row) => vmRow(data, rows, row));
const controls = new Controls(show);
const counts = new Intl.NumberFormat('en-GB');

/** The rows that are asked for, with how many they are said above the table. */
function select(): number[] {
  const found = rows.select(controls.query());
  const what = controls.describe();
  const total = counts.format(data.vms.name.length);
  const text =
    what === '' ? `${total} VMs` : `${counts.format(found.length)} of ${total} VMs · ${what}`;
  const shown = byId('shown');
  // What is said anew is read out anew.
  if (shown.textContent !== text) {
    shown.textContent = text;
  }
  byId('nothing').hidden = found.length > 0;
  return found;
}

function show(): void {
  table.show(select());
}

/** Shows what has become of these VMs; whoever reads the table stays where they are. */
export function refresh(changed: ReadonlySet<number>): void {
  table.update(select(), changed);
}

byId('rows').addEventListener('click', (event) => {
  const row = (event.target as Element).closest<HTMLElement>('tr')?.dataset['row'];
  if (row !== undefined) {
    const dialog = byId<HTMLDialogElement>('details');
    fillDetails(dialog, data, rows, Number(row));
    dialog.showModal();
  }
});

byId('details').addEventListener('click', (event) => {
  // Only what lies around the dialog is the dialog itself.
  if (event.target === event.currentTarget) {
    byId<HTMLDialogElement>('details').close();
  }
});

matchMedia('print').addEventListener('change', ({ matches }) => table.drawAll(matches));
addEventListener('beforeprint', () => table.drawAll(true));
addEventListener('afterprint', () => table.drawAll(false));

byId('viewport').hidden = false;
show();
