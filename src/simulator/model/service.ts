import type { MoRef } from '../../vim25/moref.ts';
import { compareVersions } from '../../vim25/version.ts';
import { serverTime } from '../clock.ts';
import type { ServerKind } from '../product.ts';
import type { AboutInfo, Capability, ServiceContent } from '../types.ts';
import { ManagedObject, type Readers, refs, type Viewer } from './managed-object.ts';

/** The references of the singletons. Only those that the simulator serves are announced, so that no client runs into a void. */
export interface ServiceRefs {
  readonly rootFolder: MoRef;
  readonly propertyCollector: MoRef;
  readonly viewManager: MoRef;
  readonly setting: MoRef;
  readonly sessionManager: MoRef;
  readonly taskManager: MoRef;
  readonly searchIndex: MoRef;
  readonly authorizationManager: MoRef;
  readonly eventManager: MoRef;
  readonly licenseManager: MoRef;
  readonly guestOperationsManager: MoRef;
  /** Undefined where the server has none. */
  readonly vmCompatibilityChecker?: MoRef;
  /** Undefined where the server has none that is asked about keys. */
  readonly cryptoManager?: MoRef;
}

const moRef = (type: string, value: string): MoRef => ({ type, value });

/** By what names a server knows its singletons (docs/facts.md#service-content). */
const serviceRefs: Readonly<Record<ServerKind, ServiceRefs>> = {
  vcenter: {
    rootFolder: moRef('Folder', 'group-d1'),
    propertyCollector: moRef('PropertyCollector', 'propertyCollector'),
    viewManager: moRef('ViewManager', 'ViewManager'),
    setting: moRef('OptionManager', 'VpxSettings'),
    sessionManager: moRef('SessionManager', 'SessionManager'),
    taskManager: moRef('TaskManager', 'TaskManager'),
    searchIndex: moRef('SearchIndex', 'SearchIndex'),
    authorizationManager: moRef('AuthorizationManager', 'AuthorizationManager'),
    eventManager: moRef('EventManager', 'EventManager'),
    licenseManager: moRef('LicenseManager', 'LicenseManager'),
    guestOperationsManager: moRef('GuestOperationsManager', 'guestOperationsManager'),
  },
  esx: {
    rootFolder: moRef('Folder', 'ha-folder-root'),
    propertyCollector: moRef('PropertyCollector', 'ha-property-collector'),
    viewManager: moRef('ViewManager', 'ViewManager'),
    setting: moRef('OptionManager', 'HostAgentSettings'),
    sessionManager: moRef('SessionManager', 'ha-sessionmgr'),
    taskManager: moRef('TaskManager', 'ha-taskmgr'),
    searchIndex: moRef('SearchIndex', 'ha-searchindex'),
    authorizationManager: moRef('AuthorizationManager', 'ha-authmgr'),
    eventManager: moRef('EventManager', 'ha-eventmgr'),
    licenseManager: moRef('LicenseManager', 'ha-license-manager'),
    guestOperationsManager: moRef('GuestOperationsManager', 'ha-guest-operations-manager'),
  },
};

const cryptoManager = moRef('CryptoManagerKmip', 'CryptoManager');
const compatibilityChecker = moRef('VirtualMachineCompatibilityChecker', 'CompatibilityChecker');

/** What a release announces. The checker itself is older; what it does here came with 6.7. */
export function serviceRefsOf(kind: ServerKind, version: string): ServiceRefs {
  const checks = kind === 'vcenter' && compareVersions(version, '6.7') >= 0;
  // The manager itself is older; QueryCryptoKeyStatus came with 6.7.2.
  return {
    ...serviceRefs[kind],
    ...(checks && { vmCompatibilityChecker: compatibilityChecker, cryptoManager }),
  };
}

/** What the managers lead to in their turn. */
export interface FurtherRefs {
  /** Undefined on a host, where nothing is assigned. */
  readonly licenseAssignment: MoRef | undefined;
  readonly guestAuth: MoRef;
  readonly guestProcess: MoRef;
  readonly guestFile: MoRef;
}

export const furtherRefs: Readonly<Record<ServerKind, FurtherRefs>> = {
  vcenter: {
    licenseAssignment: moRef('LicenseAssignmentManager', 'LicenseAssignmentManager'),
    guestAuth: moRef('GuestAuthManager', 'guestOperationsAuthManager'),
    guestProcess: moRef('GuestProcessManager', 'guestOperationsProcessManager'),
    guestFile: moRef('GuestFileManager', 'guestOperationsFileManager'),
  },
  esx: {
    licenseAssignment: undefined,
    guestAuth: moRef('GuestAuthManager', 'ha-guest-operations-auth-manager'),
    guestProcess: moRef('GuestProcessManager', 'ha-guest-operations-process-manager'),
    guestFile: moRef('GuestFileManager', 'ha-guest-operations-file-manager'),
  },
};

/** The root of every conversation. */
export class ServiceInstance extends ManagedObject {
  readonly content: ServiceContent;
  readonly #now: () => Date;

  constructor(references: ServiceRefs, about: AboutInfo, now: () => Date) {
    super(moRef('ServiceInstance', 'ServiceInstance'));
    this.content = { ...references, about };
    this.#now = now;
  }

  get serverClock(): string {
    return serverTime(this.#now());
  }

  override read(property: string): unknown {
    switch (property) {
      case 'capability':
        return capability(this.content.about.apiType === 'VirtualCenter');
      case 'content':
        return this.content;
      case 'serverClock':
        return this.serverClock;
      default:
        return undefined;
    }
  }
}

function capability(isVcenter: boolean): Capability {
  return {
    provisioningSupported: isVcenter,
    multiHostSupported: isVcenter,
    userShellAccessSupported: false,
  };
}

/** A singleton with few properties or none, and methods that are written elsewhere. */
export class Singleton extends ManagedObject {
  readonly #readers: Readers<Viewer | undefined>;

  constructor(reference: MoRef, readers: Readers<Viewer | undefined> = {}) {
    super(reference);
    this.#readers = readers;
  }

  override read(property: string, viewer?: Viewer): unknown {
    return this.#readers[property]?.(viewer);
  }
}

/** The properties of the singletons that have any. */
export function sessionManagerReaders(
  sessions: () => readonly Viewer[],
): Readers<Viewer | undefined> {
  return {
    currentSession: (viewer) => viewer?.userSession,
    defaultLocale: () => 'en',
    messageLocaleList: () => ['en'],
    sessionList: () => sessions().map(({ userSession }) => userSession),
    supportedLocaleList: () => ['en'],
  };
}

export function taskManagerReaders(
  recent: () => readonly ManagedObject[],
): Readers<Viewer | undefined> {
  return { maxCollector: () => 32, recentTask: () => refs(recent()) };
}
