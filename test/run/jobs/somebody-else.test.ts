import { expect, it, onTestFinished, vi } from 'vitest';
import { jobOf, vmKey } from '../../../src/nested/run/job.ts';
import { planResume, planRollback } from '../../../src/nested/run/recovery/plan-vm-recovery.ts';
import { PendingQuestion } from '../../../src/simulator/model/question.ts';
import { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, hurried, running } from './fleet.ts';

expectNothingUnhandled();

it('a request whose answer was lost is not sent again to a VM that somebody else has changed', async () => {
  const fleet = await Fleet.start([running('vm', { power: 'poweredOff' })]);
  const { faults, model, requests } = fleet.simulator;
  faults.add({ method: 'ReconfigVM_Task', drop: 'before', times: 1 });
  const plans = await fleet.plan();
  const { outcomes } = await apply(fleet.session, plans, {
    ...hurried,
    onEvent: (event) => {
      for (const object of event.kind === 'step' ? model.inventory.objects() : []) {
        if (object instanceof VirtualMachine) {
          object.state.changeVersion = model.timestamps.next();
        }
      }
    },
  });
  expect(requests.of('ReconfigVM_Task')).toBe(1);
  expect(outcomes).toMatchObject([{ outcome: 'unknown', error: { code: 'OUTCOME_UNKNOWN' } }]);
});

it('a change that somebody else has made is neither resumed nor rolled back', async () => {
  const fleet = await Fleet.start([running('vm')]);
  const [plan] = await fleet.plan({ powerCycle: 'soft' });
  if (plan === undefined) {
    throw new Error('there is nothing to be done');
  }
  const vm = vmKey(plan.facts);
  const record = { vm, job: jobOf(plan), steps: ['shutdown' as const], outcome: undefined };
  const now = { ...plan.facts, nestedHVEnabled: true };
  const reason = 'somebody else has made the change';
  expect(planRollback(record, now)).toMatchObject({ kind: 'moved-on', reason });
  expect(planResume(record, now)).toMatchObject({ kind: 'moved-on', reason });
});

it('a question of somebody else that can be answered no is not answered', async () => {
  const fleet = await Fleet.start([running('vm')]);
  const label = (key: string, text: string) => ({ key, label: text, summary: text });
  const info = {
    id: '1',
    text: 'Overwrite the file?',
    choice: { choiceInfo: [label('0', 'Yes'), label('1', 'No')] },
  };
  const shown = vi.spyOn(PendingQuestion.prototype, 'info', 'get').mockReturnValue(info);
  onTestFinished(() => shown.mockRestore());
  fleet.fault({ method: 'PowerOnMultiVM_Task', question: 'noVirtualization' });
  const outcome = await fleet.applyOne();
  expect(fleet.simulator.requests.of('AnswerVM')).toBe(0);
  expect(outcome).toMatchObject({ outcome: 'left-off' });
});
