import {
  type CallOptions,
  propertiesOf,
  retrieveObjects,
  type Selection,
  type SelectOptions,
  type Session,
} from '../../vsphere/index.ts';
import { pathsAsOf } from '../facts/newer-paths.ts';
import { StringPool } from '../facts/string-pool.ts';
import { detailPaths, readDetails, type VmDetails } from '../facts/vm-details.ts';
import { retrieveFacts, type VmFacts } from '../facts/vm-facts.ts';
import type { Desired } from './change.ts';
import { planVm } from './plan.ts';
import { planFacts } from './plan-fleet.ts';
import type { VmPlan } from './vm-plan.ts';

export type SurveyOptions = Pick<SelectOptions, 'signal' | 'inventory'>;

/**
 * Plans the chosen VMs to be looked at rather than carried out: as `planFleet`, and what is heavy (devices and the like) is read only of
 * VMs that may turn out to be ready, a hundred in a request. Of the others what is known already is enough to say that they are not.
 *
 * @throws what planFleet throws.
 */
export async function surveyFleet(
  session: Session,
  selection: Selection,
  desired: Desired,
  options: SurveyOptions = {},
): Promise<VmPlan[]> {
  const seen: VmFacts[] = [];
  for await (const facts of retrieveFacts(session, selection, options)) {
    seen.push(facts);
  }
  const candidates = seen.filter((facts) => mayBeReady(planVm(facts, desired)));
  const details = await retrieveDetails(session, candidates, options);
  const known = seen.map((facts) => {
    const more = details.get(facts.moRef.value);
    return more === undefined ? facts : { ...facts, details: more };
  });
  return planFacts(session, known, () => ({ desired }), options);
}

/** Nothing stands in the way so far, but for a power cycle, which is a matter of leave. */
function mayBeReady({ fate, findings }: VmPlan): boolean {
  const blockers = findings.filter(({ severity }) => severity === 'blocker');
  return fate !== 'unchanged' && blockers.every(({ code }) => code === 'POWER_CYCLE_REQUIRED');
}

async function retrieveDetails(
  session: Session,
  vms: readonly VmFacts[],
  options: CallOptions,
): Promise<ReadonlyMap<string, VmDetails>> {
  // Of a VM that goes meanwhile nothing comes, which is not the same as having no devices.
  const found = new Map<string, VmDetails>(vms.map(({ moRef }) => [moRef.value, {}]));
  const propSet = [
    { type: 'VirtualMachine', pathSet: pathsAsOf(session.client.version, detailPaths) },
  ];
  const pool = new StringPool();
  const objects = vms.map(({ moRef }) => moRef);
  for await (const content of retrieveObjects(session, objects, propSet, options)) {
    found.set(content.obj.value, pool.intern(readDetails(propertiesOf(content))));
  }
  return found;
}
