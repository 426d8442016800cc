import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VmRow } from '../../src/cli/commands/vms/vms.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';

/** Names in the spelling of the API and in the one that people read, in both cases. */
const inventory = {
  datacenters: [
    {
      name: 'DC%2fEast',
      clusters: [{ name: 'cl/1', hosts: [{ name: 'esx-01' }] }],
      vms: [
        { name: 'base-feature%2fdebug', host: 'esx-01' },
        { name: 'win\\dom', host: 'esx-01' },
        { name: '100%25 cpu', host: 'esx-01', folder: 'team%2FA' },
        { name: '50% cpu', host: 'esx-01', folder: 'team%2FA' },
        { name: 'odd%2525', host: 'esx-01' },
        { name: 'Web-01', host: 'esx-01' },
        { name: 'cafe\u0301', host: 'esx-01' },
        { name: 'two%2fways', host: 'esx-01' },
        { name: 'two%252fways', host: 'esx-01', folder: 'other' },
        { name: 'plain', host: 'esx-01', folder: 'a/b' },
        { name: 'b/plain', host: 'esx-01', folder: 'c' },
        { name: 'debug', host: 'esx-01', folder: 'base' },
        { name: 'base/test', host: 'esx-01' },
      ],
    },
  ],
};

let lab: Simulator;

beforeAll(async () => {
  lab = await startSimulator({ inventory });
});

afterAll(() => lab.close());

function vhv(args: readonly string[], stdin?: string): Promise<Ran> {
  return runCli(args, { env: envOf(lab), ...(stdin !== undefined && { stdin }) });
}

async function namesOf(args: readonly string[], stdin?: string): Promise<string[]> {
  const ran = await vhv(['vms', ...args, '--output', 'json'], stdin);
  expect(ran.stderr).toBe('');
  return jsonOf<VmRow[]>(ran).map(({ name }) => name);
}

describe('either spelling of a name finds its VM', () => {
  it.each([
    ['base-feature/debug', 'base-feature/debug'],
    ['base-feature%2fdebug', 'base-feature/debug'],
    ['base-feature%2Fdebug', 'base-feature/debug'],
    ['base-feature/d*', 'base-feature/debug'],
    ['base-feature*debug', 'base-feature/debug'],
    ['base-feature?debug', 'base-feature/debug'],
    ['/DC%2feast/vm/base-feature%2fdebug', undefined],
    ['/DC%2fEast/vm/base-feature%2Fdebug', 'base-feature/debug'],
    ['win\\dom', 'win\\dom'],
    ['win%5Cdom', 'win\\dom'],
    ['/*/vm/win\\dom', 'win\\dom'],
    ['win\\*', 'win\\dom'],
    ['100% cpu', '100% cpu'],
    ['100%25 cpu', '100% cpu'],
    ['team%2fA/100% cpu', '100% cpu'],
    ['/DC%2fEast/vm/team%2fA/100%*', '100% cpu'],
    ['odd%25', 'odd%25'],
    ['odd%2525', 'odd%25'],
    ['odd%', undefined],
  ])('%s', async (selector, name) => {
    if (name === undefined) {
      expect(await vhv(['vms', selector])).toMatchObject({ exitCode: 2, stdout: '' });
    } else {
      expect(await namesOf([selector])).toStrictEqual([name]);
    }
  });

  it.each([
    [['--cluster', 'cl/1'], 13],
    [['--cluster', 'cl%2f1'], 13],
    [['--folder', 'team/A'], 2],
    [['--folder', '/DC%2fEast/vm/team%2fA'], 2],
    [['--where', 'name=base-feature/debug'], 1],
    [['--where', 'name=base-feature%2fdebug'], 1],
    [['--where', 'config.name=*% cpu'], 2],
  ])('%j', async (args, count) => {
    expect(await namesOf(args)).toHaveLength(count);
  });

  it('--exclude leaves it out', async () => {
    const args = ['enable', '/DC%2fEast/vm/*', '--exclude', 'base-feature/debug', '--dry-run'];
    const ran = await vhv([...args, '--output', 'jsonl']);
    expect(ran.stdout).toContain('win%5cdom');
    expect(ran.stdout).not.toContain('base-feature');
  });
});

it.each([['json'], ['jsonl'], ['yaml'], ['csv']])(
  'each path of %s output, piped back, names its VM and no other',
  async (format) => {
    const ran = await vhv(['vms', '--output', format]);
    const paths = ran.stdout.match(/\/DC%2fEast\/vm\/[^"\n,]+(?=["\n,])/g) ?? [];
    expect(new Set(paths).size).toBe(13);
    const back = await vhv(['vms', '-', '--output', 'json'], [...new Set(paths)].join('\n'));
    expect(jsonOf<VmRow[]>(back).map(({ path }) => path)).toHaveLength(13);
  },
);

it('tables show names as people read them', async () => {
  const { stdout } = await vhv(['vms']);
  const paths = stdout.split('\n').map((line) => line.split(/ {2,}/)[0]);
  expect(paths).toContain('/DC/East/vm/base-feature/debug');
  expect(paths).toContain('/DC/East/vm/team/A/100% cpu');
  expect(paths).toContain('/DC/East/vm/other/two%2fways');
  const planned = await vhv(['plan', 'win\\dom', '100% cpu']);
  expect(planned.stdout).toContain('/DC/East/vm/win\\dom ');
  expect(planned.stdout).toContain('/DC/East/vm/team/A/100% cpu ');
  const hosts = await vhv(['hosts']);
  expect(hosts.stdout).toContain('/DC/East/host/cl/1/esx-01');
});

describe('what two VMs are by the two spellings is refused', () => {
  it.each([
    ['two%2fways', 'two%252fways'],
    ['/DC%2fEast/vm/.../two%2fways', undefined],
    ['b/plain', '/DC%2fEast/vm/a/b/plain'],
    ['b/pl*', '/DC%2fEast/vm/a/b/plain'],
    ['base/*', '/DC%2fEast/vm/base/debug'],
  ])('%s', async (selector, other) => {
    const ran = await vhv(['enable', selector, '--yes']);
    if (other === undefined) {
      // A path with a wildcard may be several, and each of these is one.
      expect(ran.exitCode).toBe(0);
    } else {
      expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(other) });
      expect(ran.stderr).toContain('is the name of 2 VMs');
    }
  });

  it('a reference names one all the same', async () => {
    const [vm] = jsonOf<VmRow[]>(await vhv(['vms', 'a/b/plain', '--output', 'json']));
    expect(await namesOf([`VirtualMachine:${vm?.moRef.value}`])).toStrictEqual(['plain']);
  });
});

describe('what is nearly a name is offered', () => {
  it.each([
    [['/DC/East/vm/team/A/*'], "near: '/DC%2fEast/vm/team%2FA/100%25 cpu'"],
    [['/DC/East/vm/team/A/100% cpu'], "near: '/DC%2fEast/vm/team%2FA/100%25 cpu'."],
    [['/DC/East/vm/base-feature/debug'], "near: '/DC%2fEast/vm/base-feature%2fdebug'."],
    [['web-01'], "near: 'Web-01'."],
    [['WEB*'], "near: 'Web-01'."],
    [['/dc%2feast/vm/web-01'], "near: '/DC%2fEast/vm/Web-01'."],
    [['caf\u00e9'], "near: 'cafe\u0301'."],
    [['CAF\u00c9'], "near: 'cafe\u0301'."],
    [['/DC%2fEast/vm/caf\u00e9'], "near: '/DC%2fEast/vm/cafe\u0301'."],
    [['--folder', 'TEAM/a'], "near: '/DC%2fEast/vm/team%2FA'."],
    [['--where', 'name=caf\u00e9'], "near: 'name=cafe\u0301'."],
  ])('%j', async (args, near) => {
    expect(await vhv(['vms', ...args])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(near),
    });
  });
});

describe('--ignore-case', () => {
  it.each([
    [['web-01'], ['Web-01']],
    [['WEB-*'], ['Web-01']],
    [['/dc%2FEAST/VM/web-01'], ['Web-01']],
    [['.../WEB-01'], ['Web-01']],
    [['--where', 'name=WEB*'], ['Web-01']],
    [
      ['--folder', 'TEAM/a'],
      ['100% cpu', '50% cpu'],
    ],
    [['--cluster', 'CL/1', 'web-01'], ['Web-01']],
  ])('%j', async (args, names) => {
    expect(await namesOf([...args, '--ignore-case'])).toStrictEqual(names);
  });

  it('holds for stdin, for --exclude and for hosts', async () => {
    expect(await namesOf(['-', '--ignore-case'], '/DC%2fEast/vm/WEB-01\n')).toStrictEqual([
      'Web-01',
    ]);
    const args = ['enable', '*-01', 'debug', '--exclude', 'WEB-01', '--ignore-case', '--dry-run'];
    expect((await vhv(args)).stdout).not.toContain('Web-01');
    expect(await vhv(['hosts', 'ESX-01', '--ignore-case'])).toMatchObject({ exitCode: 0 });
  });
});
