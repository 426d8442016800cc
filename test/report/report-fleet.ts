import type { HostFacts } from '../../src/nested/hosts/host-facts.ts';
import { judgeHost } from '../../src/nested/hosts/host-verdict.ts';
import { planVm } from '../../src/nested/plan/plan.ts';
import type { Report } from '../../src/report/html/report.ts';
import { hostFacts, vmFacts } from '../helpers/facts.ts';

/** A name that is markup in any page that forgets to escape. */
export const hostileName = '<img src=x onerror=alert(1)>';

const servers = ['https://vc-north.example.com', 'https://vc-south.example.com'];
const kinds = ['web', 'db', 'ci-runner', 'esx-nested', 'win-vbs'];
const folders = ['lab', 'lab/nested', 'production', 'training/classroom', 'build'];

/** Every twelfth host cannot, another does not answer, and one is of 5.0. */
function hostOf(index: number): HostFacts {
  const endpoint = servers[index % servers.length] ?? '';
  const name = `esx-${String(index + 1).padStart(3, '0')}.example.com`;
  const base = {
    endpoint,
    moRef: { type: 'HostSystem', value: `host-${index}` },
    name,
    path: `/DC0/host/C${index % 5}/${name}`,
  };
  switch (index % 12) {
    case 4:
      return hostFacts({
        ...base,
        nestedHVSupported: false,
        hvCapable: false,
        hvCapableMasked: false,
        cpuid: undefined,
        version: '7.0.3',
        cpuModel: 'Intel(R) Xeon(R) CPU E5520 @ 2.27GHz',
      });
    case 9:
      return hostFacts({ ...base, connectionState: 'notResponding' });
    case 11:
      return hostFacts({
        ...base,
        nestedHVSupported: undefined,
        version: '5.0.0',
        apiVersion: '5.0',
        cpuModel: 'AMD Opteron(tm) Processor 6174',
        cpuid: 'svm',
      });
    default:
      return hostFacts(base);
  }
}

function planOf(index: number, hosts: readonly HostFacts[]): Report['plans'][number] {
  const host = hosts[(index * 7) % hosts.length];
  const kind = kinds[index % kinds.length] ?? '';
  const name = index === 0 ? hostileName : `${kind}-${String(index).padStart(5, '0')}`;
  const suspended = index % 41 === 5;
  const running = index % 10 < 4;
  const facts = vmFacts({
    endpoint: host?.endpoint ?? '',
    moRef: { type: 'VirtualMachine', value: `vm-${index}` },
    name,
    path: `/DC0/vm/${folders[(index * 3) % folders.length]}/${name}`,
    powerState: suspended ? 'suspended' : running ? 'poweredOn' : 'poweredOff',
    host: host?.moRef,
    hardwareVersion:
      index % 23 === 7 ? 'vmx-08' : `vmx-${String(13 + (index % 9)).padStart(2, '0')}`,
    nestedHVEnabled: index % 9 === 2,
    template: index % 53 === 8,
    nestedHVSupported: host?.nestedHVSupported ?? true,
    connectionState: index % 97 === 6 ? 'disconnected' : 'connected',
    changeVersion: index % 97 === 6 || index % 211 === 9 ? undefined : '1',
    unreadable: index % 211 === 9 ? ['config.changeVersion'] : [],
  });
  return planVm(facts, { nestedHVEnabled: true, extraConfig: {} });
}

/** Every VM beside a fleet file: every seventh has drifted, every fifth is nobody's. */
function driftOf(plans: Report['plans']): NonNullable<Report['drift']> {
  const changed = { by: hostileName, at: '2026-11-22T18:00:00Z' };
  const difference = { key: 'nestedHVEnabled', wanted: 'on', actual: 'off', changed };
  const vms = plans.map(({ facts: { endpoint, moRef, name, path } }, index) => {
    const same = { endpoint, moRef, name, path, overruled: [] };
    if (index % 5 === 4) {
      return { ...same, state: 'unmanaged', differences: [] } as const;
    }
    const rule = index % 2 === 0 ? 'lab' : hostileName;
    return index % 7 === 0
      ? ({ ...same, rule, state: 'drifted', differences: [difference] } as const)
      : ({ ...same, rule, state: 'in-sync', differences: [] } as const);
  });
  return { vms };
}

/** A report with a bit of everything, the same one for the same number. The first VM has a hostile name. */
export function fleetReport(vms: number, hosts = Math.ceil(vms / 100)): Report {
  const hostList = Array.from({ length: hosts }, (_, index) => hostOf(index));
  const plans = Array.from({ length: vms }, (_, index) => planOf(index, hostList));
  return {
    madeAt: new Date('2026-11-22T18:30:00Z'),
    program: 'vhv 0.1.0',
    hosts: hostList.map((host) => ({ ...host, ...judgeHost(host) })),
    plans,
    drift: driftOf(plans),
  };
}
