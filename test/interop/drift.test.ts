import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { apply, checkFleet, connect, planFleetFile, retrieveInventory } from '../../src/index.ts';
import type { DriftRow } from '../../src/report/rows/drift.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { govc } from './helpers/govc.ts';

const fleet = {
  rules: [
    {
      name: 'lab',
      select: ['hv-01', 'hv-02'],
      nestedHVEnabled: 'off',
      extraConfig: { 'mce.enable': null },
    },
  ],
};

it.each([
  { kind: 'vcenter', folder: '/Lab/vm/nested' },
  { kind: 'esx', folder: '/ha-datacenter/vm' },
] as const)(
  'a fleet that govc changed behind its back is told and brought back, on $kind',
  async ({ kind, folder }) => {
    const simulator = await startSimulator({ kind });
    onTestFinished(() => simulator.close());
    const file = join(makeTempDir(), 'fleet.yaml');
    writeFileSync(file, JSON.stringify(fleet));
    const args = ['drift', '-f', file, '--detailed-exitcode', '--output', 'json'];
    const drift = () => runCli(args, { env: envOf(simulator) });
    expect(await drift()).toMatchObject({ exitCode: 0 });

    const change = (name: string, ...flags: string[]) =>
      govc(simulator, 'vm.change', '-vm', `${folder}/${name}`, ...flags);
    expect(await change('hv-01', '-nested-hv-enabled=true')).toMatchObject({ exitCode: 0 });
    expect(await change('hv-02', '-e', 'mce.enable=TRUE')).toMatchObject({ exitCode: 0 });
    const found = await drift();
    expect(found.exitCode).toBe(3);
    const by = { changedBy: simulator.user, changedAt: expect.stringContaining('T'), rule: 'lab' };
    expect(jsonOf<DriftRow[]>(found)).toMatchObject([
      { path: `${folder}/hv-01`, key: 'nestedHVEnabled', wanted: 'off', actual: 'on', ...by },
      { path: `${folder}/hv-02`, key: 'mce.enable', wanted: null, actual: 'TRUE', ...by },
    ]);

    const { url, user: username, password, fingerprint256 } = simulator;
    const trust = { kind: 'pinned', fingerprint256 } as const;
    await using session = await connect({ url, username, password, trust });
    const inventory = await retrieveInventory(session);
    const { plans } = await planFleetFile(session, inventory, await checkFleet(fleet));
    const { outcomes } = await apply(session, plans);
    expect(outcomes.map(({ outcome }) => outcome)).toStrictEqual(['changed', 'changed']);
    expect(await drift()).toMatchObject({ exitCode: 0 });
  },
);
