import type { Timestamps } from './clock.ts';
import { ServiceTickets } from './files/service-tickets.ts';
import { GuestTransfers } from './guest/guest-transfers.ts';
import { nameGuestHosts } from './guest-hosts.ts';
import { enterMaintenance, remediate } from './maintenance.ts';
import { InventoryBuilder } from './model/build-inventory.ts';
import { ComputeResource } from './model/compute-resource.ts';
import { EventLog } from './model/event-log.ts';
import { Folder } from './model/folder.ts';
import { hostsOf } from './model/host-system.ts';
import { Inventory } from './model/inventory.ts';
import { KeyServer } from './model/key-server.ts';
import { esxMoids, stableUuid, vcenterMoids } from './model/moids.ts';
import { Roles } from './model/roles.ts';
import { ServiceInstance, serviceRefsOf } from './model/service.ts';
import type { CompleteOptions } from './options.ts';
import { aboutInfo } from './product.ts';
import { Sessions } from './sessions.ts';
import { singletons } from './singletons.ts';
import { SsoTokens } from './sso-tokens.ts';
import { Tasks } from './tasks.ts';
import type { World } from './world.ts';

/** Everything that a server of these options is at its start. */
export function createWorld(
  options: CompleteOptions,
  timestamps: Timestamps,
  closing: AbortSignal,
): World {
  const { kind, version, clock } = options;
  const references = serviceRefsOf(kind, version);
  const moids = kind === 'vcenter' ? vcenterMoids() : esxMoids();
  const inventory = new Inventory();
  const root = new Folder(
    references.rootFolder,
    kind === 'vcenter' ? 'Datacenters' : 'ha-folder-root',
    undefined,
    ['Folder', 'Datacenter'],
  );
  const keyServer = new KeyServer(
    options.inventory.keyServer !== 'unavailable',
    options.inventory.keyProvider,
  );
  const created = timestamps.next();
  new InventoryBuilder(inventory, moids, root, { created, keyServer }).build(options.inventory);
  const roles = new Roles();
  const sessions = new Sessions(options.users, roles, options.sessionLimits, clock);
  const events = new EventLog(timestamps);
  const tasks = new Tasks({
    inventory,
    timestamps,
    events,
    moids,
    taskMs: options.taskMs,
    closing,
  });
  const id = options.identity === '' ? undefined : stableUuid(options.identity);
  const isVCenter = kind === 'vcenter';
  const about = aboutInfo(kind, version, isVCenter ? id : undefined);
  const service = inventory.add(new ServiceInstance(references, about, clock));
  for (const host of isVCenter ? [] : hostsOf(inventory)) {
    // A board that nobody has written a uuid into.
    host.uuid = id ?? '00000000-0000-0000-0000-000000000000';
  }
  const parts = { kind, references, clock, inventory, sessions, roles, tasks, events };
  for (const singleton of singletons(parts)) {
    inventory.add(singleton);
  }
  const world: World = {
    kind,
    inventory,
    moids,
    root,
    service,
    sessions,
    tickets: new ServiceTickets(),
    tokens: new SsoTokens(clock),
    tasks,
    events,
    timestamps,
    transfers: new GuestTransfers(kind === 'esx' ? '*' : 'localhost', clock),
    answers: options.answers,
    keyServer,
    closing,
  };
  nameGuestHosts(inventory, options.answers);
  for (const host of hostsOf(inventory)) {
    if (host.state.maintenance === 'entering') {
      enterMaintenance(host, world, { userName: options.user });
    }
  }
  for (const compute of inventory.objects()) {
    if (compute instanceof ComputeResource && compute.cluster?.remediation === true) {
      remediate(compute, world, options.user);
    }
  }
  return world;
}
