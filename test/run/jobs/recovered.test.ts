import { describe, expect, it } from 'vitest';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import { type Job, jobOf, vmKey } from '../../../src/nested/run/job.ts';
import { type Applied, runJobs } from '../../../src/nested/run/jobs/run-jobs.ts';
import { planResume, planRollback } from '../../../src/nested/run/recovery/plan-vm-recovery.ts';
import type { StepName } from '../../../src/nested/run/steps.ts';
import type { Session } from '../../../src/vsphere/index.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { vmOf } from './cycled.ts';
import { Fleet, hurried, running } from './fleet.ts';

expectNothingUnhandled();

async function planOf(fleet: Fleet, extraConfig: Record<string, string> = {}): Promise<VmPlan> {
  const desired = { nestedHVEnabled: true, extraConfig };
  const [plan] = await fleet.plan({ powerCycle: 'soft' }, desired);
  if (plan === undefined) {
    throw new Error('there is nothing to be done');
  }
  return plan;
}

function run(session: Session, jobs: readonly Job[]): Promise<Applied> {
  return runJobs([session], jobs, { ...hurried, guestTimeoutMs: 100 });
}

describe('a VM that an earlier run has brought down', () => {
  it.each(['resume', 'rollback'] as const)(
    'and in which Tools ran before: a %s waits for its guest, also one run later',
    async (kind) => {
      const fleet = await Fleet.start([running('vm', { guestBoot: 'never' })]);
      const plan = await planOf(fleet);
      const { state } = vmOf(fleet);
      const now = {
        ...plan.facts,
        powerState: 'poweredOff' as const,
        toolsRunningStatus: 'guestToolsNotRunning',
      };
      state.powerState = 'poweredOff';
      state.running = undefined;
      const record = (job: Job) => ({
        vm: vmKey(plan.facts),
        job,
        steps: ['shutdown', 'reconfigure'] satisfies StepName[],
        outcome: undefined,
      });
      const first = planResume(record(jobOf(plan)), now);
      const found =
        kind === 'resume'
          ? planResume(record(first.job), now)
          : planRollback(record(first.job), now);
      const { outcomes } = await run(fleet.session, found === undefined ? [] : [found.job]);
      expect(outcomes).toMatchObject([
        { outcome: 'unverified', error: { code: 'GUEST_NOT_BACK' } },
      ]);
    },
  );

  it.each(['resume', 'rollback'] as const)(
    'with a device of its host is started there by a %s',
    async (kind) => {
      const fleet = await Fleet.start([running('vm', { devices: ['hostUsb'] })]);
      const plan = await planOf(fleet);
      const { state } = vmOf(fleet);
      state.powerState = 'poweredOff';
      state.running = undefined;
      const now = { ...plan.facts, powerState: 'poweredOff' as const };
      const steps: StepName[] = ['shutdown', 'reconfigure'];
      const record = { vm: vmKey(plan.facts), job: jobOf(plan), steps, outcome: undefined };
      const found = kind === 'resume' ? planResume(record, now) : planRollback(record, now);
      await run(fleet.session, found === undefined ? [] : [found.job]);
      const { requests } = fleet.simulator;
      expect([requests.of('PowerOnMultiVM_Task'), requests.of('PowerOnVM_Task')]).toEqual([0, 1]);
    },
  );
});

it('a VM that may go off and has other values by now is open, and no plain failure', async () => {
  const fleet = await Fleet.start([running('vm', { guestShutdown: 'never' })]);
  const plan = await planOf(fleet, { 'a.key': 'ours' });
  vmOf(fleet).state.extraConfig.set('a.key', 'theirs');
  const { outcomes } = await run(fleet.session, [{ ...jobOf(plan), mayGoOff: true }]);
  expect(outcomes).toMatchObject([{ outcome: 'open', error: { code: 'GUEST_STAYS_ON' } }]);
});

describe('a change that somebody else makes right before our request', () => {
  it.each(['poweredOff', 'poweredOn'] as const)(
    'to a VM that was %s is written down, and no rollback undoes it',
    async (power) => {
      const fleet = await Fleet.start([running('vm', { power })]);
      const plan = await planOf(fleet);
      const { state } = vmOf(fleet);
      const steps: StepName[] = [];
      const { outcomes } = await runJobs([fleet.session], [jobOf(plan)], {
        ...hurried,
        onEvent: (event) => {
          if (event.kind === 'step') {
            steps.push(event.step);
          }
          if (event.kind === 'step' && event.step === 'reconfigure') {
            state.settings = { ...state.settings, nestedHVEnabled: true };
            state.changeVersion = fleet.simulator.model.timestamps.next();
          }
        },
      });
      expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
      const now = (await planOf(fleet)).facts;
      const record = {
        vm: vmKey(plan.facts),
        job: jobOf(plan),
        steps,
        outcome: 'changed' as const,
      };
      expect(planRollback(record, now)).toMatchObject({
        kind: 'moved-on',
        reason: 'somebody else has made the change',
      });
    },
  );
});
