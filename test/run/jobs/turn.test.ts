import { describe, expect, it } from 'vitest';
import { jobOf } from '../../../src/nested/run/job.ts';
import { runJobs } from '../../../src/nested/run/jobs/run-jobs.ts';
import type { HostSystem } from '../../../src/simulator/model/host-system.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { cycled, options, powerCalls, vmOf, work } from './cycled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

const busyAfterPlanning: readonly [string, (fleet: Fleet) => void][] = [
  ['a storage vMotion', (fleet) => void work(fleet, vmOf(fleet), 'VirtualMachine.relocate')],
  ['a snapshot', (fleet) => void work(fleet, vmOf(fleet), 'VirtualMachine.createSnapshot')],
  [
    'a snapshot in the background',
    (fleet) => {
      vmOf(fleet).state.runtime = { snapshotInBackground: true };
    },
  ],
];

describe.each(busyAfterPlanning)('a VM on which %s has begun since it was planned', (_, begin) => {
  it.each([
    ['soft', 'running', 'accepted'],
    ['soft', 'running', 'TaskInProgress'],
    ['hard', 'running', 'accepted'],
    ['hard', 'notRunning', 'accepted'],
  ] as const)('is skipped under %s with Tools %s (%s)', async (powerCycle, tools, answer) => {
    const { fleet, outcome } = await cycled({ tools }, begin, {
      powerCycle,
      rules: { guestWhileBusy: answer },
    });
    expect(powerCalls(fleet)).toStrictEqual({});
    expect(outcome).toMatchObject({ outcome: 'untouched', error: { code: 'BUSY' } });
    expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOn' });
  });
});

it('a VM is changed once what has begun on it is over', async () => {
  const { outcome } = await cycled(
    {},
    (fleet) => {
      const end = work(fleet, vmOf(fleet), 'VirtualMachine.createSnapshot');
      fleet.simulator.model.inventory.nextChange(AbortSignal.timeout(60_000)).then(end, end);
    },
    { busyTimeoutMs: 60_000 },
  );
  expect(outcome).toMatchObject({ outcome: 'changed' });
});

it('a backup that begins while the guest goes down keeps hard from powering its VM off', async () => {
  const { fleet, outcome } = await cycled({ guestShutdown: 'never' }, () => undefined, {
    powerCycle: 'hard',
    shutdownTimeoutMs: 0,
  });
  expect(outcome).toMatchObject({ outcome: 'changed' });
  const other = await Fleet.start([running('vm', { guestShutdown: 'never' })]);
  const applied = await apply(other.session, await other.plan({ powerCycle: 'hard' }), {
    ...options,
    shutdownTimeoutMs: 100,
    onEvent: (event) => {
      if (event.kind === 'step' && event.step === 'shutdown') {
        work(other, vmOf(other), 'VirtualMachine.createSnapshot');
      }
    },
  });
  expect(powerCalls(fleet)).toMatchObject({ PowerOffVM_Task: 1 });
  expect(powerCalls(other)).toStrictEqual({ ShutdownGuest: 1 });
  expect(applied.outcomes).toMatchObject([
    {
      outcome: 'open',
      error: { code: 'GUEST_STAYS_ON', message: expect.stringContaining('Snapshot') },
    },
  ]);
});

it('a busy VM is no failure: the others have their turn', async () => {
  const fleet = await Fleet.start([running('vm'), running('next')]);
  const plans = await fleet.plan({ powerCycle: 'soft' });
  work(fleet, vmOf(fleet), 'VirtualMachine.relocate');
  const { outcomes } = await apply(fleet.session, plans, options);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['untouched', 'changed']);
});

const hostStates: readonly [string, string, (host: HostSystem, fleet: Fleet) => void][] = [
  [
    'is in maintenance',
    'HOST_IN_MAINTENANCE',
    ({ state }) => Object.assign(state, { maintenance: 'in' }),
  ],
  ['is in standby', 'HOST_IN_STANDBY', ({ state }) => Object.assign(state, { standby: true })],
  [
    'is in remediation',
    'HOST_IN_REMEDIATION',
    ({ state }) => Object.assign(state, { remediation: true }),
  ],
  [
    'is in partial maintenance',
    'HOST_IN_PARTIAL_MAINTENANCE',
    ({ state }) => Object.assign(state, { maintenance: 'partial' }),
  ],
  [
    'is going to standby',
    'HOST_IN_STANDBY',
    (host, fleet) => void work(fleet, host, 'HostSystem.enterStandbyMode'),
  ],
  [
    'gets a new image',
    'HOST_IN_REMEDIATION',
    (host, fleet) => void work(fleet, host, 'com.vmware.esx.settings.hosts.software.apply'),
  ],
  [
    'belongs to a cluster that gets a new image',
    'CLUSTER_IN_REMEDIATION',
    ({ parent }, fleet) =>
      void (parent && work(fleet, parent, 'com.vmware.esx.settings.clusters.software.apply')),
  ],
  [
    'enters maintenance',
    'HOST_ENTERING_MAINTENANCE',
    (host, fleet) => void work(fleet, host, 'HostSystem.enterMaintenanceMode'),
  ],
  [
    'belongs to a cluster in remediation',
    'CLUSTER_IN_REMEDIATION',
    ({ parent }, fleet) =>
      void (parent && work(fleet, parent, 'com.vmware.vcIntegrity.RemediateTask')),
  ],
];

describe.each(hostStates)('where the host %s by the time of its turn', (_, code, begin) => {
  const onHost = (fleet: Fleet): void => begin(vmOf(fleet).host, fleet);

  it('no VM goes down', async () => {
    const { fleet, outcome } = await cycled({}, onHost);
    expect(powerCalls(fleet)).toStrictEqual({});
    expect(outcome).toMatchObject({ outcome: 'untouched' });
    expect(outcome?.error?.message).toContain(code);
  });

  it('one that is down is finished', async () => {
    const fleet = await Fleet.start([running('vm', { power: 'poweredOff' })]);
    const plans = await fleet.plan();
    onHost(fleet);
    const jobs = plans.map((plan) => ({ ...jobOf(plan), powerAfter: 'poweredOn' as const }));
    await runJobs([fleet.session], jobs, options);
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(1);
    expect(fleet.simulator.requests.of('PowerOnMultiVM_Task')).toBeGreaterThan(0);
  });
});
