import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DriftRow } from '../../src/cli/commands/drift.ts';
import { checkFleet } from '../../src/nested/drift/fleet-file.ts';
import { planFleetFile } from '../../src/nested/drift/plan-fleet-file.ts';
import { retrieveFacts } from '../../src/nested/facts/vm-facts.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import type { VirtualMachineConfigSpec } from '../../src/vim25/index.ts';
import { connect, parseSelector } from '../../src/vsphere/index.ts';
import { apply } from '../helpers/apply.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { change, drift, fileOf, fleet, start, vmOf } from './drifting.ts';

/** What `plan -f` and `apply` do. */
async function bringBack({ url, user: username, password, fingerprint256 }: Simulator) {
  const trust = { kind: 'pinned', fingerprint256 } as const;
  await using session = await connect({ url, username, password, trust });
  const { plans } = await planFleetFile(session, await checkFleet(fleet));
  const { outcomes } = await apply(session, plans);
  return { plans, outcomes };
}

/** As another client does it, with what ours would not send. */
async function reconfigure(
  { url, user: username, password, fingerprint256 }: Simulator,
  name: string,
  spec: VirtualMachineConfigSpec,
): Promise<void> {
  const trust = { kind: 'pinned', fingerprint256 } as const;
  await using session = await connect({ url, username, password, trust });
  const selection = { selectors: [parseSelector(name)], within: [], where: [] };
  for await (const { moRef } of retrieveFacts(session, selection)) {
    await session.call('ReconfigVM_Task', moRef, { spec });
  }
}

const when = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe('a fleet that was changed behind its back', () => {
  it.each(['vcenter', 'esx'] as const)(
    'is told setting by setting, with who changed it and when, and brought back, on %s',
    async (kind) => {
      const simulator = await start({ kind });
      const before = await drift(simulator, fleet, '--detailed-exitcode');
      expect(before).toMatchObject({ exitCode: 0 });
      expect(before.stderr).toBe('vhv: 0 drifted, 2 as wanted, 2 unmanaged\n');

      await change(simulator, 'disable', 'web', '--set', 'disk.EnableUUID=TRUE');
      await change(simulator, 'vms', 'extra-config', 'unset', 'db', '--unset', 'mce.enable');
      const json = await drift(simulator, fleet, '--detailed-exitcode', '--output', 'json');
      expect(json.exitCode).toBe(3);
      const changed = { changedBy: 'ann', changedAt: when, rule: 'lab', moRef: expect.anything() };
      const rows = jsonOf<DriftRow[]>(json).map(({ path, endpoint, ...row }) => {
        expect(endpoint).toBe(simulator.url.replace(/\/sdk$/, ''));
        return { name: path.split('/').at(-1), ...row };
      });
      expect(rows).toStrictEqual([
        { name: 'web', key: 'nestedHVEnabled', wanted: 'on', actual: 'off', ...changed },
        { name: 'web', key: 'disk.EnableUUID', wanted: null, actual: 'TRUE', ...changed },
        { name: 'db', key: 'mce.enable', wanted: 'TRUE', actual: null, ...changed },
      ]);
      // Without being asked for, what was found is no failure.
      const table = await drift(simulator, fleet);
      expect(table.exitCode).toBe(0);
      expect(table.stdout).toMatch(
        /web +(vm-)?\d+ +disk\.EnableUUID +not there +TRUE +ann +\S+Z +lab/,
      );

      const { outcomes } = await bringBack(simulator);
      expect(outcomes.map(({ outcome }) => outcome)).toStrictEqual(['changed', 'changed']);
      const after = await drift(simulator, fleet, '--detailed-exitcode');
      expect(after).toMatchObject({ exitCode: 0 });
      expect(after.stderr).toContain('0 drifted, 2 as wanted');
    },
  );

  it('is asked who did it once for each VM that differs, and not beyond --history', async () => {
    const simulator = await start();
    await change(simulator, 'disable', 'web', 'db');
    simulator.requests.reset();
    const ran = await drift(simulator, fleet, '--history', '1', '--output', 'json');
    expect(simulator.requests.byMethod()['QueryEvents']).toBe(1);
    expect(jsonOf<DriftRow[]>(ran).map(({ changedBy }) => changedBy)).toStrictEqual([
      'ann',
      undefined,
    ]);
    expect(ran.stderr).toContain('who changed 1 more VMs was not asked: --history NUMBER');
    simulator.requests.reset();
    await drift(simulator, fleet, '--history', '0');
    expect(simulator.requests.byMethod()).not.toHaveProperty('QueryEvents');
  });

  it('still differs where the history may not be read', async () => {
    const simulator = await start();
    await change(simulator, 'disable', 'web');
    simulator.faults.add({ method: 'QueryEvents', fault: { _type: 'NoPermission' } });
    const ran = await drift(simulator, fleet, '--detailed-exitcode');
    expect(ran.exitCode).toBe(3);
    expect(ran.stdout).toContain('not known');
    expect(ran.stderr).toContain('the event history could not be read: NoPermission');
  });
});

describe('who changed a setting', () => {
  it('is who made it what it is, not who sent it along later', async () => {
    const simulator = await start();
    await change(simulator, 'vms', 'extra-config', 'set', 'web', '--set', 'disk.EnableUUID=TRUE');
    await reconfigure(simulator, 'web', {
      extraConfig: [{ key: 'DISK.enableuuid', value: 'TRUE' }],
      annotation: 'by somebody else',
    });
    const ran = await drift(simulator, fleet, '--output', 'json');
    expect(jsonOf<DriftRow[]>(ran)).toMatchObject([{ key: 'disk.EnableUUID', changedBy: 'ann' }]);
  });

  it('is not known where no reconfiguration made it so', async () => {
    const simulator = await start();
    await change(simulator, 'vms', 'extra-config', 'set', 'web', '--set', 'disk.EnableUUID=TRUE');
    // As a snapshot's revert does: no event names the value that is there now.
    vmOf(simulator, 'web').state.extraConfig.set('disk.EnableUUID', 'FALSE');
    const [row] = jsonOf<DriftRow[]>(await drift(simulator, fleet, '--output', 'json'));
    expect(row).toMatchObject({ key: 'disk.EnableUUID', actual: 'FALSE' });
    expect(row).not.toHaveProperty('changedBy');
  });
});

describe('a configuration that cannot be read', () => {
  it('is neither drift nor its absence: exit 5', async () => {
    const simulator = await start();
    // As of a VM whose files are out of reach.
    const web = vmOf(simulator, 'web');
    const read = web.read.bind(web);
    web.read = (property) => (property === 'config' ? undefined : read(property));
    const ran = await drift(simulator, fleet, '--detailed-exitcode', '--output', 'json');
    expect(ran.exitCode).toBe(5);
    const [row] = jsonOf<DriftRow[]>(ran);
    expect(row).toMatchObject({ key: 'nestedHVEnabled', wanted: 'on' });
    expect(row).not.toHaveProperty('actual');
  });
});

describe('vhv report --html FILE -f fleet.yaml', () => {
  it('shows on the page what differs', async () => {
    const simulator = await start();
    await change(simulator, 'disable', 'web');
    const page = join(makeTempDir(), 'fleet.html');
    const args = ['report', '--html', page, '-f', fileOf(fleet)];
    const ran = await runCli(args, { env: envOf(simulator) });
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(readFileSync(page, 'utf8')).toContain('nestedHVEnabled: wanted on, is off; by ann at');
  });

  it('needs a page to show it on', async () => {
    const simulator = await start();
    const ran = await runCli(['report', '-f', fileOf(fleet)], { env: envOf(simulator) });
    expect(ran).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('-f belongs to --html here'),
    });
  });
});
