import { syncBuiltinESMExports } from 'node:module';
// The default import is the object that the named imports of all other modules are copied from.
import timers from 'node:timers/promises';

interface Timer {
  readonly dueAt: number;
  readonly fire: () => void;
}

/** Milliseconds, in real time, between two looks at whether everything waits. */
const lookEveryMs = 2;

/** A loop that worked for less than this, in milliseconds between two looks, is idle. */
const idleMs = 0.4;

/** A jump further than this waits for several idle looks, since a request may be on its way through the kernel or a thread. */
const farMs = 5000;
const looksBeforeFar = 4;

/** Waits in real time, whatever time is virtual. */
export const realSleep = timers.setTimeout;
const RealDate = globalThis.Date;
const realNow = performance.now.bind(performance);

/**
 * Lets waits cost nothing: whenever the whole process has nothing to do but wait, time jumps to the next wait's end. It replaces
 * `setTimeout` of node:timers/promises, `performance.now` and `Date` for the whole process, so client and simulator live in the same time.
 * Sockets and files stay real.
 */
export class VirtualTime {
  readonly #timers = new Set<Timer>();
  #jumped = 0;
  /** How far the system's clock has been set, in milliseconds. */
  #set = 0;
  #isOver: boolean = false;

  /** Runs `work` in virtual time. Only one at a time. */
  static async run<Result>(work: (time: VirtualTime) => Promise<Result>): Promise<Result> {
    const time = new VirtualTime();
    time.#install();
    const driving = time.#drive();
    try {
      return await work(time);
    } finally {
      time.#isOver = true;
      await driving;
      uninstall();
    }
  }

  /** Milliseconds since some moment, as `performance.now` returns them. */
  now(): number {
    return realNow() + this.#jumped;
  }

  /** What a clock shows that nobody has set. */
  trueDate(): Date {
    return new RealDate(RealDate.now() + this.#jumped);
  }

  /** Sets the system's clock on or back, as somebody or NTP does. `performance.now` goes on as before. */
  setClock(byMs: number): void {
    this.#set += byMs;
  }

  sleep<Value>(
    ms = 1,
    value?: Value,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Value> {
    if (ms <= 0) {
      return timers.setImmediate(value as Value, { signal });
    }
    return new Promise<Value>((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError(signal));
        return;
      }
      const timer: Timer = {
        dueAt: this.now() + ms,
        fire: () => {
          this.#timers.delete(timer);
          signal?.removeEventListener('abort', onAbort);
          resolve(value as Value);
        },
      };
      const onAbort = (): void => {
        this.#timers.delete(timer);
        reject(abortError(signal));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#timers.add(timer);
    });
  }

  #install(): void {
    const now = () => this.now();
    timers.setTimeout = this.sleep.bind(this) as typeof timers.setTimeout;
    performance.now = now;
    const date = () => RealDate.now() + this.#jumped + this.#set;
    globalThis.Date = class extends RealDate {
      constructor(...args: [] | [number | string | Date]) {
        super(...((args.length === 0 ? [date()] : args) as [number]));
      }
      static override now(): number {
        return date();
      }
    } as DateConstructor;
    syncBuiltinESMExports();
  }

  async #drive(): Promise<void> {
    let idleLooks = 0;
    while (!this.#isOver) {
      const before = performance.eventLoopUtilization();
      await realSleep(lookEveryMs);
      const { active } = performance.eventLoopUtilization(before);
      idleLooks = active < idleMs && !hasFilesUnderWay() ? idleLooks + 1 : 0;
      this.#fireDue();
      this.#jump(idleLooks);
    }
  }

  #jump(idleLooks: number): void {
    const next = Math.min(...[...this.#timers].map(({ dueAt }) => dueAt));
    const far = next - this.now();
    if (Number.isFinite(next) && idleLooks >= (far > farMs ? looksBeforeFar : 1)) {
      this.#jumped += Math.max(0, Math.ceil(far));
      this.#fireDue();
    }
  }

  #fireDue(): void {
    const now = this.now();
    const due = [...this.#timers].filter(({ dueAt }) => dueAt <= now);
    for (const timer of due.toSorted((a, b) => a.dueAt - b.dueAt)) {
      timer.fire();
    }
  }
}

function uninstall(): void {
  timers.setTimeout = realSleep;
  globalThis.Date = RealDate;
  performance.now = realNow;
  syncBuiltinESMExports();
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}

/** The journal syncs its disk in a thread: the loop looks idle meanwhile. */
function hasFilesUnderWay(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}
