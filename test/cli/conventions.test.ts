import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';
import { readArchive } from '../helpers/kit.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

function vhv(args: readonly string[], stdin?: string): Promise<Ran> {
  const env = envOf(simulator);
  return runCli(args, stdin === undefined ? { env } : { env, stdin });
}

function writes(): number {
  return simulator.requests.of('ReconfigVM_Task');
}

async function names(...args: readonly string[]): Promise<string[]> {
  const ran = await vhv(['vms', ...args, '--output', 'json']);
  return jsonOf<VmFacts[]>(ran).map(({ name }) => name);
}

async function about(env: Readonly<Record<string, string>>, ...args: string[]): Promise<void> {
  const ran = await runCli(['about', ...args], { env });
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('VirtualCenter') });
}

/** The address without its scheme, as govc takes it, with user and password in it. */
function withCredentials(): string {
  const { url, user, password } = simulator;
  return `${user}:${password}@${url.replace('https://', '')}`;
}

const rows: Readonly<Record<string, () => Promise<void>>> = {
  'address with user and password': async () => {
    const { fingerprint256: VHV_FINGERPRINT } = simulator;
    await about({ GOVC_URL: withCredentials(), VHV_FINGERPRINT });
  },
  'certificate not checked': async () => {
    await about({ GOVC_URL: withCredentials(), GOVC_INSECURE: 'true' });
    await about({ GOVC_URL: withCredentials() }, '-k');
    const refused = await runCli(['about'], { env: { GOVC_URL: withCredentials() } });
    expect(refused.exitCode).toBe(7);
  },
  'list of CA files': async () => {
    const dir = await mkdtemp(join(tmpdir(), 'vhv-ca-'));
    const [one, other] = [join(dir, 'one.pem'), join(dir, 'other.pem')];
    await writeFile(one, simulator.certificatePem);
    await writeFile(other, simulator.certificatePem);
    await about({ GOVC_URL: withCredentials(), GOVC_TLS_CA_CERTS: `${one}${delimiter}${other}` });
    await about({ GOVC_URL: withCredentials() }, '--ca', one);
    await rm(dir, { recursive: true });
  },
  'known hosts': async () => {
    const dir = await mkdtemp(join(tmpdir(), 'vhv-known-'));
    const path = join(dir, 'known_hosts');
    const { host } = new URL(simulator.url);
    await writeFile(path, `${host} ${simulator.fingerprint256}\n`);
    await about({ GOVC_URL: withCredentials(), GOVC_TLS_KNOWN_HOSTS: path });
    await rm(dir, { recursive: true });
  },
  'a look at the certificate': async () => {
    const ran = await vhv(['cert']);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.stdout).toContain(simulator.fingerprint256);
  },
  'which settings': async () => {
    const { stdout } = await vhv(['env', '--output', 'csv']);
    expect(stdout).toContain(`url,${new URL(simulator.url).origin},VHV_URL`);
    expect(stdout).toContain('password,(set),VHV_PASSWORD');
  },
  'session kept': async () => {
    const XDG_STATE_HOME = await mkdtemp(join(tmpdir(), 'vhv-state-'));
    const env = { ...envOf(simulator), XDG_STATE_HOME };
    await runCli(['about', '--session-reuse'], { env });
    await runCli(['about', '--session-reuse'], { env });
    expect(simulator.requests.of('Login')).toBe(1);
    expect((await runCli(['session', 'ls'], { env })).stdout).toContain(
      new URL(simulator.url).origin,
    );
    expect(await runCli(['session', 'logout'], { env })).toMatchObject({ exitCode: 0 });
    await rm(XDG_STATE_HOME, { recursive: true });
  },
  'token and ticket': async () => {
    const { url: VHV_URL, fingerprint256: VHV_FINGERPRINT } = simulator;
    const env = { VHV_URL, VHV_FINGERPRINT };
    const byToken = await runCli(['about', '--token-file', '-'], {
      env,
      stdin: simulator.issueToken(),
    });
    expect(byToken).toMatchObject({ exitCode: 0, stderr: '' });
    const byTicket = await runCli(['about', '--clone-ticket-file', '-'], { env, stdin: 'none' });
    expect(byTicket.stderr).toContain('the login of a clone ticket');
  },
  'several servers': async () => {
    await using other = await startSimulator();
    const urls = [simulator.url, other.url].flatMap((url) => ['--url', url]);
    const { user: VHV_USERNAME, password: VHV_PASSWORD } = simulator;
    const env = { VHV_USERNAME, VHV_PASSWORD };
    const ran = await runCli(['about', ...urls, '-k', '--output', 'csv'], { env });
    expect(ran.stdout.trimEnd().split('\n')).toHaveLength(3);
  },
  "Terraform's variables": async () => {
    const { url, user, password, fingerprint256: VHV_FINGERPRINT } = simulator;
    const env = { VSPHERE_SERVER: url, VSPHERE_USER: user, VSPHERE_PASSWORD: password };
    await about({ ...env, VHV_FINGERPRINT });
  },
  "Ansible's variables": async () => {
    const { url, user, password, fingerprint256: VHV_FINGERPRINT } = simulator;
    const env = { VMWARE_HOST: url, VMWARE_USER: user, VMWARE_PASSWORD: password };
    await about({ ...env, VHV_FINGERPRINT });
  },
  'inventory paths': async () => {
    expect(await names('/Lab/vm/nested/hv-0*')).toHaveLength(4);
    expect(await names('/*/...')).toEqual(await names());
  },
  references: async () => {
    const [vm] = jsonOf<VmFacts[]>(await vhv(['vms', 'hv-01', '--output', 'json']));
    const moid = vm?.moRef.value ?? '';
    expect(await names(moid)).toEqual(['hv-01']);
    expect(await names(`VirtualMachine:${moid}`)).toEqual(['hv-01']);
  },
  'names from a pipe': async () => {
    const found = '/Lab/vm/nested/hv-01\n/Lab/vm/nested/hv-02\n';
    expect(await vhv(['enable', '-', '--yes'], found)).toMatchObject({ exitCode: 0 });
    expect(writes()).toBe(2);
  },
  'advanced options': async () => {
    const key = ['vms', 'extra-config', 'ls', 'hv-01', '--key', 'a.b', '--output', 'csv'];
    await vhv(['enable', 'hv-01', '-e', 'a.b=1', '--yes']);
    expect((await vhv(key)).stdout).toContain('a.b,1');
    await vhv(['vms', 'extra-config', 'set', 'hv-01', '-e', 'a.b=', '--yes']);
    expect((await vhv(key)).stdout).not.toContain('a.b,');
  },
  'several VMs': async () => {
    expect(await vhv(['enable', '/Lab/vm/nested/*', '--yes'])).toMatchObject({ exitCode: 6 });
    expect(writes()).toBe(3);
  },
  'nothing found': async () => {
    expect(await vhv(['vms', 'nosuch'])).toMatchObject({ exitCode: 2, stdout: '' });
  },
  'a second run': async () => {
    await vhv(['enable', 'hv-01', '--yes']);
    expect(await vhv(['enable', 'hv-01', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(writes()).toBe(1);
  },
  'what if': async () => {
    const { stdout } = await vhv(['enable', 'hv-01', '--dry-run']);
    expect(stdout).toContain('nestedHVEnabled: off → on');
    expect(writes()).toBe(0);
  },
  'no question': async () => {
    expect(await vhv(['enable', 'hv-01'])).toMatchObject({ exitCode: 2 });
    expect(writes()).toBe(0);
    expect(await vhv(['enable', 'hv-01', '--yes'])).toMatchObject({ exitCode: 0 });
  },
  'objects out': async () => {
    const { stdout } = await vhv(['vms', '--output', 'jsonl']);
    const vms = stdout.trimEnd().split('\n');
    expect(vms.map((line) => (JSON.parse(line) as VmFacts).name)).toEqual(await names());
  },
  'power cycle needed': async () => {
    const ran = await vhv(['enable', 'hv-03', '--yes', '--output', 'jsonl']);
    expect(ran.exitCode).toBe(6);
    expect(JSON.parse(ran.stdout)).toMatchObject({ findings: ['POWER_CYCLE_REQUIRED'] });
  },
  'power cycle allowed': async () => {
    expect(await vhv(['enable', 'hv-03', '--power-cycle', 'soft', '--yes'])).toMatchObject({
      exitCode: 0,
    });
    expect(writes()).toBe(1);
  },
  'a log to send': async () => {
    const archive = join(makeTempDir(), 'kit.zip');
    expect((await vhv(['record-kit', '--yes', '--out', archive])).exitCode).toBe(0);
    const text = [...readArchive(archive).values()].join('');
    expect(text).toContain('RetrievePropertiesEx');
    expect(text).not.toMatch(/esx-01|hv-01|pass</);
  },
  'before and after': async () => {
    const set = ['enable', 'hv-01', '-e', 'a.b=1', '--yes', '--output', 'jsonl'];
    const lines = (await vhv(set)).stdout.trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      nestedHVEnabled: { from: false, to: true },
      extraConfig: [{ key: 'a.b', from: null, to: '1' }],
    });
  },
  'types of host options': async () => {
    const set = ['hosts', 'options', 'set', 'esx-01.lab.test', '--yes', '--set'];
    const key = 'Net.ReversePathFwdCheckPromisc';
    expect(await vhv([...set, 'no.such=1'])).toMatchObject({ exitCode: 2 });
    expect(await vhv([...set, `${key}=7`])).toMatchObject({ exitCode: 2 });
    expect(await vhv([...set, `${key}=1`])).toMatchObject({ exitCode: 0 });
  },
};

test.each(Object.entries(rows))('%s', async (_name, check) => {
  await check();
  expect(simulator.sessionCount).toBe(0);
});

test('the rows of the first table of docs/conventions.md are these', async () => {
  const text = await readFile(new URL('../../docs/conventions.md', import.meta.url), 'utf8');
  const [section = ''] = text.split('\n## ');
  const [, , ...lines] = section.split('\n').filter((line) => line.startsWith('|'));
  expect(lines.map((line) => line.split('|')[1]?.trim())).toEqual(Object.keys(rows));
});
