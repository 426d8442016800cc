import type { CallOptions, Session } from '../../../vsphere/index.ts';
import { keysOf } from '../../plan/change.ts';
import { type Reunion, reuniteVms } from '../drive/locate-vm.ts';
import type { VmRecord } from '../journal/read-journal.ts';

/**
 * What the VMs of a journal are now, by their key in it, also where they have another moid since.
 *
 * @param options `details`: whether to read what only planning needs, too
 */
export function retrieveRecords(
  sessions: readonly Session[],
  records: readonly VmRecord[],
  options: CallOptions & { readonly details: boolean },
): Promise<Reunion> {
  const known = records.map(({ job }) => job.plan.facts);
  const keys = [...new Set(records.flatMap(({ job }) => keysOf(job.plan.change)))];
  return reuniteVms(sessions, known, keys, options);
}
