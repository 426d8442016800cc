import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import type { MoRef } from '../../src/vim25/moref.ts';
import { type Client, readSpec } from '../simulator/client.ts';

/** Names that the recordings' publishers have replaced: what stands for an option's key is no key of any server. */
const pseudonyms: Readonly<Record<string, string>> = {
  'host-001.lab.example.com': 'WebService.Ports.https',
};

/**
 * Makes in a session of a simulator what a recorded request may be about: a view, a filter, a task that is over, and pages that are
 * left to be read. Where the simulator has no object of a reference, the request is rewritten to be about one of the same type.
 */
export async function localize(request: string, client: Client): Promise<string> {
  const { inventory } = client.simulator.model;
  const own = await ownObjects(client);
  const about = request.replaceAll(
    /<(\w+)([^<>]* type="(\w+)"[^<>]*)>([^<]*)</g,
    (whole, name: string, attributes: string, type: string, value: string) => {
      const other = inventory.find({ type, value }) === undefined ? own.get(type) : undefined;
      return other === undefined ? whole : `<${name}${attributes}>${other}<`;
    },
  );
  return about.replaceAll(/<name>([^<]*)</g, (whole, name: string) => {
    const known = pseudonyms[name];
    return known === undefined ? whole : `<name>${known}<`;
  });
}

async function ownObjects(client: Client): Promise<ReadonlyMap<string, string>> {
  const { inventory, service } = client.simulator.model;
  const { content } = service;
  const first = new Map<string, string>();
  for (const { moRef } of inventory.objects()) {
    if (!first.has(moRef.type)) {
      first.set(moRef.type, moRef.value);
    }
  }
  const vm = [...inventory.objects()].find((object) => object instanceof VirtualMachine);
  if (vm === undefined) {
    throw new Error('the simulator has no VM');
  }
  const view: MoRef = await client.call(
    'CreateContainerView',
    content.viewManager as MoRef,
    `<container type="Folder">${content.rootFolder.value}</container><recursive>true</recursive>`,
  );
  const task: MoRef = await client.call(
    'ReconfigVM_Task',
    vm.moRef,
    '<spec><annotation>a</annotation></spec>',
  );
  const inView = `<specSet><propSet><type>ManagedEntity</type><pathSet>name</pathSet></propSet><objectSet><obj type="ContainerView">${view.value}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet></specSet><options><maxObjects>1</maxObjects></options>`;
  await client.call('RetrievePropertiesEx', content.propertyCollector, inView);
  const ofRoot = readSpec(content.rootFolder, ['name']).replace(/<options>.*/, '');
  const filter: MoRef = await client.call(
    'CreateFilter',
    content.propertyCollector,
    `${ofRoot.replaceAll('specSet>', 'spec>')}<partialUpdates>false</partialUpdates>`,
  );
  for (const { type, value } of [view, task, filter]) {
    first.set(type, value);
  }
  // The folder of the VM: unlike the root it can be destroyed.
  return vm.parent === undefined ? first : first.set('Folder', vm.parent.moRef.value);
}
