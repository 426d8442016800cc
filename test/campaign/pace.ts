/** How long things take in a scenario, in milliseconds, and the waits that vhv is given, in seconds. */
export interface Pace {
  readonly guestShutdownMs: readonly number[];
  readonly guestBootMs: readonly number[];
  readonly taskMs: readonly number[];
  readonly slowMs: readonly number[];
  /** Longer than vhv waits for any answer. */
  readonly stallMs: number;
  readonly downMs: readonly number[];
  /** When the second operator acts. */
  readonly actsAtMs: readonly number[];
  /** When the latest signal comes. */
  readonly lastSignalMs: number;
  /** Longer than any guest, task or restart of a scenario takes. */
  readonly settleMs: number;
  /** By the name of the option. */
  readonly waits: Readonly<Record<string, readonly number[]>>;
}

/** Waiting costs nothing. */
export const virtualPace: Pace = {
  guestShutdownMs: [0, 500, 3000, 20_000],
  guestBootMs: [0, 0, 1000, 60_000],
  taskMs: [0, 0, 200, 3000],
  slowMs: [2000, 20_000],
  stallMs: 6 * 3_600_000,
  downMs: [1000, 30_000],
  actsAtMs: [0, 200, 1000, 3000, 7000, 30_000],
  lastSignalMs: 20_000,
  settleMs: 120_000,
  waits: {
    'shutdown-timeout': [1, 5, 60],
    linger: [5, 120],
    'guest-timeout': [5, 600],
    'busy-timeout': [5, 120],
    patience: [10, 600],
  },
};

/** A command is over within seconds. */
export const realPace: Pace = {
  guestShutdownMs: [0, 50, 300, 1200],
  guestBootMs: [0, 0, 200],
  taskMs: [0, 20, 150, 400],
  slowMs: [200, 800],
  stallMs: 4000,
  downMs: [200, 1500],
  actsAtMs: [0, 300, 700, 1200, 2000],
  lastSignalMs: 3500,
  settleMs: 1500,
  waits: {
    'shutdown-timeout': [1, 2],
    linger: [0, 1],
    'guest-timeout': [2, 5],
    'busy-timeout': [1, 3],
    patience: [3, 6],
  },
};
