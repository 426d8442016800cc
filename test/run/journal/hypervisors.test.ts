import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import { formatPlanFile } from '../../../src/nested/run/journal/plan-file.ts';
import { planRecovery } from '../../../src/nested/run/recovery/plan-recovery.ts';
import { refreshPlans } from '../../../src/nested/run/recovery/stale-plan.ts';
import { apply } from '../../helpers/apply.ts';
import { envOf, runCli } from '../../helpers/cli.ts';
import { resume } from '../../helpers/recover.ts';
import { vmNamed } from '../../helpers/registering.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { type Fleet, hurried } from '../jobs/fleet.ts';
import { inner, startHypervisor } from '../jobs/hypervisor.ts';
import { dieAfter, journalOf } from './left-run.ts';

expectNothingUnhandled();

interface Planned {
  readonly fleet: Fleet;
  readonly plan: VmPlan;
}

/** A hypervisor whose VM was off when its power cycle was planned. */
async function planOuter(): Promise<Planned> {
  const fleet = await startHypervisor({ vms: [inner({ power: 'poweredOff' })] });
  const plans = await fleet.plan({ powerCycle: 'soft' });
  const plan = plans.find(({ facts }) => facts.name === 'outer');
  if (plan?.fate !== 'change') {
    throw new Error('outer is blocked before the test begins');
  }
  return { fleet, plan };
}

function startInner({ simulator }: Fleet): void {
  vmNamed(simulator, 'inner').state.powerState = 'poweredOn';
}

const shutdowns = ({ simulator }: Fleet): number => simulator.requests.of('ShutdownGuest');

const blocked = { fate: 'blocked', findings: [{ code: 'INNER_VMS', severity: 'blocker' }] };

describe('a VM that is a hypervisor, and in which a VM was started since it was planned', () => {
  it('is blocked in a saved plan', async () => {
    const { fleet, plan } = await planOuter();
    startInner(fleet);
    const plans = await refreshPlans([fleet.session], [plan]);
    expect(plans).toMatchObject([blocked]);
    await apply(fleet.session, plans, hurried);
    expect(shutdowns(fleet)).toBe(0);
  });

  it('is not shut down by vhv apply, which says why', async () => {
    const { fleet, plan } = await planOuter();
    startInner(fleet);
    const path = join(makeTempDir(), 'lab.plan');
    await writeFile(path, formatPlanFile({ createdAt: new Date(), plans: [plan] }));
    const env = { ...envOf(fleet.simulator), XDG_STATE_HOME: makeTempDir() };
    const ran = await runCli(['apply', path, '--yes'], { env });
    expect(ran).toMatchObject({ exitCode: 5, stdout: expect.stringContaining('INNER_VMS') });
    expect(shutdowns(fleet)).toBe(0);
  });

  it('is blocked in a resume, and the journal stays open for it', async () => {
    const { fleet, plan } = await planOuter();
    const path = await dieAfter(plan, { steps: [] });
    startInner(fleet);
    const { outcomes, blocked: kept } = await resume([fleet.session], path, hurried);
    expect(outcomes).toStrictEqual([]);
    expect(kept.map((job) => job.plan)).toMatchObject([blocked]);
    expect(shutdowns(fleet)).toBe(0);
    expect(await journalOf(path)).toMatchObject({ isSealed: false });
    vmNamed(fleet.simulator, 'inner').state.powerState = 'poweredOff';
    const again = await resume([fleet.session], path, hurried);
    expect(again.outcomes).toMatchObject([{ outcome: 'changed' }]);
  });

  it('is waited for and started again if its guest was asked before, and not asked again', async () => {
    const { fleet, plan } = await planOuter();
    const path = await dieAfter(plan, { steps: ['shutdown'] });
    startInner(fleet);
    const { jobs } = await planRecovery([fleet.session], await journalOf(path), 'resume');
    expect(jobs).toMatchObject([{ mayGoOff: true, powerAfter: 'poweredOn' }]);
    expect(jobs[0]?.plan.steps.powerCycle).toBeUndefined();
  });
});
