import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  apply,
  checkFleet,
  connect,
  parseSelector,
  planFleetFile,
  retrieveFacts,
  retrieveInventory,
} from '../../src/index.ts';
import type { DriftRow } from '../../src/report/rows/drift.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import type { VirtualMachineConfigSpec } from '../../src/vim25/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const host = { name: 'esx-1' };
const vms = [
  { name: 'web', folder: 'lab', nestedHV: true, extraConfig: { 'mce.enable': 'TRUE' } },
  { name: 'db', folder: 'lab', nestedHV: true, extraConfig: { 'mce.enable': 'TRUE' } },
  { name: 'appliance', folder: 'lab' },
  { name: 'desk', folder: 'office' },
].map((vm) => ({ ...vm, host: host.name }));

const ann = { name: 'ann', password: 'x', grants: [{ path: '/', privileges: 'all' }] } as const;

const fleet = {
  rules: [
    { name: 'hands off', select: ['appliance'], nestedHVEnabled: 'unmanaged' },
    {
      name: 'lab',
      select: ['web', 'db'],
      nestedHVEnabled: 'on',
      extraConfig: { 'disk.EnableUUID': null, 'mce.enable': 'TRUE' },
    },
  ],
};

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  // A host on its own has no folders of VMs.
  const flat = vms.map(({ folder: _none, ...vm }) => vm);
  const there = options.kind === 'esx' ? flat : vms;
  const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms: there }] };
  const simulator = await startSimulator({ inventory, users: [ann], ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

function fileOf(content: string | object): string {
  const path = join(makeTempDir(), 'fleet.yaml');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function drift(simulator: Simulator, content: string | object, ...args: string[]): Promise<Ran> {
  return runCli(['drift', '-f', fileOf(content), ...args], { env: envOf(simulator) });
}

/** Ann changes VMs, and no file says that she should. */
async function change(simulator: Simulator, ...args: string[]): Promise<void> {
  const env = { ...envOf(simulator), VHV_USERNAME: ann.name, VHV_PASSWORD: ann.password };
  expect(await runCli([...args, '--yes'], { env })).toMatchObject({ exitCode: 0 });
}

/** What `plan -f` and `apply` do. */
async function bringBack({ url, user: username, password, fingerprint256 }: Simulator) {
  const trust = { kind: 'pinned', fingerprint256 } as const;
  await using session = await connect({ url, username, password, trust });
  const inventory = await retrieveInventory(session);
  const { plans } = await planFleetFile(session, inventory, await checkFleet(fleet));
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
  const inventory = await retrieveInventory(session);
  const selection = { selectors: [parseSelector(name)], within: [], where: [] };
  for await (const { moRef } of retrieveFacts(session, inventory, selection)) {
    await session.call('ReconfigVM_Task', moRef, { spec });
  }
}

function vmOf({ model }: Simulator, wanted: string): VirtualMachine {
  return [...model.inventory.objects()].find(
    (object): object is VirtualMachine =>
      object instanceof VirtualMachine && object.name === wanted,
  ) as VirtualMachine;
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

describe('the rules of a file', () => {
  it('are told where they match nothing, or match what another decides', async () => {
    const simulator = await start();
    const ran = await drift(simulator, {
      rules: [
        { name: 'first', select: ['web', 'webb'], nestedHVEnabled: 'on' },
        { folder: ['lab'], where: ['runtime.powerState=poweredOff'], nestedHVEnabled: 'off' },
        { name: 'gone', cluster: ['old'], nestedHVEnabled: 'off' },
        { name: 'far', all: true, endpoints: ['vc-far'], nestedHVEnabled: 'off' },
      ],
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr.trim().split('\n')).toStrictEqual([
      "vhv: rule first: nothing matches 'webb'",
      'vhv: rule gone matches no VM',
      'vhv: rule far is about servers that were not looked at',
      'vhv: /DC/vm/lab/web: matched by rule first, which decides, and by rules[1]',
      'vhv: 1 drifted, 2 as wanted, 1 unmanaged',
    ]);
    expect(ran.stdout).toMatch(/db .* rules\[1\]\n/);
  });

  it('keep to the VMs that the command line names, and say nothing of the rest', async () => {
    const simulator = await start();
    await change(simulator, 'disable', 'web', 'db');
    const ran = await drift(simulator, fleet, 'db', '--output', 'json');
    expect(jsonOf<DriftRow[]>(ran).map(({ path }) => path)).toStrictEqual(['/DC/vm/lab/db']);
    expect(ran.stderr).toBe('vhv: 1 drifted, 0 as wanted, 0 unmanaged\n');
  });

  it('that match nothing at all are no proof of anything', async () => {
    const simulator = await start();
    const nothing = { rules: [{ select: ['nobody'], nestedHVEnabled: 'on' }] };
    expect(await drift(simulator, nothing)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/no VM matches 'the rules of .*fleet\.yaml'/),
    });
  });

  it('name one VM where they name one', async () => {
    const twins = ['a', 'b'].map((folder) => ({ name: 'web', folder, host: host.name }));
    const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms: twins }] };
    const simulator = await start({ inventory });
    expect(await drift(simulator, fleet)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("'web' is the name of 2 VMs: /DC/vm/a/web"),
    });
  });

  it('are about the servers that they name', async () => {
    const [one, two] = [await start(), await start({ user: 'user' })];
    const folder = makeTempDir();
    const endpoints = [one, two].map(({ url, fingerprint256 }, index) => ({
      name: `vc${index + 1}`,
      url,
      fingerprint: fingerprint256,
    }));
    writeFileSync(join(folder, 'endpoints.json'), JSON.stringify({ endpoints }));
    const rule = { all: true, endpoints: ['vc2'], nestedHVEnabled: 'on' };
    const file = fileOf({ rules: [rule] });
    const args = ['drift', '-f', file, '--endpoints', join(folder, 'endpoints.json')];
    const ran = await runCli(args, { env: { VHV_USERNAME: one.user, VHV_PASSWORD: one.password } });
    expect(ran.stderr).toBe('vhv: 2 drifted, 2 as wanted, 4 unmanaged\n');
    expect(ran.stdout).toMatch(/^ENDPOINT .*\nvc2 .*appliance.*\nvc2 .*desk[^\n]*\n$/);
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

describe('a fleet file', () => {
  it('is YAML, with on and off as they stand', async () => {
    const simulator = await start();
    const yaml = 'rules:\n  - select: [web]\n    nestedHVEnabled: on\n';
    const ran = await drift(simulator, yaml);
    expect(ran).toMatchObject({ exitCode: 0 });
  });

  it.each<[content: string, says: RegExp]>([
    ['rules: [', /fleet\.yaml line 1, column \d+: is no YAML/],
    ['rules:\n  - nestedHVEnabled: off\n', /fleet\.yaml: rules\[0\]: which VMs\?/],
    [
      'rules:\n  - {all: true, nestedHVEnabled: on, extraConfig: {disk.EnableUUID: TRUE}}\n',
      /rules\[0\]\.extraConfig\.disk\.EnableUUID: must be a text: put it in quotes/,
    ],
  ])('that is wrong ends the run before a server is asked: %j', async (content, says) => {
    const simulator = await start();
    expect(await drift(simulator, content)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(says),
    });
    expect(simulator.requests.byMethod()).toStrictEqual({});
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
