import { describe, expect, it } from 'vitest';
import type { InjectedFault } from '../../src/simulator/index.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import type { MoRef } from '../../src/vim25/index.ts';
import {
  retrieveBelow,
  retrieveFrom,
  retrieveInventory,
  retrieveObjects,
} from '../../src/vsphere/index.ts';
import { Fleet } from '../run/jobs/fleet.ts';

const count = 250;
const vms = Array.from({ length: count }, (_, n) => ({ name: `vm-${n}`, host: 'esx-01' }));
const propSet = [{ type: 'VirtualMachine', pathSet: ['name'] }];
const gone = { _type: 'ManagedObjectNotFound', obj: { type: 'VirtualMachine', value: 'vm-9999' } };

async function namesOf(fleet: Fleet): Promise<string[]> {
  const names: string[] = [];
  for await (const { propSet: read } of retrieveBelow(
    fleet.session,
    fleet.session.content.rootFolder,
    propSet,
  )) {
    names.push(String(read?.[0]?.val));
  }
  return names;
}

describe('an object that is deleted during an inventory read', () => {
  it.each<[string, InjectedFault]>([
    ['at the first page', { method: 'RetrievePropertiesEx', fault: gone, times: 2 }],
    ['at a further page', { method: 'ContinueRetrievePropertiesEx', fault: gone, times: 2 }],
    ['a page that got 502', { method: 'ContinueRetrievePropertiesEx', status: 502, times: 1 }],
    ['a page that was cut', { method: 'ContinueRetrievePropertiesEx', drop: 'after', times: 2 }],
  ])('%s: each VM is handed out once', async (_when, fault) => {
    const fleet = await Fleet.start(vms);
    fleet.fault(fault);
    const names = await namesOf(fleet);
    expect(names).toHaveLength(count);
    expect(new Set(names).size).toBe(count);
  });

  it.each<[string, InjectedFault]>([
    ['a page that is lost', { method: 'ContinueRetrievePropertiesEx', drop: 'after', times: 1 }],
    ['one that went', { method: 'ContinueRetrievePropertiesEx', fault: gone, times: 1 }],
  ])('%s: what an object leads to is read again with it', async (_what, fault) => {
    const fleet = await Fleet.start(vms);
    const [plan] = await fleet.plan();
    const selectSet = [{ _type: 'TraversalSpec', type: 'HostSystem', path: 'vm' }];
    const host = { obj: plan?.facts.host as MoRef, selectSet };
    const specs = [...propSet, { type: 'HostSystem', pathSet: ['name'] }];
    fleet.fault(fault);
    const found: string[] = [];
    for await (const { obj } of retrieveFrom(fleet.session, [host], specs)) {
      found.push(obj.value);
    }
    expect(found).toHaveLength(count + 1);
    expect(new Set(found).size).toBe(count + 1);
  });

  it.each(['RetrievePropertiesEx', 'ContinueRetrievePropertiesEx'])(
    'is named after three reads in a row that %s ended',
    async (method) => {
      const fleet = await Fleet.start(vms);
      fleet.fault({ method, fault: gone });
      await expect(namesOf(fleet)).rejects.toMatchObject({
        code: 'INVENTORY_CHANGES',
        message: expect.stringContaining('VirtualMachine:vm-9999'),
      });
      expect(fleet.simulator.requests.of('CreateContainerView')).toBe(3);
    },
  );

  it('a real deletion between two pages does not end the read', async () => {
    const fleet = await Fleet.start(vms);
    const { inventory } = fleet.simulator.model;
    const machines = [...inventory.objects()].filter((one) => one instanceof VirtualMachine);
    const last = machines.at(-1);
    const refs: MoRef[] = machines.map(({ moRef }) => moRef);
    let read = 0;
    for await (const _ of retrieveObjects(fleet.session, refs, propSet)) {
      read += 1;
      if (read === 1 && last !== undefined) {
        inventory.remove(last);
      }
    }
    expect(read).toBe(count - 1);
    expect(await retrieveInventory(fleet.session)).toBeDefined();
  });
});
