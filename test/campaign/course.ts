import type { StepName } from '../../src/nested/run/steps.ts';
import type { Scenario } from './scenario.ts';
import type { TaskAtServer, VmAtServer } from './server-state.ts';

/** What a process of vhv came to. */
export interface Ran {
  /** null where it was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One command of a scenario, and what it left at the servers. */
export interface Step {
  readonly role: 'plan' | 'command' | 'recovery';
  readonly args: readonly string[];
  readonly ran: Ran;
  /** Whether somebody read what it printed. */
  readonly isHeard: boolean;
  /** Whether a signal ended it before its own end: KILL, or a second one of those that do. */
  readonly isCutShort: boolean;
  readonly after: ReadonlyMap<string, VmAtServer>;
}

export interface Course {
  readonly scenario: Scenario;
  readonly before: ReadonlyMap<string, VmAtServer>;
  /** The command, then its recoveries. */
  readonly steps: readonly Step[];
  /** VMs that the second operator may have changed, by name. */
  readonly touched: ReadonlySet<string>;
  /** Calls that a fault befell, `Logout`. */
  readonly hit: ReadonlySet<string>;
  /** Those of vhv that are still open. */
  readonly sessions: number;
  /** All tasks on VMs until now. */
  readonly tasks: readonly TaskAtServer[];
  /** The steps that the journals tell of, by the VM's name; undefined where a journal cannot be read. */
  readonly journals: ReadonlyMap<string, readonly StepName[]> | undefined;
  /** Whether a journal is still open at the end. */
  readonly isOpen: boolean;
  /** What all files of the state folder hold. */
  readonly files: string;
}
