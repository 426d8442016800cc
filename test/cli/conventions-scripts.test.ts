import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

function vhv(...args: readonly string[]): Promise<Ran> {
  return runCli(args, { env: envOf(simulator) });
}

async function vm(name: string): Promise<VmFacts | undefined> {
  const [facts] = jsonOf<VmFacts[]>(await vhv('vms', name, '--output', 'json'));
  return facts;
}

/** User and password are in the address; nothing pins the certificate. */
function address(user = simulator.user): string {
  const { url, password } = simulator;
  return `${user}:${password}@${url.replace('https://', '')}`;
}

async function exits(code: number, env: Record<string, string>, ...args: string[]): Promise<void> {
  expect(await runCli(['about', ...args], { env })).toMatchObject({ exitCode: code });
}

const fleet = {
  rules: [{ name: 'two', select: ['hv-01', 'hv-02'], nestedHVEnabled: 'on' }],
};

function fleetFile(): string {
  const path = join(makeTempDir(), 'fleet.yaml');
  writeFileSync(path, JSON.stringify(fleet));
  return path;
}

const rows: Readonly<Record<string, () => Promise<void>>> = {
  'which address wins': async () => {
    const elsewhere = 'user:pass@127.0.0.1:9';
    const GOVC_INSECURE = '1';
    await exits(8, { GOVC_URL: elsewhere, GOVC_INSECURE });
    await exits(0, { GOVC_URL: elsewhere, VHV_URL: address(), VHV_INSECURE: '1' });
    const both = { GOVC_URL: elsewhere, VHV_URL: elsewhere, VHV_INSECURE: '1' };
    await exits(0, both, '--url', address());
  },
  'password in a file': async () => {
    const GOVC_PASSWORD = join(makeTempDir(), 'password');
    writeFileSync(GOVC_PASSWORD, `${simulator.password}\n`);
    const { url: GOVC_URL, user: GOVC_USERNAME } = simulator;
    await exits(0, { GOVC_URL, GOVC_USERNAME, GOVC_PASSWORD, GOVC_INSECURE: '1' });
    const GOVC_PASSWORD_GONE = { GOVC_PASSWORD: `${GOVC_PASSWORD}-gone` };
    await exits(7, { GOVC_URL, GOVC_USERNAME, ...GOVC_PASSWORD_GONE, GOVC_INSECURE: '1' });
  },
  'the flag': async () => {
    expect(await vhv('enable', 'hv-01', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await vm('hv-01')).toMatchObject({ nestedHVEnabled: true });
    expect(await vhv('disable', 'hv-01', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await vm('hv-01')).toMatchObject({ nestedHVEnabled: false });
  },
  'power off, change, power on': async () => {
    const cycle = ['--power-cycle', 'hard', '--yes'];
    expect(await vhv('enable', 'hv-01', 'hv-03', ...cycle)).toMatchObject({ exitCode: 0 });
    expect(await vm('hv-03')).toMatchObject({ nestedHVEnabled: true, powerState: 'poweredOn' });
    expect(await vm('hv-01')).toMatchObject({ nestedHVEnabled: true, powerState: 'poweredOff' });
  },
  JSON: async () => {
    const ran = await vhv('vms', 'hv-01', '--output', 'json');
    expect(JSON.parse(ran.stdout)).toMatchObject({ rows: [{ name: 'hv-01' }] });
  },
  'settings of a VM': async () => {
    const list = [
      'vms',
      'extra-config',
      'ls',
      'hv-02',
      '--key',
      'guestinfo.role',
      '--output',
      'csv',
    ];
    expect((await vhv(...list)).stdout).toContain('guestinfo.role,kvm');
    await vhv('vms', 'extra-config', 'set', 'hv-02', '-e', 'guestinfo.role=esx', '--yes');
    expect((await vhv(...list)).stdout).toContain('guestinfo.role,esx');
  },
  'settings of a host': async () => {
    const ran = await vhv(
      'hosts',
      'options',
      'get',
      'Config.HostAgent.log.level',
      '--output',
      'csv',
    );
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('verbose') });
  },
  'invalid certificates ignored': async () => {
    const env = { VHV_URL: address() };
    await exits(0, env, '--insecure');
    // Nothing of it is kept.
    await exits(7, env);
  },
  'certificates not validated': async () => {
    const { hostname: VMWARE_HOST, port: VMWARE_PORT } = new URL(simulator.url);
    const { user: VMWARE_USER, password: VMWARE_PASSWORD } = simulator;
    const env = { VMWARE_HOST, VMWARE_PORT, VMWARE_USER, VMWARE_PASSWORD };
    const answers = [
      ['no', 0],
      ['yes', 7],
    ] as const;
    for (const [VMWARE_VALIDATE_CERTS, code] of answers) {
      await exits(code, { ...env, VMWARE_VALIDATE_CERTS });
    }
  },
  'check mode': async () => {
    expect((await vhv('enable', 'hv-01', '--dry-run')).stdout).toContain('off → on');
    expect((await vhv('drift', '-f', fleetFile())).stdout).toContain('hv-01');
    expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
  },
  'unverified TLS': async () => {
    const { url: VSPHERE_SERVER, user: VSPHERE_USER, password: VSPHERE_PASSWORD } = simulator;
    const env = { VSPHERE_SERVER, VSPHERE_USER, VSPHERE_PASSWORD };
    await exits(0, { ...env, VSPHERE_ALLOW_UNVERIFIED_SSL: 'true' });
    await exits(7, env);
  },
  'exit code of a plan': async () => {
    const plan = ['plan', 'hv-01', '--detailed-exitcode'];
    expect(await vhv(...plan)).toMatchObject({ exitCode: 3 });
    await vhv('enable', 'hv-01', '--yes');
    expect(await vhv(...plan)).toMatchObject({ exitCode: 0 });
    expect(await vhv(...plan, '--no-such-flag')).toMatchObject({ exitCode: 2 });
  },
  'a saved plan': async () => {
    const [good, stale] = ['good', 'stale'].map((name) => join(makeTempDir(), name));
    await vhv('plan', 'hv-01', '--out', good ?? '');
    await vhv('plan', 'hv-01', '--out', stale ?? '');
    expect(await vhv('apply', good ?? '', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await vm('hv-01')).toMatchObject({ nestedHVEnabled: true });
    await vhv('vms', 'extra-config', 'set', 'hv-01', '-e', 'a.b=1', '--yes');
    expect(await vhv('apply', stale ?? '', '--yes')).toMatchObject({ exitCode: 5 });
  },
  'state in a file': async () => {
    const file = fleetFile();
    const plan = join(makeTempDir(), 'fleet.plan');
    const drift = ['drift', '-f', file, '--detailed-exitcode'];
    expect(await vhv(...drift)).toMatchObject({ exitCode: 3 });
    expect(await vhv('plan', '-f', file, '--out', plan)).toMatchObject({ exitCode: 0 });
    expect(await vhv('apply', plan, '--yes')).toMatchObject({ exitCode: 0 });
    expect(await vhv(...drift)).toMatchObject({ exitCode: 0 });
  },
};

test.each(Object.entries(rows))('%s', async (_name, check) => {
  await check();
  expect(simulator.sessionCount).toBe(0);
});

test('the rows of the second table of docs/conventions.md are these', async () => {
  const text = await readFile(new URL('../../docs/conventions.md', import.meta.url), 'utf8');
  const [, section = ''] = text.split('\n## In scripts and pipelines\n');
  const [, , ...lines] = section.split('\n').filter((line) => line.startsWith('|'));
  expect(lines.map((line) => line.split('|')[1]?.trim())).toEqual(Object.keys(rows));
});
