import { describe, expect, it, onTestFinished } from 'vitest';
import { planFleet } from '../../src/nested/plan/plan-fleet.ts';
import type { DatacenterData } from '../../src/simulator/index.ts';
import { connect } from '../../src/vsphere/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

const networks = [
  'plain',
  { name: 'open', security: { allowPromiscuous: true, forgedTransmits: false } },
  { name: 'lab', switch: 'dvs', security: { forgedTransmits: true }, macLearning: true },
  { name: 'strict', switch: 'dvs' },
] as const;

async function world(datacenter: Partial<DatacenterData> = {}) {
  const data = {
    name: 'DC',
    hosts: [{ name: 'esx' }],
    networks,
    vms: [
      { name: 'one', host: 'esx' },
      { name: 'two', host: 'esx', network: 'lab' },
    ],
    ...datacenter,
  };
  return Client.login(await testSimulator({ inventory: { datacenters: [data] } }));
}

describe('a port group of a standard switch', () => {
  it('inherits from the switch what it does not say itself', async () => {
    const switchSecurity = { forgedTransmits: true, macChanges: true };
    const client = await world({ switchSecurity });
    const host = await client.find('/DC/host/esx/esx');
    const { 'config.network': network } = await client.read(host, 'config.network');
    const inherited = { allowPromiscuous: false, macChanges: true, forgedTransmits: true };
    expect(network).toMatchObject({
      vswitch: [{ name: 'vSwitch0', spec: { policy: { security: inherited } } }],
      portgroup: [
        {
          spec: { name: 'plain', policy: { security: {} } },
          computedPolicy: { security: inherited },
        },
        {
          spec: { name: 'open', policy: { security: networks[1].security } },
          computedPolicy: { security: { ...networks[1].security, macChanges: true } },
        },
      ],
    });
  });

  it('lets nothing through where nobody says so', async () => {
    const client = await world();
    const host = await client.find('/DC/host/esx/esx');
    const { 'config.network.portgroup': groups } = await client.read(
      host,
      'config.network.portgroup',
    );
    expect(groups).toMatchObject([
      { computedPolicy: { security: { forgedTransmits: false, macChanges: false } } },
      { computedPolicy: { security: { allowPromiscuous: true, macChanges: false } } },
    ]);
  });
});

describe('a distributed port group', () => {
  it('tells its policies, in the old words and in those of 6.7', async () => {
    const client = await world();
    const lab = await client.find('/DC/network/lab');
    expect(lab.type).toBe('DistributedVirtualPortgroup');
    const setting = 'config.defaultPortConfig';
    const { [setting]: policies, key } = await client.read(lab, setting, 'key');
    expect(key).toBe(lab.value);
    expect(policies).toMatchObject({
      _type: 'VMwareDVSPortSetting',
      securityPolicy: {
        allowPromiscuous: { inherited: true, value: false },
        forgedTransmits: { inherited: false, value: true },
      },
      macManagementPolicy: {
        forgedTransmits: true,
        macChanges: false,
        macLearningPolicy: { enabled: true },
      },
    });
  });

  it('hangs on a switch, on hosts and on VMs', async () => {
    const client = await world();
    const dvs = await client.find('/DC/network/dvs');
    const lab = await client.find('/DC/network/lab');
    const { uuid, portgroup } = await client.read(dvs, 'uuid', 'portgroup', 'summary.hostMember');
    expect(portgroup).toContainEqual(lab);
    const vm = await client.find('/DC/vm/two');
    expect(await client.read(lab, 'vm', 'host')).toEqual({
      vm: [vm],
      host: [await client.find('/DC/host/esx/esx')],
    });
    const card = 'config.hardware.device[4000].backing';
    expect(await client.read(vm, 'network', card)).toMatchObject({
      network: [lab],
      [card]: { port: { switchUuid: uuid, portgroupKey: lab.value } },
    });
    const { network } = await client.read(await client.find('/DC'), 'network');
    expect(network).not.toContainEqual(dvs);
  });
});

it('a plan for nested hypervisors names the port group of each VM', async () => {
  const { simulator } = await world();
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  const session = await connect({ url, username, password, trust });
  onTestFinished(() => session.logout());
  const everything = { selectors: [], within: [], where: [] };
  const desired = { nestedHVEnabled: true, extraConfig: {} };
  const plan = await planFleet(session, everything, desired, { profile: 'esxi' });
  const named = plan.map(({ facts, findings }) => [
    facts.name,
    findings.find(({ code }) => code === 'NESTED_NETWORKING')?.evidence,
  ]);
  expect(named).toEqual([
    ['one', { network: expect.stringMatching(/^network-\d+$/) }],
    ['two', { network: expect.stringMatching(/^dvportgroup-\d+$/) }],
  ]);
});
