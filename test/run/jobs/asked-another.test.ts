import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { turnOff } from '../../../src/simulator/methods/turn-off.ts';
import { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { apply } from '../../helpers/apply.ts';
import { Fleet, hurried, running } from './fleet.ts';

/** Somebody else powers the VM off and on, with or without the values that the run wants. */
function restart({ simulator }: Fleet, nestedHV: boolean): void {
  const { model } = simulator;
  const objects = [...model.inventory.objects()];
  const [vm] = objects.filter((object) => object instanceof VirtualMachine);
  if (vm === undefined) {
    throw new Error('there is no VM');
  }
  turnOff(vm, model);
  vm.state.settings = { ...vm.state.settings, nestedHVEnabled: nestedHV };
  vm.state.powerState = 'poweredOn';
  vm.state.bootTime = model.timestamps.next();
  vm.state.changeVersion = vm.state.bootTime;
  vm.state.running = { nestedHV, guest: { isUp: true } };
  model.inventory.touch(vm);
}

describe.each(['soft', 'hard'] as const)(
  'a VM that somebody else starts again right before its guest is asked, under %s',
  (powerCycle) => {
    it.each([
      ['without the change', false],
      ['with the change', true],
    ])('%s, goes off because of that, and is started again', async (_, nestedHV) => {
      const fleet = await Fleet.start([running('vm', { guestShutdown: 300 })]);
      const plans = await fleet.plan({ powerCycle });
      const { session } = fleet;
      const { call } = session;
      session.call = function (this: typeof session, ...asked: Parameters<typeof call>) {
        if (asked[0] === 'ShutdownGuest') {
          restart(fleet, nestedHV);
        }
        return call.apply(session, asked);
      } as typeof call;
      const { outcomes } = await apply(session, plans, { ...hurried, shutdownTimeoutMs: 5000 });
      // Left alone, it would be off by now.
      await sleep(600);
      expect(await fleet.states()).toStrictEqual({ vm: 'nested poweredOn' });
      expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
    });
  },
);
