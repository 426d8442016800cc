import { canonicalName, encodeName } from '../../entity-name.ts';
import type { MoRef } from '../../vim25/moref.ts';
import type { AlarmState } from '../types.ts';
import { ManagedObject, type Readers, refs, type Viewer } from './managed-object.ts';

/** An object of the inventory tree: it has a name, a place, rights and tasks. */
export abstract class ManagedEntity extends ManagedObject {
  #name = '';
  #canonical = '';
  parent: ManagedEntity | undefined;
  /** The tasks that `recentTask` shows: those under way and those that ended a short while ago. */
  recentTasks: readonly ManagedObject[] = [];
  /** Those of the alarms that are triggered on it now. */
  readonly triggeredAlarms: AlarmState[] = [];

  constructor(moRef: MoRef, name: string, parent: ManagedEntity | undefined) {
    super(moRef);
    this.name = name;
    this.parent = parent;
  }

  /** As the API sends it; it can be given in either spelling. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = encodeName(name);
    this.#canonical = canonicalName(name);
  }

  /** Whether it has this name, in either spelling. */
  isNamed(name: string): boolean {
    return name === this.#name || canonicalName(name) === this.#canonical;
  }

  /** The objects below this one in the tree of inventory paths. */
  childrenByPath(): Iterable<ManagedEntity> {
    return [];
  }

  override read(property: string, viewer?: Viewer): unknown {
    return property === 'effectiveRole' ? viewer?.effectiveRole(this) : readers[property]?.(this);
  }
}

const readers: Readers<ManagedEntity> = {
  alarmActionsEnabled: () => true,
  availableField: () => [],
  configIssue: () => [],
  configStatus: () => 'green',
  customValue: () => [],
  declaredAlarmState: () => [],
  disabledMethod: () => [],
  name: (entity) => entity.name,
  overallStatus: () => 'green',
  parent: (entity) => entity.parent?.moRef,
  permission: () => [],
  recentTask: (entity) => refs(entity.recentTasks),
  tag: () => [],
  triggeredAlarmState: (entity) => entity.triggeredAlarms,
  value: () => [],
};
