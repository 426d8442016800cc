import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Simulator, startSimulator, type VmData } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const hosts = [{ name: 'esx01' }, { name: 'esx02' }];
const vms: readonly VmData[] = [
  { name: 'web01', folder: 'lab', host: 'esx01' },
  { name: 'web02', folder: 'lab', host: 'esx02', power: 'poweredOn' },
  { name: 'db', folder: 'shop', host: 'esx02' },
];
const inventory = {
  datacenters: [{ name: 'DC', clusters: [{ name: 'C1', hosts }], vms }],
};

let lab: Simulator;

beforeAll(async () => {
  lab = await startSimulator({ inventory });
});

afterAll(() => lab.close());

describe('what there is not is told by its kind, with what is near', () => {
  it.each([
    { args: ['vms', 'web1'], says: "no VM is named 'web1'; near: 'web01'" },
    { args: ['vms', 'WEB02'], says: "no VM is named 'WEB02'; near: 'web02'." },
    { args: ['vms', '/DC/vm/db'], says: "no VM is at '/DC/vm/db'; near: '/DC/vm/shop/db'." },
    { args: ['vms', '/DC/vm/lab/web03'], says: "near: '/DC/vm/lab/web01', '/DC/vm/lab/web02'." },
    {
      args: ['vms', 'VirtualMachine:vm-4711'],
      says: "no VM has the reference 'VirtualMachine:vm-4711'. Look for it",
    },
    { args: ['vms', 'zz*'], says: "no VM matches 'zz*'. Look for it with a glob such as *name*." },
    {
      args: ['vms', 'web1', 'nothing', 'db'],
      says: "no VM is named 'web1'; near: 'web01'. Nothing matches 'nothing' either.",
    },
    {
      args: ['vms', 'db', '--host', 'esx01'],
      says: "no VM with host esx01 is named 'db'. /DC/vm/shop/db is there, and left out by that.",
    },
    { args: ['hosts', 'esx1'], says: "no host is named 'esx1'; near: 'esx01'." },
    { args: ['hosts', 'h*'], says: "no host matches 'h*'. 'vhv hosts' lists what there is." },
    { args: ['vms', '--host', 'esx1'], says: "no host is named 'esx1'; near: 'esx01'." },
    { args: ['vms', '--cluster', 'X9'], says: "no cluster is named 'X9'. There is /DC/host/C1." },
    {
      args: ['vms', '--pool', 'Resorces'],
      says: "no pool is named 'Resorces'; near: 'Resources'.",
    },
    { args: ['vms', '--folder', 'shpo'], says: "no folder is named 'shpo'; near: 'shop'." },
    {
      args: ['vms', '--where', 'runtime.powerState=poweredon'],
      says: "no VM has 'runtime.powerState=poweredon'; near: 'runtime.powerState=poweredOn'",
    },
    {
      args: ['vms', '--where', 'config.nestedHVEnbled=true'],
      says: "config has no 'nestedHVEnbled'; did you mean 'config.nestedHVEnabled'?",
    },
    { args: ['vms', '--where', 'hardware=x'], says: "a VM has no 'hardware'; it has alarmActi" },
    {
      args: ['vms', '--folder', 'lab', '--where', 'name=db'],
      says: "no VM matches 'folder lab', 'name=db'. Each of these has to hold for a VM.",
    },
    { args: ['enable', 'web1', '--yes'], says: "near: 'web01'" },
  ])('vhv $args', async ({ args, says }) => {
    const { exitCode, stdout, stderr } = await runCli(args, { env: envOf(lab) });
    expect(stderr).toContain(says);
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: '' });
  });
});

describe('among several servers', () => {
  let esx: Simulator;

  beforeAll(async () => {
    esx = await startSimulator({ kind: 'esx' });
  });

  afterAll(() => esx.close());

  it.each([
    {
      args: ['vms', 'vc9#web01'],
      says: "no VM matches 'vc9#web01'. The servers of this run are vc0, vc1; 'vc9' is none of them.",
    },
    { args: ['vms', 'web1'], says: "no VM matches 'web1'; near: 'web01'" },
    { args: ['vms', 'db', 'web1'], says: "no VM matches 'web1'; near: 'web01'" },
    { args: ['vms', '--cluster', 'C2'], says: "no cluster is named 'C2'" },
  ])('vhv $args', async ({ args, says }) => {
    const path = join(makeTempDir(), 'servers.yaml');
    const list = [lab, esx].map(
      ({ url, user, fingerprint256 }, index) =>
        `- {name: vc${index}, url: '${url}', username: ${user}, fingerprint: '${fingerprint256}'}`,
    );
    writeFileSync(path, `endpoints:\n${list.join('\n')}\n`);
    const env = { VHV_ENDPOINTS: path, VHV_PASSWORD: lab.password };
    const { exitCode, stderr } = await runCli(args, { env });
    expect(stderr).toContain(says);
    expect(exitCode).toBe(2);
  });
});

test('a file with a key that there is not is told the near one', async () => {
  const folder = makeTempDir();
  const path = join(folder, 'servers.yaml');
  writeFileSync(path, 'endpoints:\n- {url: vc1, usrname: me}\n');
  const ran = await runCli(['env', '--endpoints', path]);
  expect(ran).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("endpoints[0].usrname: is not known; did you mean 'username'?"),
  });
  writeFileSync(path, 'rules:\n- {selct: [web], nestedHVEnabled: on}\n');
  const drift = await runCli(['drift', '-f', path, '--url', 'sim:']);
  expect(drift.stderr).toContain("rules[0].selct: is not known; did you mean 'select'?");
});
