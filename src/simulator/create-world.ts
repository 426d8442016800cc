import type { Timestamps } from './clock.ts';
import { InventoryBuilder } from './model/build-inventory.ts';
import { Folder } from './model/folder.ts';
import { Inventory } from './model/inventory.ts';
import { esxMoids, stableUuid, vcenterMoids } from './model/moids.ts';
import { OptionManager } from './model/option-manager.ts';
import { aboutInfo } from './model/product.ts';
import { serverSettings } from './model/server-settings.ts';
import {
  ServiceInstance,
  Singleton,
  serviceRefs,
  sessionManagerReaders,
  taskManagerReaders,
} from './model/service.ts';
import type { CompleteOptions } from './options.ts';
import { Sessions } from './sessions.ts';
import { Tasks } from './tasks.ts';
import type { World } from './world.ts';

/** Everything that a server of these options is at its start. */
export function createWorld(
  options: CompleteOptions,
  timestamps: Timestamps,
  closing: AbortSignal,
): World {
  const { kind, version, clock } = options;
  const references = serviceRefs[kind];
  const moids = kind === 'vcenter' ? vcenterMoids() : esxMoids();
  const inventory = new Inventory();
  const root = new Folder(
    references.rootFolder,
    kind === 'vcenter' ? 'Datacenters' : 'ha-folder-root',
    undefined,
    ['Folder', 'Datacenter'],
  );
  new InventoryBuilder(inventory, moids, root, timestamps.next()).build(options.inventory);
  const sessions = new Sessions(options.users, options.sessionLimits, clock);
  const tasks = new Tasks(inventory, timestamps, moids, options.taskMs, closing);
  const uuid = kind === 'vcenter' ? stableUuid('vcenter') : undefined;
  const service = inventory.add(
    new ServiceInstance(references, aboutInfo(kind, version, uuid), clock),
  );
  for (const singleton of [
    new Singleton(references.propertyCollector),
    new Singleton(references.viewManager),
    new OptionManager(references.setting, serverSettings[kind]),
    new Singleton(
      references.sessionManager,
      sessionManagerReaders(() => sessions.all()),
    ),
    new Singleton(
      references.taskManager,
      taskManagerReaders(() => tasks.recent),
    ),
    new Singleton(references.searchIndex),
  ]) {
    inventory.add(singleton);
  }
  return {
    kind,
    inventory,
    root,
    service,
    sessions,
    tasks,
    timestamps,
    answers: options.answers,
    closing,
  };
}
