import { expect, it } from 'vitest';
import type { HostData } from '../../src/simulator/index.ts';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

async function world(...hosts: readonly HostData[]) {
  const clusters = [{ name: 'C', hosts }];
  const client = await Client.login(
    await testSimulator({ inventory: { datacenters: [{ name: 'DC', clusters }] } }),
  );
  const cluster = await client.find('/DC/host/C');
  const { environmentBrowser } = await client.read(cluster, 'environmentBrowser');
  const host = async (name: string) =>
    `<host type="HostSystem">${(await client.find(`/DC/host/C/${name}`)).value}</host>`;
  return { client, browser: environmentBrowser as MoRef, host };
}

const good = { name: 'good', version: '8.0.3' };
const poor = { name: 'poor', version: '6.7.0', virtualization: 'offInFirmware' } as const;

it('tells what one host can do, or all of them', async () => {
  const { client, browser, host } = await world(good, poor);
  const supported = async (parameters = '') =>
    (await client.call('QueryTargetCapabilities', browser, parameters)).nestedHVSupported;
  expect(await supported(await host('good'))).toBe(true);
  expect(await supported(await host('poor'))).toBe(false);
  expect(await supported()).toBe(false);
});

it('lists hardware versions with the hosts that run them', async () => {
  const { client, browser } = await world(good, poor);
  const found = await client.call('QueryConfigOptionDescriptor', browser);
  const one = (key: string) => found.find((item: { key: string }) => item.key === key);
  expect(one('vmx-21').host).toEqual([await client.find('/DC/host/C/good')]);
  expect(one('vmx-15')).toMatchObject({ defaultConfigOption: true });
  expect(one('vmx-15').host).toHaveLength(2);
  expect(one('vmx-22')).toBeUndefined();
});

it('tells what each hardware version can do', async () => {
  const { client, browser } = await world(good);
  const option = async (key?: string) => {
    const spec = key === undefined ? '' : `<spec><key>${key}</key></spec>`;
    const { version, capabilities } = await client.call('QueryConfigOptionEx', browser, spec);
    return [version, capabilities.nestedHVSupported];
  };
  expect(await option('vmx-08')).toEqual(['vmx-08', false]);
  expect(await option('vmx-09')).toEqual(['vmx-09', true]);
  expect(await option()).toEqual(['vmx-21', true]);
  const older = await client.call('QueryConfigOption', browser, '<key>vmx-08</key>');
  expect(older.capabilities.nestedHVSupported).toBe(false);
  const unknown = '<spec><key>vmx-22</key></spec>';
  expect(await client.fault('QueryConfigOptionEx', browser, unknown)).toMatchObject({
    type: 'InvalidArgument',
  });
});
