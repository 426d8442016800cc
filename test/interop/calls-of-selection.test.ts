import { expect, it } from 'vitest';
import { vhv } from './helpers/run.ts';
import { Vcsim } from './helpers/vcsim.ts';

const path = '/DC0/vm/DC0_C0_RP0_VM1';

it('vcsim counts one read for a VM by its moid, and a look-up more by its path', async () => {
  await using vcsim = await Vcsim.start('-vm', '50');
  const listed = async (...selector: string[]) => {
    const before = await vcsim.counts();
    const { exitCode, stdout } = await vhv(vcsim.env, ['vms', ...selector, '--output', 'json']);
    expect(exitCode).toBe(0);
    const now = await vcsim.counts();
    const calls = Object.fromEntries(
      Object.entries(now).map(([method, count]) => [method, count - (before[method] ?? 0)]),
    );
    return { calls, rows: JSON.parse(stdout).rows as { path: string; moRef: { value: string } }[] };
  };
  const { rows: all } = await listed();
  const one = all.find((row) => row.path === path);
  const byMoid = await listed(one?.moRef.value ?? '');
  expect(byMoid.rows).toStrictEqual([one]);
  expect(byMoid.calls).toMatchObject({ RetrievePropertiesEx: 1, CreateContainerView: 0 });
  const byPath = await listed(path);
  expect(byPath.rows).toStrictEqual([one]);
  expect(byPath.calls).toMatchObject({
    FindByInventoryPath: 1,
    RetrievePropertiesEx: 1,
    CreateContainerView: 0,
  });
});
