import { describe, expect, it } from 'vitest';
import type { InventoryData, Simulator } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { collect, govc } from './helpers/govc.ts';

const text = `<a href='x'>&amp; "q" ]]> ü 日本 🖥\nsecond line, ends in a space `;
const vmName = 'Größe & <日本> "x"';
const hostName = 'esx-ü.test';
const bootDelay = 9_007_199_254_740_993n;

// Of a type that the client's schema does not know.
const bootOptions: object = { bootDelay, efiSecureBootEnabled: true };

const inventory: InventoryData = {
  datacenters: [
    {
      name: 'Rechenzentrum Zürich',
      hosts: [{ name: hostName }],
      datastores: ['Platte & Band'],
      networks: ['<dmz>'],
      vms: [
        {
          name: vmName,
          host: hostName,
          hardware: 'vmx-21',
          cpus: 6,
          memoryMB: 12_288,
          nestedHV: true,
          passthrough: 1,
          extraConfig: { 'guestinfo.text': text },
          settings: {
            annotation: text,
            guestId: 'ubuntu64Guest',
            firmware: 'efi',
            bootOptions,
          },
        },
      ],
    },
  ],
};

const started = new Date('2026-02-03T04:05:06.789Z');

describe.each([
  { name: 'vCenter', kind: 'vcenter' },
  { name: 'ESXi', kind: 'esx' },
] as const)('what govmomi decodes is what was put in, as $name', ({ kind }) => {
  function start(): Promise<Simulator> {
    return testSimulator({ kind, inventory, clock: () => started });
  }

  async function vm(simulator: Simulator): Promise<string> {
    const { stdout } = await govc(simulator, 'find', '-i', '/', '-type', 'm');
    return stdout.trim();
  }

  it('strings with entities and other alphabets, enums, int, boolean, dateTime', async () => {
    const simulator = await start();
    const expected = {
      name: vmName,
      'config.annotation': text,
      'config.createDate': '2026-02-03T04:05:06.789001Z',
      'config.firmware': 'efi',
      'config.guestFullName': 'Ubuntu Linux (64-bit)',
      'config.hardware.memoryMB': 12_288,
      'config.hardware.numCPU': 6,
      'config.nestedHVEnabled': true,
      'config.template': false,
      'config.version': 'vmx-21',
      'runtime.powerState': 'poweredOff',
    };
    expect(await collect(simulator, await vm(simulator), ...Object.keys(expected))).toEqual(
      expected,
    );
  });

  it('a long beyond the numbers of JavaScript', async () => {
    const simulator = await start();
    const path = 'config.bootOptions.bootDelay';
    const { stdout } = await govc(simulator, 'collect', '-s', await vm(simulator), path);
    expect(stdout.trim()).toBe(String(bootDelay));
  });

  it('arrays: of data objects, of ints, empty ones', async () => {
    const simulator = await start();
    const paths = ['config.extraConfig', 'effectiveRole', 'recentTask', 'config.hardware.device'];
    const values = await collect(simulator, await vm(simulator), ...paths);
    expect(values['config.extraConfig']).toContainEqual({ key: 'guestinfo.text', value: text });
    // Go writes an empty list as null.
    expect(values).toMatchObject({ effectiveRole: [-1], recentTask: null });
    expect(values['config.hardware.device']).toContainEqual(
      expect.objectContaining({ key: 13_000, controllerKey: 100 }),
    );
  });

  it('references, one and many, lead to the objects that were named', async () => {
    const simulator = await start();
    const object = await vm(simulator);
    const names = async (path: string) => {
      const value = (await collect(simulator, object, path))[path];
      const refs = [value].flat() as { readonly type: string; readonly value: string }[];
      const reads = refs.map(({ type, value: moid }) =>
        collect(simulator, `${type}:${moid}`, 'name'),
      );
      return (await Promise.all(reads)).map(({ name }) => name);
    };
    expect(await names('runtime.host')).toEqual([hostName]);
    expect(await names('datastore')).toEqual(['Platte & Band']);
    expect(await names('network')).toEqual(['<dmz>']);
    expect(await names('parent')).toEqual(['vm']);
  });

  it('what a host can, its features and its CPU registers', async () => {
    const simulator = await start();
    const { stdout } = await govc(simulator, 'find', '-i', '/', '-type', 'h');
    const paths = [
      'capability.nestedHVSupported',
      'config.featureCapability',
      'hardware.cpuFeature',
    ];
    const values = await collect(simulator, stdout.trim(), ...paths);
    expect(values['capability.nestedHVSupported']).toBe(true);
    expect(values['config.featureCapability']).toContainEqual({
      key: 'hv.capable',
      featureName: 'hv.capable',
      value: '1',
    });
    expect(values['hardware.cpuFeature']).toContainEqual(
      expect.objectContaining({ level: -2_147_483_647 }),
    );
  });

  it('a path with a name that needs escaping leads to the VM', async () => {
    const simulator = await start();
    const datacenter = '/Rechenzentrum Zürich/vm';
    const { stdout } = await govc(simulator, 'ls', datacenter);
    expect(stdout.trim()).toBe(`${datacenter}/${vmName}`);
  });
});
