import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import { Linger } from '../../../src/nested/run/drive/linger.ts';
import type { RunEvent } from '../../../src/nested/run/options.ts';
import type { VmData } from '../../../src/simulator/index.ts';
import type { PropertyFilterSpec } from '../../../src/vim25/index.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, hurried, running } from './fleet.ts';

expectNothingUnhandled();

const offVms = (count: number): VmData[] =>
  Array.from({ length: count }, (_, n) => ({ name: `vm-${n}`, host: 'esx-01' }));

function tally(outcomes: readonly { readonly outcome: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of outcomes) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

/** Makes the reconfigures of so many VMs fail. */
function failing(fleet: Fleet, plans: readonly VmPlan[], names: readonly string[]): void {
  for (const { facts } of plans) {
    if (names.includes(facts.name)) {
      const taskFault = { _type: 'GenericVmConfigFault', reason: 'no' };
      fleet.fault({ method: 'ReconfigVM_Task', target: facts.moRef.value, taskFault });
    }
  }
}

describe('a run goes no further', () => {
  it('than its limit', async () => {
    const fleet = await Fleet.start(offVms(12));
    const { outcomes } = await fleet.apply({ limit: 5 });
    expect(tally(outcomes)).toStrictEqual({ changed: 5, untouched: 7 });
  });

  it('than the first VMs of its plan, also if others could go sooner', async () => {
    const fleet = await Fleet.start([running('a'), running('b'), running('c', { host: 'esx-02' })]);
    const plans = await fleet.plan({ powerCycle: 'soft' });
    await apply(fleet.session, plans, { ...hurried, limit: 2 });
    expect(await fleet.states()).toStrictEqual({
      a: 'nested poweredOn',
      b: 'nested poweredOn',
      c: 'plain poweredOn',
    });
  });

  it('than the canaries where one of them fails', async () => {
    const fleet = await Fleet.start(offVms(12));
    const plans = await fleet.plan();
    failing(fleet, plans, ['vm-1']);
    const { outcomes } = await apply(fleet.session, plans, { canary: 3 });
    expect(tally(outcomes)).toStrictEqual({ changed: 2, failed: 1, untouched: 9 });
  });

  it('and goes on where all canaries did well', async () => {
    const fleet = await Fleet.start(offVms(12));
    const { outcomes } = await fleet.apply({ canary: 3 });
    expect(tally(outcomes)).toStrictEqual({ changed: 12 });
  });

  it('than so many failures', async () => {
    const fleet = await Fleet.start(offVms(12));
    const plans = await fleet.plan();
    failing(fleet, plans, ['vm-2', 'vm-4', 'vm-6']);
    const { outcomes } = await apply(fleet.session, plans, { maxFailures: 2, concurrency: 1 });
    expect(tally(outcomes)).toStrictEqual({ changed: 3, failed: 2, untouched: 7 });
  });

  it('than the first failure where VMs are power-cycled', async () => {
    const fleet = await Fleet.start([running('a'), running('b'), running('c')]);
    const plans = await fleet.plan({ powerCycle: 'soft' });
    failing(fleet, plans, ['a']);
    const { outcomes } = await apply(fleet.session, plans, { pollMs: 20 });
    expect(tally(outcomes)).toStrictEqual({ failed: 1, untouched: 2 });
    expect((await fleet.states())['a']).toBe('plain poweredOn');
  });

  it('than its hour', async () => {
    const fleet = await Fleet.start(offVms(3));
    const { outcomes } = await fleet.apply({ notAfter: new Date(Date.now() - 1000) });
    expect(tally(outcomes)).toStrictEqual({ untouched: 3 });
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });
});

/** Counts the requests from now on that read VMs. */
function countReads({ session }: Fleet): () => number {
  const { calls } = vi.spyOn(session, 'call').mock;
  return () =>
    calls.filter(([method, , parameters]) => {
      const { specSet = [] } = parameters as { specSet?: readonly PropertyFilterSpec[] };
      const isOfVms = specSet.some(({ propSet: [first] }) => first?.type === 'VirtualMachine');
      return method === 'RetrievePropertiesEx' && isOfVms;
    }).length;
}

describe('facts', () => {
  it('that are older than a minute are read again, a hundred VMs at once', async () => {
    const fleet = await Fleet.start(offVms(250));
    const plans = await fleet.plan();
    const reads = countReads(fleet);
    const factsReadAt = new Date(Date.now() - 61_000);
    const { outcomes } = await apply(fleet.session, plans, { factsReadAt });
    expect(tally(outcomes)).toStrictEqual({ changed: 250 });
    // 250 VMs before, and 250 read back: three requests each.
    expect(reads()).toBe(6);
  });

  it('that are older are not trusted: a VM that was started meanwhile is left alone', async () => {
    const fleet = await Fleet.start(offVms(3));
    const plans = await fleet.plan();
    const [first] = plans;
    if (first !== undefined) {
      await fleet.session.call('PowerOnVM_Task', first.facts.moRef, {});
    }
    await sleep(100);
    const factsReadAt = new Date(Date.now() - 61_000);
    const { outcomes } = await apply(fleet.session, plans, { factsReadAt });
    expect(tally(outcomes)).toStrictEqual({ failed: 1, changed: 2 });
    expect(outcomes[0]).toMatchObject({ error: { code: 'PLAN_STALE' } });
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(2);
  });

  it('that are fresh are not read again', async () => {
    const fleet = await Fleet.start(offVms(100));
    const plans = await fleet.plan();
    const reads = countReads(fleet);
    await apply(fleet.session, plans);
    expect(reads()).toBe(1);
  });
});

describe('lingering', () => {
  it('begins when nothing is at work any more, and starts over where something is again', async () => {
    const linger = new Linger(40);
    linger.enter();
    linger.enter();
    linger.leave();
    await sleep(60);
    expect(linger.isOver).toBe(false);
    linger.leave();
    linger.enter();
    await sleep(60);
    expect(linger.isOver).toBe(false);
    linger.leave();
    expect(linger.isOver).toBe(false);
    await sleep(60);
    expect(linger.isOver).toBe(true);
  });
});

describe('VMs that must not be off together', () => {
  const hosts = ['esx-01', 'esx-02'];

  function startApart(guests: readonly Partial<VmData>[]): Promise<Fleet> {
    const names = ['a', 'b', 'c', 'd'].slice(0, guests.length);
    const vms = guests.map((guest, n) =>
      running(names[n] ?? '', { host: hosts[n % 2] ?? '', ...guest }),
    );
    return Fleet.start(vms, { cluster: { antiAffinity: [{ name: 'apart', vms: names }] } });
  }

  /** The most that were on their way down or up at once. */
  function watchDown(): {
    readonly onEvent: (event: RunEvent) => void;
    readonly most: () => number;
  } {
    let off = 0;
    let most = 0;
    return {
      most: () => most,
      onEvent: (event) => {
        if (event.kind === 'step' && event.step === 'shutdown') {
          off += 1;
          most = Math.max(most, off);
        } else if (event.kind === 'step' && event.step === 'power-on') {
          off -= 1;
        }
      },
    };
  }

  it('of one anti-affinity rule or one vApp go one after the other', async () => {
    const fleet = await startApart([{}, {}, {}, {}]);
    const { onEvent, most } = watchDown();
    const { outcomes } = await fleet.apply({ powerCyclesPerHost: 4, onEvent });
    expect(tally(outcomes)).toStrictEqual({ changed: 4 });
    expect(most()).toBe(1);
  });

  it('wait for one that takes longer than it should', async () => {
    const fleet = await startApart([{ guestShutdown: 600 }, {}]);
    const { onEvent, most } = watchDown();
    const { outcomes } = await fleet.apply({ shutdownTimeoutMs: 100, lingerMs: 10_000, onEvent });
    expect(tally(outcomes)).toStrictEqual({ changed: 2 });
    expect(most()).toBe(1);
  });

  it.each([
    ['may still go off', 'open', 'never', undefined],
    ['could not be started again', 'left-off', 0, { _type: 'InvalidState' }],
  ] as const)('are left alone where one %s', async (_, outcome, guestShutdown, taskFault) => {
    const fleet = await startApart([{ guestShutdown }, {}, {}]);
    if (taskFault !== undefined) {
      fleet.fault({ method: 'PowerOnMultiVM_Task', taskFault });
      fleet.fault({ method: 'PowerOnVM_Task', taskFault });
    }
    const { outcomes } = await fleet.apply({ maxFailures: 9, concurrency: 3 });
    expect(tally(outcomes)).toStrictEqual({ [outcome]: 1, untouched: 2 });
    expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(1);
  });
});
