import { expect, onTestFinished, test } from 'vitest';
import type { VmOutcome } from '../../src/nested/run/outcome.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { jsonOf } from '../helpers/cli.ts';
import { entry, listed, oneVm, vhvAt } from '../helpers/endpoints.ts';

type Kind = 'esx' | 'vcenter';

/** Two servers with a VM each, both of one instanceUuid. */
async function start(...kinds: readonly [Kind, Kind]): Promise<readonly Simulator[]> {
  const all = await Promise.all(
    kinds.map((kind) => startSimulator({ kind, inventory: oneVm('copy') })),
  );
  onTestFinished(async () => {
    await Promise.all(all.map((one) => one.close()));
  });
  return all;
}

const enable = ['enable', '--all', '--yes', '--output', 'json', '--quiet'];
const changesAt = (servers: readonly Simulator[]) =>
  servers.map(({ requests }) => requests.of('ReconfigVM_Task'));

test.each<Kind>(['esx', 'vcenter'])(
  'VMs of one instanceUuid on two servers of kind %s are two VMs, and one run changes both',
  async (kind) => {
    const servers = await start(kind, kind);
    const ran = await vhvAt(
      listed(...servers.map((one, index) => entry(one, `s${index}`))),
      enable,
    );
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const { outcomes } = jsonOf<{ outcomes: VmOutcome[] }>(ran);
    expect(outcomes).toMatchObject([{ outcome: 'changed' }, { outcome: 'changed' }]);
    expect(changesAt(servers)).toEqual([1, 1]);
  },
);

test('a VM that a vCenter and its host have is changed once, through the vCenter, and that is said', async () => {
  const servers = await start('esx', 'vcenter');
  const ran = await vhvAt(listed(...servers.map((one, index) => entry(one, `s${index}`))), enable);
  expect(ran.exitCode).toBe(0);
  expect(ran.stderr).toMatch(/copy is reached through s1 and at s0, .*: planned through s1\n/);
  expect(changesAt(servers)).toEqual([0, 1]);
});
