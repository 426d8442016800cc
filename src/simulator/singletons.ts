import type { Clock } from './clock.ts';
import { eventDescription } from './model/event-description.ts';
import type { EventLog } from './model/event-log.ts';
import type { Inventory } from './model/inventory.ts';
import { licenseManagerReaders } from './model/license-manager.ts';
import type { ManagedObject } from './model/managed-object.ts';
import { OptionManager } from './model/option-manager.ts';
import { privilegeList, type Roles } from './model/roles.ts';
import { serverSettings } from './model/server-settings.ts';
import {
  furtherRefs,
  type ServiceRefs,
  Singleton,
  sessionManagerReaders,
  taskManagerReaders,
} from './model/service.ts';
import type { ServerKind } from './product.ts';
import type { Sessions } from './sessions.ts';
import type { Tasks } from './tasks.ts';

interface Parts {
  readonly kind: ServerKind;
  readonly references: ServiceRefs;
  readonly clock: Clock;
  readonly inventory: Inventory;
  readonly sessions: Sessions;
  readonly roles: Roles;
  readonly tasks: Tasks;
  readonly events: EventLog;
}

/** The managers that ServiceContent names, and those that they name in their turn. */
export function singletons(parts: Parts): readonly ManagedObject[] {
  const { kind, references, clock, inventory, sessions, roles, tasks, events } = parts;
  const { licenseAssignment, guestAuth, guestProcess, guestFile } = furtherRefs[kind];
  return [
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
    new Singleton(references.eventManager, {
      description: eventDescription,
      latestEvent: () => events.events.at(-1)?.event,
      maxCollector: () => 1000,
    }),
    new Singleton(references.authorizationManager, {
      privilegeList,
      roleList: () => roles.list(),
    }),
    new Singleton(
      references.licenseManager,
      licenseManagerReaders(inventory, clock, licenseAssignment),
    ),
    new Singleton(references.guestOperationsManager, {
      authManager: () => guestAuth,
      processManager: () => guestProcess,
      fileManager: () => guestFile,
    }),
    new Singleton(guestAuth),
    new Singleton(guestProcess),
    ...(references.vmCompatibilityChecker === undefined
      ? []
      : [new Singleton(references.vmCompatibilityChecker)]),
    ...(references.cryptoManager === undefined ? [] : [new Singleton(references.cryptoManager)]),
    new Singleton(guestFile),
    ...(licenseAssignment === undefined ? [] : [new Singleton(licenseAssignment)]),
  ];
}
