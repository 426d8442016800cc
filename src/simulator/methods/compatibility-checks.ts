import type { MoRef } from '../../vim25/moref.ts';
import type { AnyValue } from '../../vim25/value.ts';
import { HostSystem } from '../model/host-system.ts';
import { Singleton } from '../model/service.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { localized } from '../property-collector/content.ts';
import { invalidArgument, managedObjectNotFound, notSupported, Refusal } from '../refusal.ts';
import { checkPowerOn } from '../rules/power-on.ts';
import { checkReconfigure } from '../rules/reconfigure.ts';
import { type Call, type Method, methodsOf } from './method.ts';
import { requireReachable } from './vm-task.ts';

/** enum.go, CheckTestType */
const testTypes: readonly string[] = [
  'datastoreTests',
  'hostTests',
  'networkTests',
  'resourcePoolTests',
  'sourceTests',
];

function findVm(moRef: MoRef, call: Call): VirtualMachine {
  const vm = call.access.get(moRef);
  if (!(vm instanceof VirtualMachine)) {
    throw managedObjectNotFound(moRef);
  }
  // All that a check needs (API reference): it changes nothing and tells of one VM.
  call.access.require(vm, 'System.View');
  return vm;
}

function findHost(moRef: MoRef | undefined, vm: VirtualMachine, call: Call): HostSystem {
  const host = moRef === undefined ? vm.host : call.access.get(moRef);
  if (!(host instanceof HostSystem)) {
    throw invalidArgument('host');
  }
  return host;
}

interface Check {
  readonly vm: VirtualMachine;
  readonly host: HostSystem;
  readonly testType: readonly string[] | undefined;
  /** Throws what the method itself would refuse with. */
  readonly run: () => void;
}

/** The task is a success whatever it finds: what stands in the way is in its result. */
function startCheck(call: Call, { vm, host, testType = [], run }: Check): MoRef {
  if (testType.some((type) => !testTypes.includes(type))) {
    throw invalidArgument('testType');
  }
  const task = call.world.tasks.start({
    entity: vm,
    method: call.method,
    descriptionId: `CompatibilityChecker.${call.method.replace(/_Task$/, '')}`,
    userName: call.session.user.name,
    work(): AnyValue {
      const result = { vm: vm.moRef, host: host.moRef };
      const error = refusalOf(run);
      return {
        _type: 'ArrayOfCheckResult',
        value: [error === undefined ? result : { ...result, error: [localized(error)] }],
      } as AnyValue;
    },
  });
  return task.moRef;
}

function refusalOf(run: () => void): Refusal | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) {
      return error;
    }
    throw error;
  }
  return undefined;
}

export const compatibilityCheckMethods: readonly Method[] = methodsOf(
  Singleton,
  {
    CheckVmConfig_Task(_self, { spec, vm: moRef, host, testType }, call) {
      if (moRef === undefined) {
        throw notSupported('The simulator makes no VMs: name one.');
      }
      const vm = findVm(moRef, call);
      const run = () => {
        requireReachable(vm);
        checkReconfigure(vm, spec, call.world.answers);
      };
      return startCheck(call, { vm, host: findHost(host, vm, call), testType, run });
    },
    CheckPowerOn_Task(_self, { vm: moRef, host: hostRef, pool, testType }, call) {
      const vm = findVm(moRef, call);
      if (hostRef === undefined && pool === undefined) {
        throw invalidArgument('host');
      }
      const host = findHost(hostRef, vm, call);
      const run = () => {
        requireReachable(vm);
        checkPowerOn(vm, host, call.world);
      };
      return startCheck(call, { vm, host, testType, run });
    },
  },
  { managedType: 'VirtualMachineCompatibilityChecker' },
);
