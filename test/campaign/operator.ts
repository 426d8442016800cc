import type { Fleet } from './fleet.ts';
import type { Pace } from './pace.ts';
import type { SeededRandom } from './random.ts';

/** What somebody else does to a VM. */
const changes = [
  'power-off',
  'power-on',
  'restart',
  'set-key',
  'set-flag',
  'start-once-off',
] as const;

/** What happens to a VM or its host, and leaves the VM as it was. */
const mishaps = ['reboot-guest', 'vanish', 'register-again', 'host-away', 'host-again'] as const;

/** Something that happens to a VM while vhv works. */
export interface OperatorAct {
  readonly kind: (typeof changes)[number] | (typeof mishaps)[number];
  readonly server: number;
  /** The VM's place among those of the server. */
  readonly vm: number;
  /** Milliseconds after the start of the command. */
  readonly atMs: number;
  /** How long it lasts, where it does. */
  readonly forMs: number;
}

/** @returns whether a VM may differ afterwards from what vhv has made of it */
export function changesVm({ kind }: OperatorAct): boolean {
  return (changes as readonly string[]).includes(kind);
}

export function operatorActs(random: SeededRandom, { servers }: Fleet, pace: Pace): OperatorAct[] {
  return Array.from({ length: random.between(1, 4) }, () => {
    const server = random.between(0, servers.length - 1);
    return {
      kind: random.pick([...changes, ...mishaps]),
      server,
      vm: random.between(0, 8),
      atMs: random.pick(pace.actsAtMs) + random.between(0, 500),
      forMs: random.pick(pace.downMs),
    };
  });
}
