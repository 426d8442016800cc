package main

import (
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	on        = types.VirtualMachinePowerStatePoweredOn
	off       = types.VirtualMachinePowerStatePoweredOff
	suspended = types.VirtualMachinePowerStateSuspended
)

func (s *strict) PowerOnVMTask(ctx *simulator.Context, req *types.PowerOnVM_Task) soap.HasFault {
	vm := s.vm(req.This)
	return &methods.PowerOnVM_TaskBody{Res: &types.PowerOnVM_TaskResponse{
		Returnval: s.start(ctx, vm, "PowerOnVM_Task", func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault) {
			return nil, s.powerOn(ctx, vm)
		}),
	}}
}

func (s *strict) PowerOffVMTask(ctx *simulator.Context, req *types.PowerOffVM_Task) soap.HasFault {
	vm := s.vm(req.This)
	return &methods.PowerOffVM_TaskBody{Res: &types.PowerOffVM_TaskResponse{
		Returnval: s.start(ctx, vm, "PowerOffVM_Task", func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault) {
			return nil, s.powerOff(ctx, vm)
		}),
	}}
}

func (s *strict) SuspendVMTask(ctx *simulator.Context, req *types.SuspendVM_Task) soap.HasFault {
	vm := s.vm(req.This)
	return &methods.SuspendVM_TaskBody{Res: &types.SuspendVM_TaskResponse{
		Returnval: s.start(ctx, vm, "SuspendVM_Task", func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault) {
			if vm.Runtime.PowerState != on {
				return nil, wrongState(vm, on)
			}
			s.setPower(ctx, vm, suspended, vm.Runtime.BootTime)
			s.post(ctx, vm, func(e types.VmEvent) types.BaseEvent { return &types.VmSuspendedEvent{VmEvent: e} })
			return nil, nil
		}),
	}}
}

// ResetVMTask is no power cycle: bootTime stays [API], and what is read when a
// VM starts is not read.
func (s *strict) ResetVMTask(ctx *simulator.Context, req *types.ResetVM_Task) soap.HasFault {
	vm := s.vm(req.This)
	return &methods.ResetVM_TaskBody{Res: &types.ResetVM_TaskResponse{
		Returnval: s.start(ctx, vm, "ResetVM_Task", func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault) {
			if vm.Runtime.PowerState != on {
				return nil, wrongState(vm, on)
			}
			s.post(ctx, vm, func(e types.VmEvent) types.BaseEvent { return &types.VmResettingEvent{VmEvent: e} })
			s.rebooted(ctx, vm)
			return nil, nil
		}),
	}}
}

// PowerOnMultiVMTask ends when what it starts has begun. A task for each VM is
// optional in its answer [API].
func (s *strict) PowerOnMultiVMTask(ctx *simulator.Context, req *types.PowerOnMultiVM_Task) soap.HasFault {
	datacenter := s.registry.Get(req.This)
	return &methods.PowerOnMultiVM_TaskBody{Res: &types.PowerOnMultiVM_TaskResponse{
		Returnval: s.start(ctx, datacenter, "PowerOnMultiVM_Task", func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault) {
			result := types.ClusterPowerOnVmResult{}
			for _, ref := range req.Vm {
				vm := s.vm(ref)
				switch {
				case vm == nil:
					result.NotAttempted = append(result.NotAttempted, types.ClusterNotAttemptedVmInfo{
						Vm:    ref,
						Fault: types.LocalizedMethodFault{Fault: &types.ManagedObjectNotFound{Obj: ref}},
					})
				case vm.Runtime.PowerState == on:
					result.NotAttempted = append(result.NotAttempted, types.ClusterNotAttemptedVmInfo{
						Vm:    ref,
						Fault: localized(wrongState(vm, off)),
					})
				default:
					task := s.start(ctx, vm, "PowerOnVM_Task", func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault) {
						return nil, s.powerOn(ctx, vm)
					})
					attempted := types.ClusterAttemptedVmInfo{Vm: ref, Task: &task}
					if s.options.get().noAttemptTask {
						attempted.Task = nil
					}
					result.Attempted = append(result.Attempted, attempted)
				}
			}
			return result, nil
		}),
	}}
}

func (s *strict) powerOn(ctx *simulator.Context, vm *simulator.VirtualMachine) types.BaseMethodFault {
	if vm.Config.Template {
		return new(types.InvalidState)
	}
	if vm.Runtime.PowerState == on {
		return wrongState(vm, off)
	}
	boot := vm.Runtime.BootTime
	if vm.Runtime.PowerState == off {
		now := time.Now().UTC()
		boot = &now
	}
	s.setPower(ctx, vm, on, boot)
	s.post(ctx, vm, func(e types.VmEvent) types.BaseEvent { return &types.VmPoweredOnEvent{VmEvent: e} })
	s.booting(ctx, vm)
	return nil
}

func (s *strict) powerOff(ctx *simulator.Context, vm *simulator.VirtualMachine) types.BaseMethodFault {
	if vm.Runtime.PowerState == off {
		return wrongState(vm, on)
	}
	s.setPower(ctx, vm, off, nil)
	s.post(ctx, vm, func(e types.VmEvent) types.BaseEvent { return &types.VmPoweredOffEvent{VmEvent: e} })
	s.stopped(ctx, vm)
	return nil
}

// setPower also moves changeVersion, as real servers do at a power operation.
func (s *strict) setPower(ctx *simulator.Context, vm *simulator.VirtualMachine, state types.VirtualMachinePowerState, boot *time.Time) {
	var bootTime any
	if boot != nil {
		bootTime = *boot
	}
	var requirements any
	if state == on && vm.Config.NestedHVEnabled != nil && *vm.Config.NestedHVEnabled {
		requirements = []types.VirtualMachineFeatureRequirement{
			{Key: "cpuid.vmx", FeatureName: "cpuid.vmx", Value: "Bool:Min:1"},
			{Key: "hv.capable", FeatureName: "hv.capable", Value: "Bool:Min:1"},
		}
	} else {
		requirements = []types.VirtualMachineFeatureRequirement{}
	}
	s.registry.Update(ctx, vm, []types.PropertyChange{
		assign("runtime.powerState", state),
		assign("summary.runtime.powerState", state),
		assign("runtime.bootTime", bootTime),
		assign("summary.runtime.bootTime", bootTime),
		assign("runtime.featureRequirement", requirements),
		assign("config.changeVersion", newVersion()),
	})
}

func wrongState(vm *simulator.VirtualMachine, requested types.VirtualMachinePowerState) *types.InvalidPowerState {
	return &types.InvalidPowerState{RequestedState: requested, ExistingState: vm.Runtime.PowerState}
}

func localized(fault types.BaseMethodFault) types.LocalizedMethodFault {
	return types.LocalizedMethodFault{Fault: fault, LocalizedMessage: messageOf(fault)}
}
