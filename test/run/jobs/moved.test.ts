import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/nested/run/options.ts';
import type { VmOutcome } from '../../../src/nested/run/outcome.ts';
import type { StepName } from '../../../src/nested/run/steps.ts';
import { registerVmAgain, removeHostOf, unregisterVm, vmNamed } from '../../helpers/registering.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

/** A run in which something is done to the VM once a step is begun. */
async function runWith(
  step: StepName,
  deed: (fleet: Fleet) => unknown,
): Promise<{ fleet: Fleet; outcome: VmOutcome; events: readonly RunEvent[] }> {
  const fleet = await Fleet.start([running('vm', { guestShutdown: 500 })]);
  const events: RunEvent[] = [];
  const doing: unknown[] = [];
  const outcome = await fleet.applyOne({
    shutdownTimeoutMs: 10_000,
    onEvent: (event) => {
      events.push(event);
      if (event.kind === 'step' && event.step === step && doing.length === 0) {
        doing.push(asked(fleet, step).then(() => deed(fleet)));
      }
    },
  });
  await Promise.all(doing);
  return { fleet, outcome, events };
}

/** A guest has to be asked before its VM is moved: nothing else brings it down. */
async function asked({ simulator }: Fleet, step: StepName): Promise<void> {
  while (step === 'shutdown' && simulator.requests.of('ShutdownGuest') === 0) {
    await sleep(5);
  }
}

async function addHostAgain({ simulator }: Fleet): Promise<void> {
  const add = removeHostOf(simulator);
  await sleep(1500);
  add();
}

describe.each(['shutdown', 'reconfigure', 'power-on'] as const)(
  'a VM that gets a new moid at the step %s',
  (step) => {
    it.each([
      ['as it is registered again', ({ simulator }: Fleet) => registerVmAgain(simulator)],
      ['as its host is removed and added again', addHostAgain],
    ] as const)('%s, is changed and started under it', async (_, move) => {
      const { fleet, outcome, events } = await runWith(step, move);
      expect(outcome).toMatchObject({ outcome: 'changed' });
      expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
      expect(outcome.plan.facts.moRef).toStrictEqual(vmNamed(fleet.simulator, 'vm').moRef);
      // One VM in the journal, by its name there.
      expect(new Set(events.map(({ vm }) => vm)).size).toBe(1);
    });
  },
);

it.each(['reconfigure', 'power-on'] as const)(
  'a VM that is unregistered at the step %s and not found again is named as off, with its uuid and its file',
  async (step) => {
    const { fleet, outcome } = await runWith(step, ({ simulator }) => unregisterVm(simulator));
    expect(outcome).toMatchObject({ outcome: 'unknown', error: { code: 'OUTCOME_UNKNOWN' } });
    const { instanceUuid = '' } = outcome.plan.facts;
    expect(outcome.error?.message).toContain('and IS OFF because of this run');
    expect(outcome.error?.message).toContain(
      `(instanceUuid ${instanceUuid}, file [datastore1] vm/vm.vmx)`,
    );
    expect(await fleet.states()).toStrictEqual({});
  },
);

it('a VM of which two may be the one is not touched', async () => {
  const { fleet, outcome } = await runWith('reconfigure', ({ simulator }) => {
    const { model } = simulator;
    registerVmAgain(simulator);
    const vm = vmNamed(simulator, 'vm');
    // The same VM a second time, as a copy made behind the server's back.
    const moRef = model.moids.vm();
    const copy = new Proxy(vm, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        const own = typeof value === 'function' ? value.bind(target) : value;
        return key === 'moRef' ? moRef : own;
      },
    });
    model.inventory.add(copy);
  });
  expect(outcome).toMatchObject({ outcome: 'unknown' });
  expect(outcome.error?.message).toMatch(/IS OFF .* UNKNOWN which VM it is/);
  const { requests } = fleet.simulator;
  expect(requests.of('PowerOnVM_Task') + requests.of('PowerOnMultiVM_Task')).toBe(0);
});
