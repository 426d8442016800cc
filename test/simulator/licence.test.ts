import { describe, expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';
import { onlyVm, singleHost } from './single-host.ts';

const vcenter = { type: 'LicenseManager', value: 'LicenseManager' };
const esx = { type: 'LicenseManager', value: 'ha-license-manager' };

describe('the LicenseManager', () => {
  it('tells editions, how many hosts use them, and when they end', async () => {
    const licence = { edition: 'evaluation', expires: '2026-01-02T12:00:00Z' } as const;
    const client = await Client.login(
      await testSimulator({
        ...singleHost({}, { licence }),
        clock: () => new Date('2026-01-01T00:00:00Z'),
      }),
    );
    const read = await client.read(vcenter, 'licenses', 'evaluation', 'licenseAssignmentManager');
    expect(read['licenses']).toMatchObject([
      {
        editionKey: 'eval',
        used: 1,
        properties: [{ key: 'expirationHours', value: 36n }, {}, { key: 'expirationDate' }],
      },
    ]);
    expect(read['evaluation']).toMatchObject({ properties: [{ key: 'expirationHours' }, {}, {}] });
    const assignments = { type: 'LicenseAssignmentManager', value: 'LicenseAssignmentManager' };
    expect(read['licenseAssignmentManager']).toEqual(assignments);
    expect(await client.call('QueryAssignedLicenses', assignments)).toMatchObject([
      { entityDisplayName: 'esx', assignedLicense: { editionKey: 'eval' } },
    ]);
    expect(
      await client.call('QueryAssignedLicenses', assignments, '<entityId>no</entityId>'),
    ).toBeUndefined();
  });

  it('of a full licence has no end', async () => {
    const client = await Client.login(await testSimulator(singleHost()));
    const { licenses } = await client.read(vcenter, 'licenses');
    expect(licenses).toMatchObject([{ editionKey: 'esxEnterprisePlus' }]);
    expect(JSON.stringify(licenses)).not.toContain('expiration');
  });
});

describe('a free ESXi', () => {
  it('can be read and not changed', async () => {
    const options = { kind: 'esx', ...singleHost({}, { licence: { edition: 'free' } }) } as const;
    const client = await Client.login(await testSimulator(options));
    const vm = await client.find(onlyVm);
    expect(await client.read(esx, 'licensedEdition')).toEqual({ licensedEdition: 'esxBasic' });
    expect(await client.read(vm, 'config.nestedHVEnabled')).toEqual({
      'config.nestedHVEnabled': false,
    });
    const spec = '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>';
    const advanced = { type: 'OptionManager', value: 'ha-adv-options' };
    const change =
      '<changedValue><key>Config.HostAgent.log.level</key><value xsi:type="xsd:string">info</value></changedValue>';
    expect(await client.fault('ReconfigVM_Task', vm, spec)).toMatchObject({
      type: 'RestrictedVersion',
      message: 'Current license or ESXi version prohibits execution of the requested operation.',
    });
    expect(await client.fault('PowerOnVM_Task', vm)).toMatchObject({ type: 'RestrictedVersion' });
    expect(await client.fault('UpdateOptions', advanced, change)).toMatchObject({
      type: 'RestrictedVersion',
    });
    await client.call('QueryOptions', advanced, '<name>Config.HostAgent.log.level</name>');
  });
});

describe('a host in lockdown mode, addressed directly', () => {
  const users = [
    {
      name: 'rescue',
      password: 'x',
      grants: [{ path: '/', privileges: 'all' as const }],
      lockdownException: true,
    },
  ];
  const locked = singleHost({}, { lockdown: 'lockdownNormal' });

  it.each(['NoPermission', 'InvalidLogin'] as const)('answers a login with %s', async (answer) => {
    const rules = { lockdownLogin: answer };
    const simulator = await testSimulator({ kind: 'esx', ...locked, users, rules });
    await expect(Client.login(simulator)).rejects.toMatchObject({ type: answer });
    expect(simulator.sessionCount).toBe(0);
    await expect(Client.login(simulator, 'rescue', 'x')).resolves.toBeDefined();
  });

  it('is no matter through vCenter', async () => {
    await expect(Client.login(await testSimulator(locked))).resolves.toBeDefined();
  });
});

it('a host that a vCenter manages tells its address', async () => {
  const options = { kind: 'esx', ...singleHost({}, { managementServer: '192.0.2.1' }) } as const;
  const client = await Client.login(await testSimulator(options));
  const host = await client.find('/DC/host/esx/esx');
  expect(await client.read(host, 'summary.managementServerIp')).toEqual({
    'summary.managementServerIp': '192.0.2.1',
  });
});
