import type { CallOptions, Session } from '../../vsphere/index.ts';
import { vmKey } from '../apply/job.ts';
import { GuestHosts } from '../facts/guest-hosts.ts';
import { finding } from '../plan/finding.ts';
import type { Finding } from '../plan/finding-codes.ts';
import { guestHostFindings } from '../plan/hypervisor-findings.ts';
import type { VmPlan } from '../plan/plan.ts';

/**
 * Looks again at the VMs that would be power-cycled: VMs may have been started inside one of them since it was planned.
 *
 * @param sessions all servers of the run: a hypervisor may be managed by any of them
 * @param plans with facts that were read just now
 * @returns the same plans in their order; a VM that is a hypervisor with running VMs, or a vSAN witness, is blocked
 */
export async function blockHypervisors(
  sessions: readonly Session[],
  plans: readonly VmPlan[],
  options: CallOptions = {},
): Promise<readonly VmPlan[]> {
  const guestHosts = new GuestHosts(sessions);
  const found = new Map<string, readonly Finding[]>();
  const cycled = plans.filter(
    ({ fate, steps }) => fate === 'change' && steps.powerCycle !== undefined,
  );
  for (const { endpoint } of sessions) {
    const own = cycled.map(({ facts }) => facts).filter((facts) => facts.endpoint === endpoint);
    if (own.length > 0) {
      const { hosts, unread } = await guestHosts.find(own, options);
      const unchecked = unread.map((server) => `hosts of ${server}`).join(', ');
      for (const facts of own) {
        const host = hosts[facts.moRef.value];
        found.set(vmKey(facts), [
          ...(host === undefined ? [] : guestHostFindings(host)),
          ...(unchecked === '' ? [] : [finding('NOT_ALL_CHECKED', { unread: unchecked })]),
        ]);
      }
    }
  }
  return plans.map((plan) => withFindings(plan, found.get(vmKey(plan.facts)) ?? []));
}

function withFindings(plan: VmPlan, more: readonly Finding[]): VmPlan {
  const codes = new Set(more.map(({ code }) => code));
  const findings = [...plan.findings.filter(({ code }) => !codes.has(code)), ...more];
  return more.some(({ severity }) => severity === 'blocker')
    ? { ...plan, findings, fate: 'blocked' }
    : { ...plan, findings };
}
