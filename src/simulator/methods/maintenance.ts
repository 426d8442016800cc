import { enterMaintenance } from '../maintenance.ts';
import { HostSystem } from '../model/host-system.ts';
import { hostNotConnected, invalidState } from '../refusal.ts';
import { type Call, type Method, methodsOf } from './method.ts';

function requireHost(host: HostSystem, call: Call): void {
  call.access.require(host, 'Host.Config.Maintenance');
  if (!host.answers) {
    throw hostNotConnected();
  }
}

export const maintenanceMethods: readonly Method[] = methodsOf(
  HostSystem,
  {
    EnterMaintenanceMode_Task(host, { timeout, evacuatePoweredOffVms = false }, call) {
      requireHost(host, call);
      if (host.state.maintenance !== 'no') {
        throw invalidState();
      }
      const userName = call.session.user.name;
      return enterMaintenance(host, call.world, { userName, timeout, evacuatePoweredOffVms }).moRef;
    },
    ExitMaintenanceMode_Task(host, _parameters, call) {
      requireHost(host, call);
      const task = call.world.tasks.start({
        entity: host,
        method: call.method,
        descriptionId: 'HostSystem.exitMaintenanceMode',
        userName: call.session.user.name,
        work() {
          if (host.state.maintenance !== 'in') {
            throw invalidState();
          }
          host.state.maintenance = 'no';
          return undefined;
        },
      });
      return task.moRef;
    },
  },
  { writes: true },
);
