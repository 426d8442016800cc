import type { MoRef } from '../../vim25/moref.ts';
import { HostSystem } from '../model/host-system.ts';
import { ResourcePool } from '../model/resource-pool.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import {
  invalidArgument,
  invalidPowerState,
  invalidState,
  notSupported,
  taskInProgress,
} from '../refusal.ts';
import { type Call, type Method, methodsOf } from './method.ts';
import { requireEnabled, requireReachable } from './vm-task.ts';

/** Neither of the two is a task: when the call returns, it is done. */
function requireFree(vm: VirtualMachine, call: Call): void {
  if (call.world.kind === 'esx') {
    throw notSupported('');
  }
  requireReachable(vm);
  requireEnabled(vm, call.method);
  if (vm.busy !== undefined) {
    throw taskInProgress(vm.busy.moRef);
  }
}

function findPool(moRef: MoRef, call: Call): ResourcePool {
  const pool = call.access.get(moRef);
  if (!(pool instanceof ResourcePool)) {
    throw invalidArgument('pool');
  }
  call.access.require(pool, 'Resource.AssignVMToPool');
  return pool;
}

function findHost(moRef: MoRef, pool: ResourcePool, call: Call): HostSystem {
  const host = call.access.get(moRef);
  if (!(host instanceof HostSystem) || host.parent !== pool.owner) {
    throw invalidArgument('host');
  }
  return host;
}

export const templateMethods: readonly Method[] = methodsOf(
  VirtualMachine,
  {
    MarkAsTemplate(vm, _parameters, call) {
      const { inventory, timestamps } = call.world;
      call.access.require(vm, 'VirtualMachine.Provisioning.MarkAsTemplate');
      requireFree(vm, call);
      if (vm.state.template) {
        throw invalidState();
      }
      if (vm.state.powerState !== 'poweredOff') {
        throw invalidPowerState(vm.state.powerState, 'poweredOff');
      }
      const pool = vm.pool;
      vm.leavePool();
      vm.state.template = true;
      vm.state.changeVersion = timestamps.next();
      inventory.touch(vm, ...(pool === undefined ? [] : [pool]));
      return undefined;
    },
    /** Left out, the host is the one that the template was on (API reference: a host of the pool's choice). */
    MarkAsVirtualMachine(vm, { pool: poolRef, host: hostRef }, call) {
      const { inventory, timestamps } = call.world;
      call.access.require(vm, 'VirtualMachine.Provisioning.MarkAsVM');
      const pool = findPool(poolRef, call);
      requireFree(vm, call);
      const host = findHost(hostRef ?? vm.host.moRef, pool, call);
      if (!vm.state.template) {
        throw invalidState();
      }
      inventory.touch(vm.host, host);
      vm.moveTo(host);
      vm.joinPool(pool);
      vm.state.template = false;
      vm.state.changeVersion = timestamps.next();
      inventory.touch(vm, pool);
      return undefined;
    },
  },
  { writes: true },
);
