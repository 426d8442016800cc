import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';

let vcenter: Simulator;
let esx: Simulator;

beforeAll(async () => {
  const vms = ['web', 'web', '86', '1e3'].map((name, index) => ({
    name,
    folder: `team-${index}`,
    host: 'esx-01',
  }));
  const hosts = [{ name: 'esx-01' }];
  vcenter = await startSimulator({ inventory: { datacenters: [{ name: 'DC', hosts, vms }] } });
  esx = await startSimulator({ kind: 'esx' });
});

afterAll(async () => {
  await vcenter.close();
  await esx.close();
});

function vhv(args: readonly string[], stdin?: string, simulator = vcenter): Promise<Ran> {
  const options = { env: envOf(simulator) };
  return runCli(args, stdin === undefined ? options : { ...options, stdin });
}

async function paths(args: readonly string[], stdin?: string): Promise<string[]> {
  const ran = await vhv(['vms', '--output', 'json', ...args], stdin);
  return jsonOf<VmFacts[]>(ran).map(({ path }) => path);
}

describe('selectors', () => {
  it('are strings, however much they look like numbers', async () => {
    expect(await paths(['86'])).toEqual(['/DC/vm/team-2/86']);
    expect(await paths(['1e3'])).toEqual(['/DC/vm/team-3/1e3']);
  });

  it('take globs, `...`, and relative paths', async () => {
    expect(await paths(['/DC/vm/team-*/web'])).toHaveLength(2);
    expect(await paths(['/DC/...'])).toHaveLength(4);
    expect(await paths(['team-1/web'])).toEqual(['/DC/vm/team-1/web']);
    expect(await paths(['8?'])).toEqual(['/DC/vm/team-2/86']);
  });

  it('come from stdin at a lone dash, beside others', async () => {
    expect(await paths(['86', '-'], '/DC/vm/team-0/web\n\n')).toHaveLength(2);
  });

  it('are narrowed by folder, host and property', async () => {
    expect(await paths(['--folder', 'team-0'])).toEqual(['/DC/vm/team-0/web']);
    expect(await paths(['--host', 'esx-01', '--where', 'name=w*'])).toHaveLength(2);
  });

  it('take a boolean that is unset for false, and nothing else that is unset for anything', async () => {
    const all = await paths([]);
    expect(await paths(['--where', 'config.sevEnabled=false'])).toEqual(all);
    expect(await vhv(['vms', '--where', 'config.sevEnabled=true'])).toMatchObject({ exitCode: 2 });
    const unset = ['vms', '--where', 'config.npivDesiredNodeWwns=*'];
    expect(await vhv(unset)).toMatchObject({ exitCode: 2 });
  });

  it('refuse a property that VMs do not have before anything is sent, and name the near ones', async () => {
    const before = vcenter.requests.of('Login');
    const refused = await vhv(['vms', '--where', 'config.nestedhvenabled=true']);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("did you mean 'config.nestedHVEnabled'?"),
    });
    expect(vcenter.requests.of('Login')).toBe(before);
  });

  it('find digit moids of an ESXi', async () => {
    const all = jsonOf<VmFacts[]>(await vhv(['vms', '--output', 'json'], undefined, esx));
    const [first] = all;
    expect(first?.moRef.value).toMatch(/^\d+$/);
    const found = await vhv(['vms', first?.moRef.value ?? '', '--output', 'json'], undefined, esx);
    expect(jsonOf<VmFacts[]>(found)).toMatchObject([{ path: first?.path }]);
  });

  it('of a name that several VMs have are refused with all of them listed', async () => {
    const refused = await vhv(['enable', 'web', '--yes']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('/DC/vm/team-0/web');
    expect(refused.stderr).toContain('/DC/vm/team-1/web');
  });
});

describe('a command line that asks for nothing that can be', () => {
  it.each([
    { what: 'no command', args: [] },
    { what: 'an unknown command', args: ['enabel', 'web'] },
    { what: 'a flag given twice', args: ['vms', '--ca', 'a', '--ca', 'b'] },
    { what: 'an unknown flag', args: ['vms', '--colour'] },
    { what: 'a write without a selector', args: ['enable', '--yes'] },
    { what: 'a write that nobody can agree to', args: ['enable', '86'] },
    { what: 'a blank selector', args: ['vms', ' '] },
    { what: 'a name that nothing has', args: ['vms', 'nothing'] },
    { what: 'a cluster that there is not', args: ['enable', '--cluster', 'nosuch', '--yes'] },
    {
      what: 'a property that no VM has so',
      args: ['vms', '--where', 'runtime.powerState=poweredOn'],
    },
    { what: '--all beside a name', args: ['enable', '86', '--all', '--yes'] },
    { what: '--set without anything', args: ['enable', '86', '--yes', '--set'] },
    { what: 'a selector after -- that nothing has', args: ['vms', '--', '-x'] },
    { what: 'a star from stdin that is no wildcard', args: ['vms', '-'], stdin: 'w*' },
    { what: 'a glob that matches nothing', args: ['vms', 'nothing-*'] },
    { what: '--set without a value', args: ['enable', '86', '--set', 'key', '--yes'] },
    { what: 'the same key twice', args: ['enable', '86', '-e', 'a=1', '-e', 'a=2', '--yes'] },
    { what: 'a shadowed key', args: ['enable', '86', '-e', 'numvcpus=8', '--yes'] },
    {
      what: 'vhv.enable against the command',
      args: ['enable', '86', '-e', 'vhv.enable=FALSE', '--yes'],
    },
    { what: 'an output that there is not', args: ['vms', '--output', 'xml'] },
    { what: 'an address of another scheme', args: ['about', '-u', 'ftp://vc'] },
    { what: 'a fingerprint that is none', args: ['about', '--fingerprint', 'abc'] },
  ])('exits 2 for $what', async ({ args, stdin }: { args: string[]; stdin?: string }) => {
    const ran = await vhv(args, stdin);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^vhv: ./);
    expect(vcenter.requests.of('ReconfigVM_Task')).toBe(0);
  });

  it('says which setting is missing', async () => {
    expect(await runCli(['about'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('VHV_URL'),
    });
    const env = { VHV_URL: vcenter.url };
    expect(await runCli(['about'], { env })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('VHV_USERNAME'),
    });
  });

  it('never repeats a password that stood in an address', async () => {
    const ran = await runCli(['about', '-u', 'ftp://user:s3cret@vc']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).not.toContain('s3cret');
  });
});
