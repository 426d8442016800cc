import type { Pace } from './pace.ts';
import type { SeededRandom } from './random.ts';

/** The words of a run. */
export interface Command {
  /** `plan --all …`, whose plan the command applies; without it the command plans by itself. */
  readonly plan: readonly string[] | undefined;
  /** `enable --all --yes …`, or `apply`, which the file of the plan follows. */
  readonly words: readonly string[];
  /** What nested virtualization is to be. */
  readonly desired: boolean;
  /** What the advanced option `campaign.key` is to be; undefined where it stays. */
  readonly key: string | undefined;
  readonly discardsSuspended: boolean;
}

export function randomCommand(random: SeededRandom, pace: Pace): Command {
  const desired = random.chance(0.7);
  const key = random.chance(0.4) ? '1' : undefined;
  const discardsSuspended = random.chance(0.3);
  const selection = ['--all', ...(random.chance(0.1) ? ['--exclude', '*2'] : [])];
  const allowed = permissions(random, discardsSuspended);
  const change = key === undefined ? [] : ['--set', `campaign.key=${key}`];
  const limits = runLimits(random, pace);
  const groups = random.chance(0.2)
    ? ['--max-down-per', random.pick(['attribute:service=1', 'folder=1'])]
    : [];
  const shared = [...selection, ...allowed, ...change, ...groups];
  const consent = ['--yes', '--output', 'json'];
  return random.chance(0.15)
    ? {
        plan: ['plan', '--to', desired ? 'on' : 'off', ...shared],
        words: ['apply', ...limits, ...consent],
        desired,
        key,
        discardsSuspended,
      }
    : {
        plan: undefined,
        words: [desired ? 'enable' : 'disable', ...shared, ...limits, ...consent],
        desired,
        key,
        discardsSuspended,
      };
}

function permissions(random: SeededRandom, discardsSuspended: boolean): string[] {
  const words = [
    '--power-cycle',
    random.pick(['never', 'soft', 'soft', 'soft', 'hard', 'hard', 'hard']),
  ];
  if (discardsSuspended) {
    words.push('--discard-suspended');
  }
  if (random.chance(0.3)) {
    words.push('--convert-templates', '--accept', 'TEMPLATE');
  }
  if (random.chance(0.3)) {
    words.push('--accept', 'KEY_PROVIDER_UNREADABLE');
  }
  if (random.chance(0.1)) {
    words.push('--upgrade-hardware', random.pick(['vmx-14', 'vmx-19']));
  }
  return words;
}

/** How long a run waits for guests, other tasks and servers. */
export function waits(random: SeededRandom, pace: Pace): string[] {
  return Object.entries(pace.waits).flatMap(([name, seconds]) => [
    `--${name}`,
    String(random.pick(seconds)),
  ]);
}

function runLimits(random: SeededRandom, pace: Pace): string[] {
  const words = ['--max-failures', String(random.pick([1, 3, 100, 100])), ...waits(random, pace)];
  if (random.chance(0.2)) {
    words.push('--canary', '1');
  }
  if (random.chance(0.2)) {
    words.push('--limit', String(random.between(1, 4)));
  }
  if (random.chance(0.03)) {
    words.push('--all-or-nothing');
  }
  if (random.chance(0.2)) {
    words.push('--concurrency', '2');
  }
  if (random.chance(0.2)) {
    words.push('--power-cycles', random.pick(['1', '8']));
  }
  return words;
}
