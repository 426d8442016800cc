import type { GuestHost } from '../facts/guest-hosts.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import type { FindingInputs } from './vm-plan.ts';

/** `vmkernelGuest` to `vmkernel8Guest` of ESX, and the one of Hyper-V (VirtualMachineGuestOsIdentifier). */
const hypervisorGuest = /^(vmkernel\d*Guest|windowsHyperVGuest)$/;

/** A power cycle of a hypervisor ends the VMs inside it, and takes a witness from its vSAN cluster. */
export function hypervisorFindings({ facts, surroundings }: FindingInputs): Finding[] {
  const host = surroundings?.guestHosts?.[facts.moRef.value];
  return host === undefined ? likelyInnerVms(facts) : guestHostFindings(host);
}

function guestHostFindings({
  name,
  endpoint,
  inMaintenanceMode,
  running,
  isVsanWitness,
}: GuestHost): Finding[] {
  const evidence = { host: name, server: endpoint };
  if (isVsanWitness) {
    return [finding('VSAN_WITNESS', evidence)];
  }
  return running === 0 || inMaintenanceMode === true
    ? []
    : [finding('INNER_VMS', { ...evidence, poweredOn: running?.toString() ?? 'unread' })];
}

function likelyInnerVms({ nestedHVEnabled, guestId = '' }: VmFacts): Finding[] {
  return nestedHVEnabled === true && hypervisorGuest.test(guestId)
    ? [
        {
          ...finding('INNER_VMS', { 'config.guestId': guestId, nestedHVEnabled: 'true' }),
          severity: 'warning',
        },
      ]
    : [];
}
