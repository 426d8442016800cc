import type { Simulator } from '../../src/simulator/index.ts';
import type { Ran } from '../helpers/cli.ts';
import type { Scenario } from './scenario.ts';
import type { VmAtServer } from './server-state.ts';

/** One command of a scenario, and what it left at the servers. */
export interface Step {
  readonly args: readonly string[];
  readonly ran: Ran;
  readonly after: ReadonlyMap<string, VmAtServer>;
}

export interface Course {
  readonly scenario: Scenario;
  readonly simulators: readonly Simulator[];
  readonly before: ReadonlyMap<string, VmAtServer>;
  /** The command, then its recoveries. */
  readonly steps: readonly Step[];
  /** VMs that the second operator may have changed, by name. */
  readonly touched: ReadonlySet<string>;
  /** Calls that a fault befell, `Logout`. */
  readonly hit: ReadonlySet<string>;
  /** Whether a journal is still open at the end. */
  readonly isOpen: boolean;
}
