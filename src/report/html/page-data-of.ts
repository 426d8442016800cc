import { decodeName } from '../../entity-name.ts';
import type { FindingCode, Severity } from '../../nested/plan/finding-codes.ts';
import type { VmPlan } from '../../nested/plan/plan.ts';
import { findingMessages } from '../messages.ts';
import { Distinct } from './distinct.ts';
import { driftColumnsOf } from './drift-columns.ts';
import type { ExplainedFinding, Named, PageData, Tone } from './page-data.ts';
import type { Report } from './report.ts';
import { vmStateOf, vmStates } from './vm-state.ts';

/** `/DC0/vm/lab` of `/DC0/vm/lab/web01`, as people read it. */
function folderOf({ path }: VmPlan['facts']): string {
  return decodeName(path.slice(0, path.lastIndexOf('/')));
}

function describeEvidence(evidence: Readonly<Record<string, string>>): string {
  return Object.entries(evidence)
    .map(([where, seen]) => `${where} = ${seen}`)
    .join(', ');
}

/** One host of one server: moids are only unique within a server. */
function hostKey(endpoint: string, moid: string): string {
  return `${endpoint} ${moid}`;
}

/** The hosts of a report, and those that only its VMs tell of, which have their moid for a name. */
class HostNames {
  readonly names: string[];
  readonly #indexes: Map<string, number>;

  constructor(hosts: Report['hosts']) {
    this.names = hosts.map(({ name }) => name);
    this.#indexes = new Map(
      hosts.map((host, index) => [hostKey(host.endpoint, host.moRef.value), index]),
    );
  }

  indexOf({ endpoint, host }: VmPlan['facts']): number {
    if (host === undefined) {
      return -1;
    }
    const key = hostKey(endpoint, host.value);
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = this.names.push(host.value) - 1;
      this.#indexes.set(key, index);
    }
    return index;
  }
}

const severityTones: Readonly<Record<Severity, Tone>> = {
  blocker: 'bad',
  warning: 'wait',
  info: 'info',
};

/** A power cycle has the look of the state that it is the reason for. */
function toneOf(code: FindingCode, severity: Severity): Tone {
  return code === 'POWER_CYCLE_REQUIRED' ? 'wait' : severityTones[severity];
}

/** The findings that came up, the most frequent first. */
function listFindings(plans: readonly VmPlan[]): ExplainedFinding[] {
  const met = new Map<FindingCode, { readonly severity: Severity; count: number }>();
  for (const { code, severity } of plans.flatMap(({ findings }) => findings)) {
    const entry = met.get(code) ?? { severity, count: 0 };
    entry.count += 1;
    met.set(code, entry);
  }
  return [...met]
    .sort(([, one], [, other]) => other.count - one.count)
    .map(([code, { severity }]) => {
      const { meaning, remedy } = findingMessages[code];
      return { code, severity, tone: toneOf(code, severity), meaning, remedy };
    });
}

/**
 * Packs VMs and hosts for a page's script. The hosts come first in `hosts`, in the order in which they are given.
 *
 * @param stateOf the key of the state that a VM is in: one of `states`
 */
export function pageDataOf(
  { hosts: hostList, plans, drift }: Pick<Report, 'hosts' | 'plans' | 'drift'>,
  states: readonly Named[] = vmStates,
  stateOf: (plan: VmPlan) => string = vmStateOf,
): PageData {
  const endpoints = new Distinct();
  const folders = new Distinct();
  const powers = new Distinct();
  const hardware = new Distinct();
  const evidence = new Distinct();
  const hosts = new HostNames(hostList);
  const findings = listFindings(plans);
  const findingIndex = new Map(findings.map(({ code }, index) => [code, index]));
  const stateIndex = new Map(states.map(({ key }, index) => [key, index]));
  const facts = plans.map((plan) => plan.facts);
  const vms: PageData['vms'] = {
    name: facts.map(({ name }) => name),
    moid: facts.map(({ moRef }) => moRef.value),
    folder: facts.map((vm) => folders.indexOf(folderOf(vm))),
    endpoint: facts.map(({ endpoint }) => endpoints.indexOf(endpoint)),
    host: facts.map((vm) => hosts.indexOf(vm)),
    power: facts.map(({ powerState }) => powers.indexOf(powerState)),
    hardware: facts.map(({ hardwareVersion }) => hardware.indexOf(hardwareVersion)),
    state: plans.map((plan) => stateIndex.get(stateOf(plan)) ?? -1),
    findings: plans.map((plan) =>
      plan.findings.flatMap((finding) => [
        findingIndex.get(finding.code) ?? -1,
        evidence.indexOf(describeEvidence(finding.evidence)),
      ]),
    ),
  };
  return {
    endpoints: endpoints.texts,
    hosts: hosts.names,
    folders: folders.texts,
    powers: powers.texts,
    hardware: hardware.texts,
    states,
    findings,
    evidence: evidence.texts,
    vms,
    ...(drift !== undefined && { drift: driftColumnsOf(drift, facts) }),
  };
}
