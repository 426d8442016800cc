import { describe, expect, test } from 'vitest';
import { planVm } from '../../src/nested/plan/plan.ts';
import type { VmData } from '../../src/simulator/index.ts';
import { healthy, vmFacts } from '../helpers/facts.ts';
import { codes, host, planIn } from './planned.ts';
import { on } from './situation.ts';

const eam = { extensionKey: 'com.vmware.vim.eam', type: 'cluster-agent' };
const embedded = { extensionKey: 'VirtualCenter', type: 'vcls-entity' };

async function codesOf(vm: Partial<VmData>) {
  const vms = [{ name: 'vm', host: host.name, ...vm }];
  const { plans } = await planIn({
    inventory: { datacenters: [{ name: 'DC', hosts: [host], vms }] },
  });
  return codes(plans.get('vm'));
}

describe('a VM of the cluster services of vCenter', () => {
  test.each<[form: string, vm: Partial<VmData>]>([
    ['of before 8.0 U3, by its owner', { managedBy: eam }],
    ['of 8.0 U3, by its owner', { managedBy: embedded }],
    ['of before 8.0 U3, whole', { managedBy: eam, extraConfig: { 'HDCS.agent': 'true' } }],
    [
      'of 8.0 U3, whole',
      { managedBy: embedded, extraConfig: { 'HDCS.agent': 'true', 'vCLSCRX.agent': 'true' } },
    ],
    ['without an owner', { extraConfig: { 'HDCS.agent': 'TRUE' } }],
    ['without an owner, by the key of 8.0 U3', { extraConfig: { 'vCLSCRX.agent': 'True' } }],
    [
      'that belongs to something else too',
      {
        managedBy: { extensionKey: 'com.example.backup', type: 'x' },
        extraConfig: { 'HDCS.agent': 'tRuE' },
      },
    ],
  ])('%s is known', async (_form, vm) => {
    expect(await codesOf(vm)).toStrictEqual(['CLUSTER_SERVICE_VM']);
  });

  test.each<[what: string, vm: Partial<VmData>, codes: readonly string[]]>([
    ['a VM that only has the name', { name: 'vm', folder: 'vCLS' }, []],
    ['a key that says no', { extraConfig: { 'HDCS.agent': 'FALSE', 'vCLSCRX.agent': '' } }, []],
    [
      'a Supervisor',
      { managedBy: { extensionKey: 'com.vmware.vim.eam', type: 'esx-agent' } },
      ['MANAGED_BY'],
    ],
    [
      'a node of Tanzu',
      { managedBy: { extensionKey: 'com.vmware.vcenter.wcp', type: 'VirtualMachine' } },
      ['MANAGED_BY'],
    ],
    [
      'a placeholder of Site Recovery Manager',
      { managedBy: { extensionKey: 'com.vmware.vcDr', type: 'placeholderVm' } },
      ['MANAGED_BY'],
    ],
    [
      'another VM of vCenter itself',
      { managedBy: { extensionKey: 'VirtualCenter', type: 'other' } },
      ['MANAGED_BY'],
    ],
  ])('is not %s', async (_what, vm, expected) => {
    expect(await codesOf(vm)).toStrictEqual(expected);
  });

  test('is not to be accepted', () => {
    expect(() => planVm(vmFacts(), on, healthy(), { accept: ['CLUSTER_SERVICE_VM'] })).toThrow(
      'CLUSTER_SERVICE_VM',
    );
  });

  test('its keys cost no request of their own', async () => {
    const vms = Array.from({ length: 150 }, (_, n) => ({ name: `vm-${n}`, host: host.name }));
    const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms }] };
    const { requests } = await planIn({ inventory });
    // Two pages of the VMs, the hosts, what is under way.
    expect(requests).toMatchObject({ RetrievePropertiesEx: 3, ContinueRetrievePropertiesEx: 1 });
  });
});
