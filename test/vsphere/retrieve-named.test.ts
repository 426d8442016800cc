import { describe, expect, onTestFinished, test } from 'vitest';
import { retrieveFacts, type VmFacts } from '../../src/nested/facts/vm-facts.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { connect, parseSelector, parseWhere, type Session } from '../../src/vsphere/index.ts';

const hosts = [{ name: 'esx' }];
const web = { name: 'web', host: 'esx' };
const world: SimulatorOptions = {
  inventory: {
    datacenters: [
      {
        name: 'DC',
        clusters: [{ name: 'C', hosts }],
        vms: [
          web,
          { ...web, name: 'lab', folder: 'a/b' },
          { ...web, name: 'part', vApp: 'app' },
          { ...web, name: 'vm-56' },
          { ...web, name: 'with%2fslash' },
        ],
      },
    ],
  },
};

async function open(
  who?: { readonly username: string; readonly password: string },
  options: SimulatorOptions = world,
): Promise<{ readonly simulator: Simulator; readonly session: Session }> {
  const simulator = await startSimulator(options);
  const { url, user, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  const session = await connect({ url, username: user, password, trust, ...who });
  onTestFinished(async () => {
    await session.logout();
    await simulator.close();
  });
  return { simulator, session };
}

async function read(
  session: Session,
  texts: readonly string[],
  { where, exclude }: { readonly where?: string; readonly exclude?: readonly string[] } = {},
): Promise<VmFacts[]> {
  const selection = {
    selectors: texts.map((text) => parseSelector(text)),
    within: [],
    where: where === undefined ? [] : [parseWhere(where)].flatMap((one) => one ?? []),
    ...(exclude && { exclude: exclude.map((text) => parseSelector(text)) }),
  };
  const all: VmFacts[] = [];
  for await (const facts of retrieveFacts(session, selection, { details: true })) {
    all.push(facts);
  }
  return all;
}

const views = ({ requests }: Simulator): number => requests.of('CreateContainerView');

describe('VMs that are named by moid or by whole path', () => {
  test('have the facts that a look at all VMs has', async () => {
    const { simulator, session } = await open();
    const all = await read(session, []);
    expect(all).toHaveLength(5);
    simulator.requests.reset();
    for (const facts of all) {
      expect(await read(session, [`VirtualMachine:${facts.moRef.value}`])).toStrictEqual([facts]);
      expect(await read(session, [facts.moRef.value])).toStrictEqual([facts]);
    }
    expect(views(simulator)).toBe(0);
    for (const facts of all) {
      expect(await read(session, [facts.path])).toStrictEqual([facts]);
    }
  });

  test('are found together, each once', async () => {
    const { simulator, session } = await open();
    const [one, other] = await read(session, ['/DC/vm/web', '/DC/vm/a/b/lab']);
    simulator.requests.reset();
    const both = await read(session, ['/DC/vm/web', one?.moRef.value ?? '', other?.path ?? '']);
    expect(both).toHaveLength(2);
    expect(both).toEqual(expect.arrayContaining([one, other]));
    expect(simulator.requests.byMethod()).toStrictEqual({
      FindByInventoryPath: 2,
      RetrievePropertiesEx: 1,
    });
  });

  test('are left out by moid and path, too', async () => {
    const { simulator, session } = await open();
    const [lab] = await read(session, ['/DC/vm/a/b/lab']);
    simulator.requests.reset();
    const exclude = [lab?.moRef.value ?? ''];
    expect(await read(session, ['/DC/vm/web', '/DC/vm/a/b/lab'], { exclude })).toMatchObject([
      { name: 'web' },
    ]);
    expect(views(simulator)).toBe(0);
    await expect(read(session, ['/DC/vm/web'], { exclude: ['vm-9999'] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      selector: 'vm-9999',
    });
  });

  test('keep to --where, and the error says what was left out by it', async () => {
    const { session } = await open();
    const where = 'config.nestedHVEnabled=true';
    await expect(read(session, ['/DC/vm/web'], { where })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('/DC/vm/web is there, and left out by that'),
    });
  });
});

describe('a word like vm-56', () => {
  test('means the moid, also if another VM is named so', async () => {
    const { session } = await open();
    const all = await read(session, []);
    const named = all.find(({ name }) => name === 'vm-56');
    expect(named?.moRef.value).not.toBe('vm-56');
    await expect(read(session, ['vm-56'])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message:
        "no VM has the reference 'vm-56'. Fix: name the VM that is named so by its path, /DC/vm/vm-56.",
    });
    expect(await read(session, ['/DC/vm/vm-56'])).toStrictEqual([named]);
  });

  test('is a name on an ESXi, whose moids are numbers', async () => {
    const esx = {
      kind: 'esx',
      inventory: {
        datacenters: [{ name: 'ha-datacenter', hosts, vms: [{ ...web, name: 'vm-56' }] }],
      },
    } as const;
    const { session } = await open(undefined, esx);
    expect(await read(session, ['vm-56'])).toMatchObject([{ name: 'vm-56' }]);
  });
});

describe('where FindByInventoryPath finds nothing', () => {
  test('a look at all VMs decides, here about one in a vApp', async () => {
    const { simulator, session } = await open();
    const [part] = await read(session, ['part']);
    simulator.faults.add({ method: 'FindByInventoryPath', fault: { _type: 'NotSupported' } });
    expect(await read(session, [part?.path ?? ''])).toStrictEqual([part]);
    expect(views(simulator)).toBeGreaterThan(0);
  });

  test('also in a folder that this user may not see', async () => {
    const grants = [{ path: '/DC/vm/a/b/lab', privileges: [] }];
    const who = { username: 'guest', password: 'x' };
    const users = [{ name: who.username, password: who.password, grants }];
    const { simulator, session } = await open(who, { ...world, users });
    const [lab] = await read(session, ['lab']);
    expect(lab).toMatchObject({ name: 'lab' });
    simulator.requests.reset();
    expect(await read(session, [lab?.path ?? ''])).toStrictEqual([lab]);
    expect(simulator.requests.of('FindByInventoryPath')).toBe(1);
    const byMoid = await read(session, [lab?.moRef.value ?? '']);
    expect(byMoid).toStrictEqual([lab]);
  });
});

test('a VM that this user may not see is found by no moid, and as an excluded one it protects nothing', async () => {
  const all = await open();
  const [lab] = await read(all.session, ['lab']);
  const who = { username: 'guest', password: 'x' };
  const grants = ['web', 'part'].map((name) => ({
    path: `/DC/vm/${name}`,
    privileges: ['System.View', 'System.Read'],
  }));
  const users = [{ name: who.username, password: who.password, grants }];
  const { session } = await open(who, { ...world, users });
  const moid = lab?.moRef.value ?? '';
  const [web] = await read(session, ['web']);
  await expect(read(session, [moid])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const byMoid = read(session, [web?.moRef.value ?? ''], { exclude: [moid] });
  await expect(byMoid).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
