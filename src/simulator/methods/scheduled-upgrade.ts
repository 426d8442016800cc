import { parseHardwareVersion } from '../../vim25/hardware-versions.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';
import type { Call } from './method.ts';

/** Upgrades the hardware of a VM that has just gone off, where that was scheduled: by the guest's own shutdown, or by whatever means. */
export function runScheduledUpgrade(
  vm: VirtualMachine,
  { isSoft }: { readonly isSoft: boolean },
  { world, session }: Call,
): void {
  const { state } = vm;
  const info = state.settings.scheduledHardwareUpgradeInfo;
  const version = parseHardwareVersion(info?.versionKey ?? '') ?? 0;
  const policy = info?.upgradePolicy;
  const fires = policy === 'always' || (policy === 'onSoftPowerOff' && isSoft);
  const isPending = info?.scheduledHardwareUpgradeStatus === 'pending';
  if (!fires || !isPending || version <= state.hardwareVersion) {
    return;
  }
  const upgrade = (): void => {
    const done = { ...info, scheduledHardwareUpgradeStatus: 'success' };
    state.hardwareVersion = version;
    state.settings = { ...state.settings, scheduledHardwareUpgradeInfo: done };
    state.changeVersion = world.timestamps.next();
    world.inventory.touch(vm);
  };
  if (world.answers.scheduledUpgrade === 'atOnce') {
    upgrade();
    return;
  }
  const task = world.tasks.start({
    entity: vm,
    method: 'UpgradeVM_Task',
    descriptionId: 'VirtualMachine.upgradeVirtualHardware',
    userName: session.user.name,
    work() {
      upgrade();
      return undefined;
    },
    onOver() {
      vm.busy = vm.busy === task ? undefined : vm.busy;
    },
  });
  vm.busy = task;
}
