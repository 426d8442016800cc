// The script of the HTML report: it makes the table of VMs out of the data in the page, and lets it be filtered, sorted and printed.
import type { PageData } from '../page-data.ts';
import { Controls } from './controls.ts';
import { byId } from './dom.ts';
import { Rows } from './rows.ts';
import { VirtualRows } from './virtual-rows.ts';
import { fillDetails, vmRow } from './vm-row.ts';

const data = JSON.parse(byId('data').textContent) as PageData;
const rows = new Rows(data);
const table = new VirtualRows((row) => vmRow(data, rows, row));
const controls = new Controls(show);
const counts = new Intl.NumberFormat('en-GB');

function show(): void {
  const found = rows.select(controls.query());
  const what = controls.describe();
  const total = counts.format(data.vms.name.length);
  byId('shown').textContent =
    what === '' ? `${total} VMs` : `${counts.format(found.length)} of ${total} VMs · ${what}`;
  byId('nothing').hidden = found.length > 0;
  table.show(found);
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
