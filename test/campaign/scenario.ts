import { faultKinds, type PlannedFault } from './faults.ts';
import { type Fleet, randomFleet } from './fleet.ts';
import { type OperatorAct, operatorActs } from './operator.ts';
import { SeededRandom } from './random.ts';

/** All that one run of the campaign does, decided by its seed alone. */
export interface Scenario {
  readonly seed: number;
  readonly fleet: Fleet;
  /** `enable --all --power-cycle soft …`, without the connection. */
  readonly command: readonly string[];
  readonly desired: boolean;
  readonly faults: readonly PlannedFault[];
  readonly acts: readonly OperatorAct[];
  /** Milliseconds after the start at which somebody presses Ctrl-C. */
  readonly stopAfterMs: number | undefined;
  readonly recovery: 'resume' | 'rollback';
  /** How much later than the request a guest goes off, and how long a task takes, in milliseconds. */
  readonly taskMs: number;
}

export function scenarioOf(seed: number): Scenario {
  const random = new SeededRandom(seed);
  const fleet = randomFleet(random);
  const desired = random.chance(0.7);
  const powerCycle = random.pick(['never', 'soft', 'soft', 'hard', 'hard']);
  const command = [desired ? 'enable' : 'disable', '--all', '--yes', '--output', 'json'];
  command.push('--power-cycle', powerCycle);
  command.push('--shutdown-timeout', String(random.pick([1, 5, 60])));
  command.push('--linger', String(random.pick([5, 120])));
  command.push('--max-failures', String(random.pick([1, 3, 100])));
  if (random.chance(0.2)) {
    command.push('--canary', '1');
  }
  if (random.chance(0.2)) {
    command.push('--limit', String(random.between(1, 4)));
  }
  if (random.chance(0.3)) {
    command.push('--discard-suspended');
  }
  if (random.chance(0.4)) {
    command.push('--set', 'campaign.key=1');
  }
  const faults = Array.from({ length: random.between(0, 6) }, () =>
    random.pick(faultKinds).plan(random, fleet.servers.length),
  );
  return {
    seed,
    fleet,
    command,
    desired,
    faults,
    acts: random.chance(0.4) ? operatorActs(random, fleet) : [],
    stopAfterMs: random.chance(0.2) ? random.between(0, 20_000) : undefined,
    recovery: random.chance(0.6) ? 'resume' : 'rollback',
    taskMs: random.pick([0, 0, 200, 3000]),
  };
}
