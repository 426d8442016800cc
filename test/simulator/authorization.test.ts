import { describe, expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

const manager = { type: 'AuthorizationManager', value: 'AuthorizationManager' };
const settings = 'VirtualMachine.Config.Settings';
const operator = {
  name: 'operator',
  password: 'x',
  grants: [
    { path: '/', privileges: [] },
    { path: '/Lab/vm/nested', privileges: [settings] },
  ],
};

async function lab() {
  const client = await Client.login(await testSimulator({ users: [operator] }), 'operator', 'x');
  return {
    client,
    inside: await client.find('/Lab/vm/nested/hv-01'),
    outside: await client.find('/Lab/vm/old-01'),
  };
}
const vm = (tag: string, { value }: { value: string }) =>
  `<${tag} type="VirtualMachine">${value}</${tag}>`;

describe('roles', () => {
  it('are listed, and an object tells which of them the caller has', async () => {
    const { client, inside, outside } = await lab();
    const { roleList } = await client.read(manager, 'roleList');
    expect(roleList).toContainEqual(expect.objectContaining({ roleId: -1, name: 'Admin' }));
    const own = (roleList as { roleId: number; privilege?: string[] }[]).find(
      ({ privilege }) => privilege?.includes(settings) && privilege.length === 4,
    );
    expect(await client.read(inside, 'effectiveRole')).toEqual({ effectiveRole: [own?.roleId] });
    expect(await client.read(outside, 'effectiveRole')).toEqual({ effectiveRole: [-2] });
    const admin = await Client.login(client.simulator);
    expect(await admin.read(inside, 'effectiveRole')).toEqual({ effectiveRole: [-1] });
    const { privilegeList } = await client.read(manager, 'privilegeList');
    expect(privilegeList).toContainEqual(
      expect.objectContaining({ privId: settings, privGroupName: 'VirtualMachine.Config' }),
    );
  });
});

describe('asked for privileges', () => {
  it('a session has them or not, and another key has none', async () => {
    const { client, inside, outside } = await lab();
    const { currentSession } = await client.read(
      { type: 'SessionManager', value: 'SessionManager' },
      'currentSession',
    );
    const ask = async (key: string) => {
      const body = `${vm('entity', inside)}${vm('entity', outside)}<sessionId>${key}</sessionId><privId>${settings}</privId>`;
      const answer = await client.call('HasPrivilegeOnEntities', manager, body);
      return answer.map(
        (item: { privAvailability: { isGranted: boolean }[] }) =>
          item.privAvailability[0]?.isGranted,
      );
    };
    expect(await ask((currentSession as { key: string }).key)).toEqual([true, false]);
    expect(await ask('_self_')).toEqual([false, false]);
  });

  it('a user has them or not', async () => {
    const { client, inside } = await lab();
    const entity = vm('entities', inside);
    const has = (name: string) =>
      client.call(
        'HasUserPrivilegeOnEntities',
        manager,
        `${entity}<userName>${name}</userName><privId>${settings}</privId>`,
      );
    expect(await has('operator')).toMatchObject([{ privAvailability: [{ isGranted: true }] }]);
    expect(await has('nobody')).toMatchObject([{ privAvailability: [{ isGranted: false }] }]);
    const [fetched] = await client.call(
      'FetchUserPrivilegeOnEntities',
      manager,
      `${entity}<userName>operator</userName>`,
    );
    expect(fetched.privileges).toEqual([
      'System.Anonymous',
      'System.View',
      'System.Read',
      settings,
    ]);
  });

  it('a host on its own does not know', async () => {
    const client = await Client.login(await testSimulator({ kind: 'esx' }));
    const found = await client.find('/ha-datacenter/vm/hv-01');
    const parameters = `${vm('entities', found)}<userName>user</userName>`;
    const own = { type: 'AuthorizationManager', value: 'ha-authmgr' };
    expect(await client.fault('FetchUserPrivilegeOnEntities', own, parameters)).toMatchObject({
      type: 'NotSupported',
    });
  });
});

describe('permissions', () => {
  const grants = (found: { entity: unknown; principal: string }[]) =>
    found.map(({ principal, entity }) => [principal, entity]);

  it('are listed where they were given, and with those that come from above', async () => {
    const { client, inside } = await lab();
    const folder = await client.find('/Lab/vm/nested');
    const root = client.simulator.model.root.moRef;
    const ask = async (entity: { type: string; value: string }, inherited: boolean) =>
      grants(
        (await client.call(
          'RetrieveEntityPermissions',
          manager,
          `<entity type="${entity.type}">${entity.value}</entity><inherited>${inherited}</inherited>`,
        )) ?? [],
      );
    expect(await ask(folder, false)).toEqual([['operator', folder]]);
    expect(await ask(inside, false)).toEqual([]);
    expect(await ask(inside, true)).toEqual([
      ['operator', folder],
      ['user', root],
      ['operator', root],
    ]);
  });

  it('are listed all together, a host of its own can do that too', async () => {
    const { client } = await lab();
    const root = client.simulator.model.root.moRef;
    expect(grants(await client.call('RetrieveAllPermissions', manager))).toEqual([
      ['user', root],
      ['operator', root],
      ['operator', await client.find('/Lab/vm/nested')],
    ]);
    const host = await Client.login(await testSimulator({ kind: 'esx' }));
    const own = { type: 'AuthorizationManager', value: 'ha-authmgr' };
    expect(await host.call('RetrieveAllPermissions', own)).toMatchObject([
      { principal: 'user', roleId: -1, propagate: true, group: false },
    ]);
  });
});
