import type { InventoryData, ServerKind, VmData } from '../../src/simulator/index.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { contract } from './suite.ts';
import type { Running, StartOptions, Target } from './target.ts';

const host = 'esx-01.contract.test';

function inventory({
  vms = 2,
  power = 'poweredOff',
  nestedHVSupported = true,
}: StartOptions): InventoryData {
  const hardware = nestedHVSupported ? 'vmx-19' : 'vmx-08';
  const data: VmData[] = Array.from({ length: vms }, (_, index) => ({
    name: `vm-${String(index + 1).padStart(3, '0')}`,
    host,
    power,
    hardware,
  }));
  return { datacenters: [{ name: 'ha-datacenter', hosts: [{ name: host }], vms: data }] };
}

/** Our own simulator. It refuses the unbound prefix that real servers forgive: our client must never need that. */
function simulator(kind: ServerKind, name: string): Target {
  return {
    name,
    isVCenter: kind === 'vcenter',
    isVcsim: false,
    async start(options: StartOptions = {}): Promise<Running> {
      const started = await startSimulator({
        kind,
        inventory: inventory(options),
        rules: { unboundXsdPrefix: 'refused' },
      });
      const { url, user: username, password, fingerprint256, model } = started;
      return {
        login: { url, username, password, trust: { kind: 'pinned', fingerprint256 } },
        sessionCount: () => Promise.resolve(started.sessionCount),
        expireSessions: () => Promise.resolve(model.sessions.endAll()),
        [Symbol.asyncDispose]: () => started.close(),
      };
    },
  };
}

contract(simulator('vcenter', 'our simulator as vCenter'));
contract(simulator('esx', 'our simulator as ESXi'));
