import { type Command, randomCommand, waits } from './command.ts';
import { type faultKinds, type PlannedFault, randomFaults } from './faults.ts';
import { type Fleet, randomFleet } from './fleet.ts';
import { type OperatorAct, operatorActs } from './operator.ts';
import type { Pace } from './pace.ts';
import { SeededRandom } from './random.ts';

/** A signal that a process gets. */
export interface Interruption {
  readonly signal: NodeJS.Signals;
  /** What the time counts from: its start, or the line that names its journal, when VMs are about to be touched. */
  readonly after: 'start' | 'journal';
  readonly atMs: number;
}

/** What goes wrong around a process of vhv, and not at a server. */
export interface Trouble {
  readonly interruptions: readonly Interruption[];
  /** The disk of the state folder is full after so many bytes more. */
  readonly diskBytes: number | undefined;
  /** Nobody reads what is printed. */
  readonly isUnheard: boolean;
  /** The system's clock is set, by so many milliseconds. */
  readonly clockJump: { readonly atMs: number; readonly byMs: number } | undefined;
}

export const noTrouble: Trouble = {
  interruptions: [],
  diskBytes: undefined,
  isUnheard: false,
  clockJump: undefined,
};

/** All that one run of the campaign does, decided by its seed alone. */
export interface Scenario {
  readonly seed: number;
  readonly fleet: Fleet;
  /** Without the connection. */
  readonly command: Command;
  readonly faults: readonly PlannedFault[];
  /** Those of the first recovery. */
  readonly laterFaults: readonly PlannedFault[];
  readonly acts: readonly OperatorAct[];
  /** Of the command, and of its first recoveries. */
  readonly troubles: readonly Trouble[];
  readonly recovery: 'resume' | 'rollback';
  /** Options of the recoveries. */
  readonly waits: readonly string[];
  readonly taskMs: number;
  readonly settleMs: number;
}

/** How many faults of which kinds a scenario has at most, and which signals. */
export interface Taste {
  readonly pace: Pace;
  readonly kinds: typeof faultKinds;
  readonly mostFaults: number;
  readonly mostServers: number;
  readonly signals: readonly NodeJS.Signals[];
  /** How likely a process gets a signal. */
  readonly signalled: number;
}

export function scenarioOf(seed: number, taste: Taste): Scenario {
  const random = new SeededRandom(seed);
  const { pace, kinds, mostFaults } = taste;
  const fleet = randomFleet(random, pace, taste.mostServers);
  const count = fleet.servers.length;
  const troubled = random.pick([0, 1, 1, 2, 3]);
  return {
    seed,
    fleet,
    command: randomCommand(random, pace),
    faults: randomFaults(random, kinds, count, pace, mostFaults * count),
    laterFaults: random.chance(0.3) ? randomFaults(random, kinds, count, pace, 2) : [],
    acts: random.chance(0.5) ? operatorActs(random, fleet, pace) : [],
    troubles: Array.from({ length: troubled }, () => randomTrouble(random, taste)),
    recovery: random.chance(0.6) ? 'resume' : 'rollback',
    waits: waits(random, pace),
    taskMs: random.pick(pace.taskMs),
    settleMs: pace.settleMs,
  };
}

function randomTrouble(random: SeededRandom, taste: Taste): Trouble {
  const { pace, signalled } = taste;
  return {
    interruptions: random.chance(signalled) ? randomInterruptions(random, taste) : [],
    diskBytes: random.chance(0.08) ? random.between(0, 60_000) : undefined,
    isUnheard: random.chance(0.08),
    clockJump: random.chance(0.1)
      ? {
          atMs: random.pick(pace.actsAtMs),
          byMs: random.pick([-86_400_000, -3_600_000, -60_000, 60_000, 3_600_000, 86_400_000]),
        }
      : undefined,
  };
}

function randomInterruptions(random: SeededRandom, { pace, signals }: Taste): Interruption[] {
  const atMs = random.between(0, pace.lastSignalMs);
  const after = random.pick(['start', 'journal', 'journal', 'journal', 'journal'] as const);
  const signal = random.pick(signals);
  if (signal === 'SIGSTOP') {
    return [
      { signal, after, atMs },
      { signal: 'SIGCONT', after, atMs: atMs + random.pick([100, 1000]) },
    ];
  }
  const first = { signal, after, atMs };
  return random.chance(0.4)
    ? [
        first,
        {
          signal: random.pick(signals.filter((one) => one !== 'SIGSTOP')),
          after,
          atMs: atMs + random.between(0, 1500),
        },
      ]
    : [first];
}
