import { describe, expect, it, onTestFinished } from 'vitest';
import * as hosts from '../../src/hosts.ts';
import {
  connect,
  drift,
  plan,
  planFleet,
  resume,
  rollback,
  run,
  select,
  verify,
} from '../../src/index.ts';
import { findOpenJournals, refreshPlans } from '../../src/journal.ts';
import { probeCertificate } from '../../src/wire.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Fleet, hurried, running } from '../run/jobs/fleet.ts';
import { startLab } from './lab.ts';

const { simulator, session, plans } = await startLab();
const [host] = (await hosts.selectHosts(session, '*')) as [hosts.HostFacts];
const on = { nestedHVEnabled: true };
const fleet = { rules: [{ all: true, nestedHVEnabled: 'on' }] } as const;
const soft = { powerCycle: 'soft' } as const;
const { journal: _none, ...quick } = hurried;

const calls: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
  connect: (signal) => connect({ ...simulator.connectOptions, signal }),
  select: (signal) => select(session, '*', { signal }),
  plan: (signal) => plan(session, '*', on, { signal }),
  planFleet: (signal) => planFleet(session, fleet as never, { signal }),
  verify: (signal) => verify(session, '*', { signal }),
  drift: (signal) => drift(session, fleet as never, { signal }),
  selectHosts: (signal) => hosts.selectHosts(session, '*', { signal }),
  readHostOptions: (signal) => hosts.readHostOptions(session, host, 'Misc.', { signal }),
  planHostOptions: (signal) => hosts.planHostOptions(session, host, {}, { signal }),
  refreshPlans: (signal) => refreshPlans(session, plans, { signal }),
  probeCertificate: (signal) => probeCertificate(simulator.url, { signal }),
};

describe('a signal ends', () => {
  it.each(Object.entries(calls))('%s, if it has fired before', async (_name, call) => {
    await expect(call(AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  });

  const overTheWire = Object.entries(calls).filter(([name]) => name !== 'probeCertificate');
  it.each(overTheWire)('%s, if it fires meanwhile', async (_name, call) => {
    simulator.faults.add({ delayMs: 5000 });
    onTestFinished(() => simulator.faults.clear());
    const began = performance.now();
    await expect(call(AbortSignal.timeout(100))).rejects.toMatchObject({ code: 'ABORTED' });
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

describe('a run whose signal fires', () => {
  /** Three VMs that run, one after another, and a run that is told to end when the first is shut down. */
  async function ended() {
    const lab = await Fleet.start([running('vm-1'), running('vm-2'), running('vm-3')]);
    const controller = new AbortController();
    const state = makeTempDir();
    const options = { ...quick, state, powerCycles: 1, signal: controller.signal };
    const result = await run(lab.session, await plan(lab.session, '*', on, soft), {
      ...options,
      onEvent: ({ kind }) => kind === 'step' && controller.abort(),
    });
    return { lab, state, options, result };
  }

  it('begins no further VM, finishes the one in progress, and a resume does the rest', async () => {
    const { lab, state, options, result } = await ended();
    const outcomes = result.outcomes.map(({ outcome }) => outcome);
    expect(outcomes.toSorted()).toStrictEqual(['changed', 'untouched', 'untouched']);
    const powers = (await select(lab.session, '*')).map(({ powerState }) => powerState);
    expect(powers).toStrictEqual(['poweredOn', 'poweredOn', 'poweredOn']);
    const { journal = '' } = result;
    expect(await findOpenJournals(state)).toStrictEqual({ open: [journal], unreadable: [] });

    const { signal: _fired, ...others } = options;
    const resumed = await resume(lab.session, journal, others);
    expect(resumed.outcomes).toMatchObject([{ outcome: 'changed' }, { outcome: 'changed' }]);
  });

  it('a recovery that is still being planned ends at once', async () => {
    const { lab, options, result } = await ended();
    const { journal = '' } = result;
    await expect(resume(lab.session, journal, options)).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(rollback(lab.session, journal, options)).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});
