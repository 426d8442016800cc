import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Need } from '../../../src/nested/run/jobs/places.ts';
import { runSchedule } from '../../../src/nested/run/jobs/schedule.ts';

interface Item {
  readonly name: string;
  readonly needs: readonly Need[];
}

/** What is going on while a schedule runs: who is at work, how many at most, and in which order they began. */
class Watched {
  readonly begun: string[] = [];
  readonly #atWork = new Set<Item>();
  /** The most that was at work of each need. */
  readonly peaks = new Map<string, number>();

  begin(item: Item): void {
    this.begun.push(item.name);
    this.#atWork.add(item);
    for (const { name } of item.needs) {
      const now = [...this.#atWork].filter(({ needs }) => needs.some((one) => one.name === name));
      this.peaks.set(name, Math.max(this.peaks.get(name) ?? 0, now.length));
    }
  }

  end(item: Item): void {
    this.#atWork.delete(item);
  }

  readonly work = async (item: Item): Promise<void> => {
    this.begin(item);
    await nextTurn();
    this.end(item);
  };
}

const never = (): boolean => false;
const needsOf = ({ needs }: Item): readonly Need[] => needs;
const many = (count: number, needs: (n: number) => readonly Need[]): Item[] =>
  Array.from({ length: count }, (_, n) => ({ name: `${n}`, needs: needs(n) }));

describe('limits', () => {
  it('hold for the server, for each host and for power cycles, and are used to the full', async () => {
    const watched = new Watched();
    const items = many(200, (n) => [
      { name: 'flight', most: 16 },
      { name: `host ${n % 5}`, most: 4 },
      ...(n % 3 === 0 ? [{ name: 'cycle', most: 2 }] : []),
    ]);
    await runSchedule(items, { needsOf, work: watched.work, stop: never });
    expect(watched.begun.length).toBe(200);
    expect(new Set(watched.begun).size).toBe(200);
    expect(Object.fromEntries(watched.peaks)).toStrictEqual({
      flight: 16,
      'host 0': 4,
      'host 1': 4,
      'host 2': 4,
      'host 3': 4,
      'host 4': 4,
      cycle: 2,
    });
  });

  it('keep VMs of one rule or one vApp apart, those of two as well', async () => {
    const watched = new Watched();
    const items = many(60, (n) => [
      { name: 'flight', most: 32 },
      ...(n % 2 === 0 ? [{ name: 'rule:domain-c8:1', most: 1 }] : []),
      ...(n % 3 === 0 ? [{ name: 'vapp:resgroup-v9', most: 1 }] : []),
    ]);
    await runSchedule(items, { needsOf, work: watched.work, stop: never });
    expect(watched.begun.length).toBe(60);
    expect(watched.peaks.get('rule:domain-c8:1')).toBe(1);
    expect(watched.peaks.get('vapp:resgroup-v9')).toBe(1);
    // Those that nothing keeps apart do not wait for the others.
    expect(watched.peaks.get('flight')).toBeGreaterThan(15);
  });
});

describe('the order', () => {
  it('is that of the items where all need the same', async () => {
    const watched = new Watched();
    const items = many(50, () => [{ name: 'flight', most: 3 }]);
    await runSchedule(items, { needsOf, work: watched.work, stop: never });
    expect(watched.begun).toStrictEqual(items.map(({ name }) => name));
  });

  it('is kept among those that have to wait, and those that need not wait pass them', async () => {
    const watched = new Watched();
    const items = many(9, (n) => [
      { name: 'flight', most: 3 },
      ...(n < 6 ? [{ name: 'host', most: 1 }] : []),
    ]);
    await runSchedule(items, { needsOf, work: watched.work, stop: never });
    expect(watched.begun.slice(0, 3)).toStrictEqual(['0', '6', '7']);
    const waiting = watched.begun.filter((name) => Number(name) < 6);
    expect(waiting).toStrictEqual(['0', '1', '2', '3', '4', '5']);
  });
});

describe('while it goes on', () => {
  it('what an item gives back before its end is taken by the next, and given back once', async () => {
    const watched = new Watched();
    const items = many(4, () => [{ name: 'flight', most: 1 }]);
    const gate = sleep(50);
    await runSchedule(items, {
      needsOf,
      stop: never,
      work: async (item, place) => {
        watched.begin(item);
        if (item.name === '0') {
          watched.end(item);
          place.rest();
          place.rest();
          await gate;
          expect(watched.begun).toStrictEqual(['0', '1', '2', '3']);
          return;
        }
        await nextTurn();
        watched.end(item);
      },
    });
    expect(watched.peaks.get('flight')).toBe(1);
  });

  it('what lasts is held while an item only waits, and for good where that is said', async () => {
    const watched = new Watched();
    const items = many(6, (n) => [
      { name: 'flight', most: 1 },
      ...(n < 4 ? [{ name: 'rule', most: 1, lasts: true as const }] : []),
    ]);
    await runSchedule(items, {
      needsOf,
      stop: never,
      work: async (item, place) => {
        watched.begin(item);
        if (item.name === '0') {
          place.rest();
          await sleep(50);
          expect(watched.begun).toStrictEqual(['0', '4', '5']);
        } else if (item.name === '1') {
          place.keep();
        }
        watched.end(item);
      },
    });
    expect(watched.begun).toStrictEqual(['0', '4', '5', '1']);
    expect(watched.peaks.get('rule')).toBe(1);
  });

  it('nothing is begun once it is to stop, and what has begun is finished', async () => {
    const watched = new Watched();
    let ended = 0;
    const items = many(20, () => [{ name: 'flight', most: 4 }]);
    await runSchedule(items, {
      needsOf,
      stop: () => watched.begun.length >= 6,
      work: async (item) => {
        await watched.work(item);
        ended += 1;
      },
    });
    expect(watched.begun.length).toBe(6);
    expect(ended).toBe(6);
  });

  it('a failure ends it, told once all that had begun is over', async () => {
    const watched = new Watched();
    let ended = 0;
    const items = many(20, () => [{ name: 'flight', most: 4 }]);
    const run = runSchedule(items, {
      needsOf,
      stop: never,
      work: async (item) => {
        watched.begin(item);
        await sleep(item.name === '1' ? 1 : 20);
        watched.end(item);
        if (item.name === '1') {
          throw new Error('number one');
        }
        ended += 1;
      },
    });
    await expect(run).rejects.toThrow('number one');
    expect(watched.begun).toStrictEqual(['0', '1', '2', '3']);
    expect(ended).toBe(3);
  });

  it('no items: it is over at once', async () => {
    await expect(
      runSchedule([], { needsOf, work: () => Promise.resolve(), stop: never }),
    ).resolves.toBeUndefined();
  });
});
