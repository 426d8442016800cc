import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlanFleetOptions } from '../../../src/nested/plan/plan-fleet.ts';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import { jobOf, vmKey } from '../../../src/nested/run/job.ts';
import type { Applied } from '../../../src/nested/run/jobs/run-jobs.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import type { JobOptions, RunEvent } from '../../../src/nested/run/options.ts';
import { apply } from '../../helpers/apply.ts';
import { resume, rollback } from '../../helpers/recover.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, hurried, running } from './fleet.ts';

expectNothingUnhandled();

/** So that what may go down at once does: neither hosts nor servers stand in the way. */
const wide: JobOptions = {
  ...hurried,
  shutdownTimeoutMs: 5000,
  powerCycles: 8,
  powerCyclesPerHost: 8,
  maxFailures: 10,
};

/** Who is down while a run goes on: from its shutdown until its work is over. */
class DownWatch {
  readonly #groupOf: (name: string) => string;
  readonly #down = new Set<string>();
  /** The most that was down at once, by group. */
  readonly peaks: Record<string, number> = {};

  constructor(groupOf: (name: string) => string) {
    this.#groupOf = groupOf;
  }

  /** One that is down before the run. */
  add(vm: string): void {
    this.#down.add(vm);
  }

  readonly hear = (event: RunEvent, nameOf: ReadonlyMap<string, string>): void => {
    const vm = nameOf.get(event.vm) ?? '';
    if (event.kind === 'step' && event.step === 'shutdown') {
      this.#down.add(vm);
      const group = this.#groupOf(vm);
      const now = [...this.#down].filter((one) => this.#groupOf(one) === group).length;
      this.peaks[group] = Math.max(this.peaks[group] ?? 0, now);
    } else if (event.kind === 'worked') {
      this.#down.delete(vm);
    }
  };
}

const namesOf = (plans: readonly VmPlan[]): Map<string, string> =>
  new Map(plans.map(({ facts }) => [vmKey(facts), facts.name]));

/** Power-cycles all VMs of some servers as one run. */
async function run(
  fleets: readonly Fleet[],
  maxDownPer: PlanFleetOptions['maxDownPer'],
  groupOf: (name: string) => string,
): Promise<{ applied: Applied; peaks: Record<string, number> }> {
  const options: PlanFleetOptions = { powerCycle: 'soft', ...(maxDownPer && { maxDownPer }) };
  const plans = (await Promise.all(fleets.map((fleet) => fleet.plan(options)))).flat();
  const watch = new DownWatch(groupOf);
  const names = namesOf(plans);
  const sessions = fleets.map(({ session }) => session);
  const onEvent = (event: RunEvent): void => watch.hear(event, names);
  const applied = await apply(sessions, plans, { ...wide, onEvent });
  return { applied, peaks: watch.peaks };
}

const outcomesOf = ({ outcomes }: Applied): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ plan, outcome }) => [plan.facts.name, outcome]));

const slow = { guestShutdown: 60 };
const front = (name: string): string => name.split('-')[0] ?? '';

/** Two servers: three members of web and one of db on the first, two and two on the second. */
async function twoServers(): Promise<readonly [Fleet, Fleet]> {
  return Promise.all([
    Fleet.start(
      ['web-1', 'web-2', 'web-3', 'db-1'].map((name) =>
        running(name, { ...slow, folder: front(name), attributes: { service: front(name) } }),
      ),
    ),
    Fleet.start(
      ['web-4', 'web-5', 'db-2', 'db-3'].map((name) =>
        running(name, { ...slow, folder: front(name), attributes: { service: front(name) } }),
      ),
    ),
  ]);
}

describe('at most so many VMs of a group are down at once', () => {
  it.each([
    ['of one folder', 'folder'],
    ['with one value of a custom attribute', 'attribute:service'],
    ['whose names match alike', 'name:^(web|db)-'],
  ] as const)('%s, on all servers of a run together', async (_, key) => {
    const fleets = await twoServers();
    const { applied, peaks } = await run(fleets, [{ key, most: 1 }], front);
    expect(peaks).toStrictEqual({ web: 1, db: 1 });
    expect(new Set(Object.values(outcomesOf(applied)))).toStrictEqual(new Set(['changed']));
  });

  it('and as many as that are', async () => {
    const fleets = await twoServers();
    const { applied, peaks } = await run(fleets, [{ key: 'name:^web', most: 2 }], front);
    expect(peaks['web']).toBe(2);
    expect(new Set(Object.values(outcomesOf(applied)))).toStrictEqual(new Set(['changed']));
  });

  it('where several limits concern a VM, all of them hold', async () => {
    const fleets = await twoServers();
    const limits = [
      { key: 'attribute:service', most: 2 },
      { key: 'name:-[12]$', most: 1 },
    ] as const;
    const isFirst = (name: string): string => (/-[12]$/.test(name) ? 'first two' : 'rest');
    const { peaks } = await run(fleets, limits, isFirst);
    expect(peaks['first two']).toBe(1);
  });
});

it('a VM that stays down keeps its place, and no server waits for it for ever', async () => {
  const fleets = await twoServers();
  const [one] = fleets;
  const taskFault = { _type: 'InvalidState' } as const;
  const web1 = (await one.plan()).find(({ facts }) => facts.name === 'web-1')?.facts.moRef.value;
  one.fault({ method: 'PowerOnMultiVM_Task', taskFault });
  one.fault({ method: 'PowerOnVM_Task', target: web1 ?? '', taskFault });
  const { applied } = await run(fleets, [{ key: 'name:^web', most: 1 }], front);
  const outcomes = outcomesOf(applied);
  const web = Object.entries(outcomes).filter(([name]) => name.startsWith('web'));
  const left = web.filter(([, outcome]) => outcome === 'left-off');
  expect(left.map(([name]) => name)).toStrictEqual(['web-1']);
  // Those whose turn came before are changed; no other member was touched after it.
  expect(web.filter(([, outcome]) => outcome === 'untouched').length).toBeGreaterThan(0);
  expect(
    web.filter(([, outcome]) => !['changed', 'untouched', 'left-off'].includes(outcome)),
  ).toStrictEqual([]);
  expect([outcomes['db-1'], outcomes['db-2'], outcomes['db-3']]).toStrictEqual(
    Array(3).fill('changed'),
  );
});

/** The journal of a run that died after it had brought one VM down, before any other was begun. */
async function diedWith(down: string, fleets: readonly Fleet[]): Promise<string> {
  const options = { powerCycle: 'soft', maxDownPer: [{ key: 'name:^web', most: 1 }] } as const;
  const plans = (await Promise.all(fleets.map((fleet) => fleet.plan(options)))).flat();
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'enable', plans.map(jobOf));
  const plan = plans.find(({ facts }) => facts.name === down);
  const fleet = fleets.find(({ session }) => session.endpoint === plan?.facts.endpoint);
  if (plan === undefined || fleet === undefined) {
    throw new Error(`there is no ${down}`);
  }
  await journal.append({ kind: 'step', vm: vmKey(plan.facts), step: 'shutdown' });
  await fleet.session.call('ShutdownGuest', plan.facts.moRef, {});
  await expect.poll(async () => (await fleet.states())[down]).toBe('plain poweredOff');
  return path;
}

describe('a resume', () => {
  it('counts the VM that is down already, wherever it is, before it begins another', async () => {
    const fleets = await twoServers();
    const path = await diedWith('web-5', fleets);
    const { vms } = await readJournal(path, await readFile(path, 'utf8'));
    const names = namesOf(vms.map(({ job }) => job.plan));
    const watch = new DownWatch(front);
    watch.add('web-5');
    const sessions = fleets.map(({ session }) => session);
    const onEvent = (event: RunEvent): void => watch.hear(event, names);
    const applied = await resume(sessions, path, { ...wide, onEvent });
    expect(watch.peaks['web']).toBe(1);
    expect(new Set(Object.values(outcomesOf(applied)))).toStrictEqual(new Set(['changed']));
  });

  it('begins no neighbour of a VM that is down on a server that is not there', async () => {
    const [one, other] = await twoServers();
    const path = await diedWith('web-5', [one, other]);
    const applied = await resume([one.session], path, wide);
    expect(outcomesOf(applied)).toStrictEqual({
      'web-1': 'untouched',
      'web-2': 'untouched',
      'web-3': 'untouched',
      'db-1': 'changed',
    });
  });
});

it('a rollback keeps to the limits of the run that it undoes', async () => {
  const fleets = await twoServers();
  const sessions = fleets.map(({ session }) => session);
  const options = { powerCycle: 'soft', maxDownPer: [{ key: 'name:^web', most: 1 }] } as const;
  const plans = (await Promise.all(fleets.map((fleet) => fleet.plan(options)))).flat();
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'enable', plans.map(jobOf));
  await apply(sessions, plans, { ...wide, journal });
  const watch = new DownWatch(front);
  const names = namesOf(plans);
  const onEvent = (event: RunEvent): void => watch.hear(event, names);
  const back = { ...wide, onEvent, plan: { powerCycle: 'soft' as const } };
  const applied = await rollback(sessions, path, `${path}.back`, back);
  expect(watch.peaks['web']).toBe(1);
  expect(applied.outcomes.map(({ outcome }) => outcome)).toStrictEqual(Array(8).fill('changed'));
});
