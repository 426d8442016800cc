import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatPlanFile } from '../../../src/nested/run/journal/plan-file.ts';
import { planRecovery } from '../../../src/nested/run/recovery/plan-recovery.ts';
import { refreshPlans } from '../../../src/nested/run/recovery/stale-plan.ts';
import { envOf, runCli } from '../../helpers/cli.ts';
import { resume } from '../../helpers/recover.ts';
import { vmNamed } from '../../helpers/registering.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { powerCalls, vmOf } from '../jobs/cycled.ts';
import { type Fleet, hurried } from '../jobs/fleet.ts';
import { planVmOf, sincePlanned, startWell } from '../jobs/since-planned.ts';
import { dieAfter, journalOf } from './left-run.ts';

expectNothingUnhandled();

const innerOn = ({ simulator }: Fleet): void => {
  vmNamed(simulator, 'inner').state.powerState = 'poweredOn';
};

/** Of a key that nobody can read the plan takes note: one VM of its provider goes first. */
const blocking = sincePlanned.filter(({ code }) => code !== 'KEY_PROVIDER_UNREADABLE');

describe.each(blocking)('a VM on which $code has come up since it was planned', (one) => {
  const { code, begin } = one;
  const blocked = {
    fate: 'blocked',
    findings: expect.arrayContaining([expect.objectContaining({ code, severity: 'blocker' })]),
  };

  it('is blocked in a saved plan', async () => {
    const fleet = await startWell(one.vm);
    const plan = await planVmOf(fleet);
    begin(fleet);
    expect(await refreshPlans([fleet.session], [plan])).toMatchObject([blocked]);
  });

  it('is blocked in a resume, and the journal stays open for it', async () => {
    const fleet = await startWell(one.vm);
    const path = await dieAfter(await planVmOf(fleet), { steps: [], outcome: 'untouched' });
    begin(fleet);
    const { outcomes, blocked: kept } = await resume([fleet.session], path, hurried);
    expect(outcomes).toStrictEqual([]);
    expect(kept.map(({ plan }) => plan)).toMatchObject([blocked]);
    expect(powerCalls(fleet)).toStrictEqual({});
    expect(await journalOf(path)).toMatchObject({ isSealed: false });
  });
});

const accepted = blocking.filter(({ code }) => /DISK|CLONE|MANAGED/.test(code));

describe.each(accepted)('$code that was accepted', ({ code, begin }) => {
  it.each(['saved plan', 'resume'])('does not block a %s', async (kind) => {
    const fleet = await startWell();
    begin(fleet);
    const plan = await planVmOf(fleet, { accept: [code] });
    if (kind === 'resume') {
      const { outcomes } = await resume([fleet.session], await dieAfter(plan, { steps: [] }));
      expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
      return;
    }
    expect(await refreshPlans([fleet.session], [plan])).toMatchObject([
      { fate: 'change', findings: [{ code, accepted: true }] },
    ]);
  });
});

describe('a key that nobody can read any more', () => {
  it.each(['saved plan', 'resume'])('lets one VM of a %s go first', async (kind) => {
    const fleet = await startWell({ vtpm: true });
    const plan = await planVmOf(fleet);
    expect(plan.keyGroup).toBeUndefined();
    fleet.simulator.model.keyServer.answer = 'native';
    const path = await dieAfter(plan, { steps: [] });
    const plans =
      kind === 'resume'
        ? (await planRecovery([fleet.session], await journalOf(path), 'resume')).jobs.map(
            (job) => job.plan,
          )
        : await refreshPlans([fleet.session], [plan]);
    expect(plans).toMatchObject([{ keyGroup: expect.stringContaining('key:') }]);
  });
});

it('vhv apply does not shut the VM down, and reports why', async () => {
  const fleet = await startWell();
  const plan = await planVmOf(fleet);
  innerOn(fleet);
  const path = join(makeTempDir(), 'lab.plan');
  await writeFile(path, formatPlanFile({ createdAt: new Date(), plans: [plan] }));
  const env = { ...envOf(fleet.simulator), XDG_STATE_HOME: makeTempDir() };
  const ran = await runCli(['apply', path, '--yes'], { env });
  expect(ran).toMatchObject({ exitCode: 5, stdout: expect.stringContaining('INNER_VMS') });
  expect(powerCalls(fleet)).toStrictEqual({});
});

it('a VM that was blocked is finished by a later resume, once nothing blocks it', async () => {
  const fleet = await startWell();
  const path = await dieAfter(await planVmOf(fleet), { steps: [] });
  innerOn(fleet);
  await resume([fleet.session], path, hurried);
  vmNamed(fleet.simulator, 'inner').state.powerState = 'poweredOff';
  const { outcomes } = await resume([fleet.session], path, hurried);
  expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
  expect(await journalOf(path)).toMatchObject({ isSealed: true });
});

it('a guest that was asked before is waited for and started again, and neither asked nor powered off', async () => {
  const fleet = await startWell();
  const path = await dieAfter(await planVmOf(fleet), { steps: ['shutdown'] });
  innerOn(fleet);
  const { jobs } = await planRecovery([fleet.session], await journalOf(path), 'resume');
  expect(jobs).toMatchObject([{ mayGoOff: true, powerAfter: 'poweredOn' }]);
  expect(jobs[0]?.plan.steps.powerCycle).toBeUndefined();
});

it.each([['saved plan'], ['resume']])(
  'a VM of a %s that is off is read as before, and nothing around it',
  async (kind) => {
    const fleet = await startWell();
    const plans = (await fleet.plan()).filter(({ facts }) => facts.name === 'inner');
    const [plan] = plans;
    if (plan === undefined) {
      throw new Error('there is no plan');
    }
    const path = await dieAfter(plan, { steps: [] });
    fleet.simulator.requests.reset();
    await (kind === 'resume'
      ? planRecovery([fleet.session], await journalOf(path), 'resume')
      : refreshPlans([fleet.session], plans));
    expect(fleet.simulator.requests.byMethod()).toStrictEqual({ RetrievePropertiesEx: 1 });
  },
);

it('a VM that is down and got a device of its host is started there by a resume', async () => {
  const fleet = await startWell();
  const plan = await planVmOf(fleet);
  const path = await dieAfter(plan, { steps: ['shutdown'] });
  const { state } = vmOf(fleet);
  Object.assign(state, { boundDevices: ['hostUsb'], powerState: 'poweredOff', running: undefined });
  const { outcomes } = await resume([fleet.session], path, hurried);
  expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
  expect(powerCalls(fleet)).toStrictEqual({ PowerOnVM_Task: 1 });
});
