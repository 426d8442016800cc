import { expect, it } from 'vitest';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';

const vms = [
  {
    name: 'vCLS-1',
    host: 'esx',
    folder: 'vCLS',
    power: 'poweredOn' as const,
    settings: { guestId: 'crxSys1Guest' },
    managedBy: { extensionKey: 'VirtualCenter', type: 'vcls-entity' },
    extraConfig: { 'HDCS.agent': 'true', 'vCLSCRX.agent': 'true' },
  },
  {
    name: 'vCLS-2',
    host: 'esx',
    power: 'poweredOn' as const,
    extraConfig: { 'HDCS.agent': 'TRUE' },
  },
  { name: 'my vCLS notes', host: 'esx' },
  { name: 'srm', host: 'esx', managedBy: { extensionKey: 'com.vmware.vcDr', type: 'x' } },
];

it.each([
  ['an advanced option', ['vms', 'extra-config', 'set', '--set', 'disk.EnableUUID=TRUE']],
  [
    'an advanced option that is one of the marks',
    ['vms', 'extra-config', 'set', '--set', 'HDCS.agent=FALSE'],
  ],
  ['the flag', ['enable', '--power-cycle', 'soft']],
])('VMs of cluster services keep out of a change of %s', async (_what, words) => {
  const hosts = [{ name: 'esx' }];
  const inventory = { datacenters: [{ name: 'DC', clusters: [{ name: 'C', hosts }], vms }] };
  const simulator = await testSimulator({ inventory });
  const args = [...words, '--all', '--dry-run', '--output', 'json'];
  const ran = await runCli(args, { env: envOf(simulator) });
  const { plans } = jsonOf<{
    plans: { facts: { name: string }; fate: string; findings: { code: string }[] }[];
  }>(ran);
  const fates = plans.map(({ facts, fate, findings }) => [
    facts.name,
    fate,
    findings.some(({ code }) => code === 'CLUSTER_SERVICE_VM'),
  ]);
  expect(fates).toEqual(
    expect.arrayContaining([
      ['vCLS-1', 'blocked', true],
      ['vCLS-2', 'blocked', true],
      ['my vCLS notes', 'change', false],
      ['srm', 'blocked', false],
    ]),
  );
});
