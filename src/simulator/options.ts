import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { InventoryData } from './inventory-file/inventory-data.ts';
import { singleHostInventory } from './inventory-file/single-host.ts';
import { fleetInventory } from './model/fleet.ts';
import { labHostInventory, labInventory } from './model/lab.ts';
import { releaseVersions, type ServerKind } from './product.ts';
import { chooseAnswers, type RuleAnswers } from './rules/rules.ts';
import type { SessionLimits } from './sessions.ts';
import type { User } from './users.ts';

export interface SimulatorOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** @default vcenter */
  readonly kind?: ServerKind;
  /** The release of the server itself. @default 8.0.3 */
  readonly version?: string;
  /** What it holds: the built-in lab, a generated fleet of so many VMs, or a description. @default lab */
  readonly inventory?: 'lab' | { readonly vms: number } | InventoryData;
  /**
   * What the server's own id is made of: about.instanceUuid of a vCenter, the hardware uuid of an ESXi. Two servers of one text share their
   * id, as clones do; with '' there is none. @default unlike any other's
   */
  readonly identity?: string;
  /** The administrator. @default user */
  readonly user?: string;
  /** @default pass */
  readonly password?: string;
  /** Users beside the administrator, with fewer rights. */
  readonly users?: readonly User[];
  /** How long every answer takes at least. @default 0 */
  readonly latencyMs?: number;
  /** How long every task runs before its work is done. @default 0 */
  readonly taskMs?: number;
  /** Other plausible answers than the default ones, for rules that nobody has witnessed. */
  readonly rules?: Partial<RuleAnswers>;
  /** When sessions end and accounts are locked. */
  readonly sessionLimits?: Partial<SessionLimits>;
  /** @default the system's */
  readonly clock?: Clock;
  /** Decides where a fault has a probability. @default Math.random */
  readonly random?: () => number;
}

export interface CompleteOptions {
  readonly port: number;
  readonly kind: ServerKind;
  readonly version: string;
  readonly inventory: InventoryData;
  readonly identity: string;
  readonly user: string;
  readonly password: string;
  readonly users: readonly User[];
  readonly latencyMs: number;
  readonly taskMs: number;
  readonly answers: RuleAnswers;
  readonly sessionLimits: SessionLimits;
  readonly clock: Clock;
  readonly random: () => number;
}

const minute = 60_000;

/** docs/facts.md#session-limits, docs/facts.md#account-lock */
const limits: Readonly<Record<ServerKind, SessionLimits>> = {
  vcenter: { idleMs: 120 * minute, most: 3000, lockAfter: 5, lockMs: 15 * minute },
  esx: { idleMs: 30 * minute, most: 500, lockAfter: 5, lockMs: 15 * minute },
};

/** @throws TypeError where an option does not make sense */
export function completeOptions(options: SimulatorOptions): CompleteOptions {
  const { kind = 'vcenter', version = '8.0.3', user = 'user', password = 'pass' } = options;
  if (!releaseVersions.includes(version)) {
    throw new TypeError(`no release ${version}; there are ${releaseVersions.join(', ')}`);
  }
  const administrator: User = { name: user, password, grants: [{ path: '/', privileges: 'all' }] };
  return {
    port: options.port ?? 0,
    kind,
    version,
    inventory: chooseInventory(kind, options.inventory ?? 'lab'),
    identity: options.identity ?? randomUUID(),
    user,
    password,
    users: [administrator, ...(options.users ?? [])],
    latencyMs: options.latencyMs ?? 0,
    taskMs: options.taskMs ?? 0,
    answers: chooseAnswers(options.rules ?? {}),
    sessionLimits: { ...limits[kind], ...options.sessionLimits },
    clock: options.clock ?? (() => new Date()),
    random: options.random ?? Math.random,
  };
}

function chooseInventory(
  kind: ServerKind,
  choice: NonNullable<SimulatorOptions['inventory']>,
): InventoryData {
  const inventory =
    choice === 'lab'
      ? kind === 'esx'
        ? labHostInventory()
        : labInventory()
      : 'vms' in choice
        ? fleetInventory(choice.vms)
        : choice;
  return kind === 'esx' ? singleHostInventory(inventory) : inventory;
}
