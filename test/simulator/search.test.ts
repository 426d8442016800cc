import { expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';
import { onlyVm, singleHost } from './single-host.ts';

const index = { type: 'SearchIndex', value: 'SearchIndex' };
const vmData = {
  power: 'poweredOn',
  tools: 'running',
  ipAddress: '192.0.2.7',
  hostName: 'Guest.example',
} as const;

it.each([
  ['Ip', '<ip>192.0.2.7</ip><vmSearch>true</vmSearch>', true],
  ['Ip', '<ip>192.0.2.8</ip><vmSearch>true</vmSearch>', false],
  ['DnsName', '<dnsName>guest.example</dnsName><vmSearch>true</vmSearch>', true],
  ['DnsName', '<dnsName>guest.example</dnsName><vmSearch>false</vmSearch>', false],
])('FindBy and FindAllBy%s of %s: %s', async (by, parameters, isThere) => {
  const client = await Client.login(await testSimulator(singleHost(vmData)));
  const vm = await client.find(onlyVm);
  expect(await client.call(`FindBy${by}`, index, parameters)).toEqual(isThere ? vm : undefined);
  expect(await client.call(`FindAllBy${by}`, index, parameters)).toEqual(
    isThere ? [vm] : undefined,
  );
});

it('hosts have names, VMs have paths and uuids', async () => {
  const client = await Client.login(await testSimulator(singleHost(vmData)));
  const vm = await client.find(onlyVm);
  const datacenter = await client.find('/DC');
  const host = await client.find('/DC/host/esx/esx');
  const name = '<dnsName>esx</dnsName><vmSearch>false</vmSearch>';
  expect(await client.call('FindByDnsName', index, name)).toEqual(host);
  const { 'config.uuid': uuid } = await client.read(vm, 'config.uuid');
  const byUuid = `<uuid>${uuid}</uuid><vmSearch>true</vmSearch>`;
  expect(await client.call('FindAllByUuid', index, byUuid)).toEqual([vm]);
  const path = `<datacenter type="Datacenter">${datacenter.value}</datacenter><path>[datastore1] vm/vm.vmx</path>`;
  expect(await client.call('FindByDatastorePath', index, path)).toEqual(vm);
});
