import { finding } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import type { FindingInputs } from './vm-plan.ts';

/** What the findings depend on and was not there to be read: silence about it would pass for a clean bill. */
export function uncheckedFindings({ facts, steps, surroundings }: FindingInputs): Finding[] {
  if (surroundings === undefined) {
    return [];
  }
  const { hosts, clusters, datastores } = surroundings;
  const { details, changeVersion } = facts;
  const host = hosts[facts.host?.value ?? ''];
  const names = new Set(surroundings.unread);
  if (host === undefined) {
    names.add('hosts');
  }
  if (changeVersion !== undefined && details !== undefined && details.devices === undefined) {
    names.add('config.hardware.device');
  }
  if (steps.powerCycle !== undefined && host !== undefined) {
    const { licence, parent } = host;
    if (licence === undefined) {
      names.add('licences');
    }
    if (parent?.type === 'ClusterComputeResource' && clusters[parent.value] === undefined) {
      names.add('clusters');
    }
    if (details?.datastores?.some(({ value }) => datastores[value] === undefined) === true) {
      names.add('datastores');
    }
  }
  return names.size === 0 ? [] : [finding('NOT_ALL_CHECKED', { unread: [...names].join(', ') })];
}
