import type { DriftState } from '../../nested/drift/compare.ts';
import type { Drift } from '../../nested/drift/drift.ts';
import type { VmFacts } from '../../nested/facts/vm-facts.ts';
import { describeDifference } from '../drift.ts';
import { Distinct } from './distinct.ts';
import type { DriftColumns, Named } from './page-data.ts';

const driftStates: readonly (Named & { readonly key: DriftState })[] = [
  { key: 'in-sync', label: 'As the file says', tone: 'good' },
  { key: 'drifted', label: 'Drifted', tone: 'bad' },
  { key: 'unknown', label: 'Not readable', tone: 'unknown' },
  { key: 'unmanaged', label: 'Unmanaged', tone: 'info' },
];

/** Packs how VMs stand to a fleet file, in the order of the page's rows. */
export function driftColumnsOf(
  { vms }: Pick<Drift, 'vms'>,
  facts: readonly VmFacts[],
): DriftColumns {
  const rules = new Distinct();
  const texts = new Distinct();
  const byMoid = new Map(vms.map((vm) => [`${vm.endpoint} ${vm.moRef.value}`, vm]));
  // A VM that came into being between the two reads has none.
  const rows = facts.map(({ endpoint, moRef }) => byMoid.get(`${endpoint} ${moRef.value}`));
  return {
    states: driftStates,
    state: rows.map((vm) => driftStates.findIndex(({ key }) => key === vm?.state)),
    rule: rows.map((vm) => rules.indexOf(vm?.rule)),
    differences: rows.map((vm) =>
      (vm?.differences ?? []).map((one) => texts.indexOf(describeDifference(one))),
    ),
    rules: rules.texts,
    texts: texts.texts,
  };
}
