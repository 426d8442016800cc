import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { StepName } from '../../../src/nested/run/steps.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, running } from './fleet.ts';

expectNothingUnhandled();

it.each([
  ['while its guest is waited for', 'shutdown', 0, 60_000],
  ['while its guest is watched on', 'shutdown', 500, 100],
  ['before it is read back', 'reconfigure', 0, 60_000],
  ['while it is started', 'power-on', 0, 60_000],
] as const)('a VM that is gone %s is told of as that, and not read on and on', async (...told) => {
  const [, step, afterMs, shutdownTimeoutMs]: readonly [string, StepName, number, number] = told;
  const guestShutdown = step === 'shutdown' ? 'never' : 0;
  const fleet = await Fleet.start([running('vm', { guestShutdown })]);
  const { requests } = fleet.simulator;
  let readBefore = 0;
  const vanish = async (vm: string): Promise<void> => {
    await sleep(afterMs);
    const obj = { type: 'VirtualMachine', value: vm.slice(vm.indexOf('#') + 1) };
    fleet.fault({ method: 'RetrievePropertiesEx', fault: { _type: 'ManagedObjectNotFound', obj } });
    readBefore = requests.of('RetrievePropertiesEx');
  };
  const vanishing: Promise<void>[] = [];
  const outcome = await fleet.applyOne({
    shutdownTimeoutMs,
    lingerMs: 600_000,
    onEvent: (event) => {
      if (event.kind === 'step' && event.step === step) {
        vanishing.push(vanish(event.vm));
      }
    },
  });
  await Promise.all(vanishing);
  expect(outcome).toMatchObject({ outcome: 'unknown', error: { code: 'OUTCOME_UNKNOWN' } });
  expect(outcome.error?.message).toContain('/DC/vm/vm is no longer there');
  expect(requests.of('RetrievePropertiesEx') - readBefore).toBeLessThan(10);
});
