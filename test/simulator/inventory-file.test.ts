import { describe, expect, it } from 'vitest';
import {
  InventoryError,
  inventoryJsonSchema,
  labHostInventory,
  labInventory,
  parseInventory,
  startSimulator,
} from '../../src/simulator/index.ts';

function problems(value: unknown): readonly string[] {
  try {
    parseInventory(value);
  } catch (error) {
    if (error instanceof InventoryError) {
      return error.problems.map(({ path, reason }) => `${path}: ${reason}`);
    }
    throw error;
  }
  return [];
}

const host = { name: 'esx' };
const vm = { name: 'vm', host: 'esx' };
const inventory = (datacenter: object) => ({
  datacenters: [{ name: 'DC', hosts: [host], vms: [vm], ...datacenter }],
});

describe('a good inventory', () => {
  it.each([
    ['the lab', labInventory()],
    ['the lab host', labHostInventory()],
    ['next to nothing', { datacenters: [] }],
    ['one that names its schema', { $schema: './inventory.schema.json', datacenters: [] }],
  ])('%s has no problems, and comes back as it is', (_what, data) => {
    const written = JSON.parse(JSON.stringify(data));
    expect(problems(written)).toEqual([]);
    expect(parseInventory(written)).toBe(written);
  });
});

describe('a bad inventory', () => {
  it.each([
    [null, ': must be an object, not null'],
    [[], ': must be an object, not a list'],
    [{}, 'datacenters: is missing'],
    [{ datacenters: {} }, 'datacenters: must be a list, not an object'],
    [
      inventory({ vms: [{ ...vm, power: 'on' }] }),
      'datacenters[0].vms[0].power: must be one of "poweredOn", "poweredOff", "suspended", not "on"',
    ],
    [
      inventory({ vms: [{ ...vm, cpus: 0 }] }),
      'datacenters[0].vms[0].cpus: must be 1 at least, not 0',
    ],
    [
      inventory({ vms: [{ ...vm, cpus: 1.5 }] }),
      'datacenters[0].vms[0].cpus: must be a whole number, not 1.5',
    ],
    [
      inventory({ vms: [{ ...vm, memoryMB: '4096' }] }),
      'datacenters[0].vms[0].memoryMB: must be a number, not "4096"',
    ],
    [inventory({ vms: [{ host: 'esx' }] }), 'datacenters[0].vms[0].name: is missing'],
    [
      inventory({ vms: [{ ...vm, powr: 'poweredOn' }] }),
      "datacenters[0].vms[0].powr: is not known; did you mean 'power'?",
    ],
    [
      inventory({ vms: [{ ...vm, iso: { store: 'x', datastore: 'datastore1' } }] }),
      "datacenters[0].vms[0].iso.store: is not known; did you mean 'datastore'?",
    ],
    [
      inventory({ vms: [{ ...vm, guestShutdown: 'ever' }] }),
      'datacenters[0].vms[0].guestShutdown: must be a number or one of "never", "reboots", not "ever"',
    ],
    [
      inventory({ datastores: [{ name: 'datastore1', acessible: false }] }),
      "datacenters[0].datastores[0].acessible: is not known; did you mean 'accessible'?",
    ],
    [
      inventory({ hosts: [{ ...host, licence: { expires: 'tomorrow' } }] }),
      'datacenters[0].hosts[0].licence.expires: must be a time such as 2026-12-31T00:00:00Z, not "tomorrow"',
    ],
    [
      inventory({ vms: [{ ...vm, host: 'esxx' }] }),
      'datacenters[0].vms[0].host: there is no host "esxx" in this datacenter; did you mean \'esx\'?',
    ],
    [
      inventory({ vms: [{ ...vm, disksOn: ['datastore1', 'nfs'] }] }),
      'datacenters[0].vms[0].disksOn[1]: there is no datastore "nfs" in this datacenter',
    ],
    [
      inventory({ clusters: [{ name: 'C', hosts: [{ name: 'esx' }] }] }),
      'datacenters[0].hosts[0].name: "esx" is the name of datacenters[0].clusters[0].hosts[0] too',
    ],
    [
      inventory({
        clusters: [{ name: 'C', hosts: [], antiAffinity: [{ name: 'r', vms: ['vm', 'db'] }] }],
      }),
      'datacenters[0].clusters[0].antiAffinity[0].vms[1]: there is no VM "db" in this datacenter',
    ],
  ])('%j is told where and why', (value, problem) => {
    expect(problems(value)).toEqual([problem]);
  });

  it.each([
    [
      { vms: [{ ...vm, network: 'no' }] },
      'datacenters[0].vms[0].network: there is no network "no" in this datacenter',
    ],
    [
      { networks: [{ name: 'n', macLearning: true }] },
      'datacenters[0].networks[0].macLearning: only a port group of a distributed switch has it',
    ],
  ])('%j is told of its networks', (datacenter, problem) => {
    expect(problems(inventory(datacenter))).toEqual([problem]);
  });

  it('of an ESXi has what only a vCenter has', async () => {
    const vms = [
      { ...vm, folder: 'nested/lab' },
      { ...vm, name: 'two', folder: '/' },
      { ...vm, name: 'three', template: true },
    ];
    const networks = ['a', { name: 'b', switch: 'dvs' }];
    const started = startSimulator({ kind: 'esx', inventory: inventory({ networks, vms }) });
    await expect(started).rejects.toMatchObject({
      name: 'InventoryError',
      problems: [
        { path: 'datacenters[0].networks[1].switch', reason: 'an ESXi has no distributed switch' },
        { path: 'datacenters[0].vms[0].folder', reason: expect.stringContaining('"nested/lab"') },
        { path: 'datacenters[0].vms[2].template', reason: 'an ESXi has no templates' },
      ],
    });
  });

  it('is told all its problems at once', () => {
    const vms = [
      { ...vm, cpus: 0, powr: 'poweredOn' },
      { name: 'x', host: 'nowhere' },
    ];
    expect(problems(inventory({ vms }))).toHaveLength(3);
  });
});

it('the JSON Schema names every field that the file may have, and forbids others', () => {
  const schema = JSON.stringify(inventoryJsonSchema());
  for (const field of ['$schema', 'antiAffinity', 'disksOn', 'expiresInHours', 'standby']) {
    expect(schema).toContain(`"${field}"`);
  }
  expect(inventoryJsonSchema()).toMatchObject({ type: 'object', additionalProperties: false });
});
