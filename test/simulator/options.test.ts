import { describe, expect, it } from 'vitest';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';

async function manager() {
  const client = await Client.login(await testSimulator());
  const host = await client.find('/Lab/host/compute/esx-01.lab.test');
  const { advancedOption } = (await client.read(host, 'configManager'))['configManager'] as {
    advancedOption: { type: string; value: string };
  };
  return { client, host, advancedOption };
}

const change = (key: string, type: string, value: string) =>
  `<changedValue><key>${key}</key><value xsi:type="${type}">${value}</value></changedValue>`;

describe('QueryOptions', () => {
  it('finds one key, a subtree, or everything, each value in its own type', async () => {
    const { client, advancedOption } = await manager();
    const query = (name: string) =>
      client.call('QueryOptions', advancedOption, name && `<name>${name}</name>`);
    expect(await query('VMkernel.Boot.poisonMarker')).toEqual([
      { key: 'VMkernel.Boot.poisonMarker', value: -6148914691236517206n },
    ]);
    expect(await query('Config.Defaults.')).toHaveLength(4);
    expect((await query('')).length).toBeGreaterThan(100);
  });

  it.each(['vhv.allow', 'Config.Defaults.vhv.allow', 'vhv.', 'Config.Defaults', 'config.'])(
    '%s is an InvalidName',
    async (name) => {
      const { client, advancedOption } = await manager();
      expect(
        await client.fault('QueryOptions', advancedOption, `<name>${name}</name>`),
      ).toMatchObject({
        type: 'InvalidName',
        detail: { name },
      });
    },
  );

  it('answers for the server itself, numbers as text', async () => {
    const client = await Client.login(await testSimulator());
    const settings = { type: 'OptionManager', value: 'VpxSettings' };
    expect(
      await client.call('QueryOptions', settings, '<name>WebService.Ports.https</name>'),
    ).toEqual([{ key: 'WebService.Ports.https', value: '443' }]);
  });
});

describe('UpdateOptions', () => {
  it('is seen by QueryOptions, setting and the host itself', async () => {
    const { client, host, advancedOption } = await manager();
    const key = 'UserVars.SuppressShellWarning';
    await client.call('UpdateOptions', advancedOption, change(key, 'xsd:long', '1'));
    expect(await client.call('QueryOptions', advancedOption, `<name>${key}</name>`)).toEqual([
      { key, value: 1n },
    ]);
    expect(await client.read(host, `config.option["${key}"].value`)).toEqual({
      [`config.option["${key}"].value`]: 1n,
    });
  });

  it.each([
    [
      'a type that is not the option’s',
      'UserVars.SuppressShellWarning',
      'xsd:int',
      '1',
      'InvalidArgument',
    ],
    ['a value out of range', 'UserVars.SuppressShellWarning', 'xsd:long', '2', 'InvalidArgument'],
    ['no choice', 'Config.HostAgent.log.level', 'xsd:string', 'loud', 'InvalidArgument'],
    [
      'a read-only option',
      'ScratchConfig.CurrentScratchLocation',
      'xsd:string',
      '/x',
      'InvalidArgument',
    ],
    ['an unknown key', 'vhv.allow', 'xsd:string', 'TRUE', 'InvalidName'],
  ])('refuses %s', async (_what, key, type, value, fault) => {
    const { client, advancedOption } = await manager();
    expect(
      await client.fault('UpdateOptions', advancedOption, change(key, type, value)),
    ).toMatchObject({ type: fault });
  });

  it('is not atomic: what came before the fault stays', async () => {
    const { client, advancedOption } = await manager();
    const changes =
      change('Annotations.WelcomeMessage', 'xsd:string', 'hello') +
      change('vhv.allow', 'xsd:string', 'TRUE');
    expect(await client.fault('UpdateOptions', advancedOption, changes)).toMatchObject({
      type: 'InvalidName',
    });
    expect(
      await client.call('QueryOptions', advancedOption, '<name>Annotations.WelcomeMessage</name>'),
    ).toEqual([{ key: 'Annotations.WelcomeMessage', value: 'hello' }]);
  });
});
