package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// CheckVmConfigTask takes its time as other tasks do, and knows that nested
// virtualization is switched while a VM is off.
func (s *strict) CheckVmConfigTask(ctx *simulator.Context, req *types.CheckVmConfig_Task) soap.HasFault {
	spec := req.Spec
	spec.ChangeVersion = ""
	return &methods.CheckVmConfig_TaskBody{Res: &types.CheckVmConfig_TaskResponse{
		Returnval: s.check(ctx, "CheckVmConfig_Task", req.Vm, req.Host, func(vm *simulator.VirtualMachine) types.BaseMethodFault {
			return s.refuse(vm, &spec)
		}),
	}}
}

// CheckPowerOnTask is not in the simulator.
func (s *strict) CheckPowerOnTask(ctx *simulator.Context, req *types.CheckPowerOn_Task) soap.HasFault {
	return &methods.CheckPowerOn_TaskBody{Res: &types.CheckPowerOn_TaskResponse{
		Returnval: s.check(ctx, "CheckPowerOn_Task", &req.Vm, req.Host, func(*simulator.VirtualMachine) types.BaseMethodFault {
			return nil
		}),
	}}
}

func (s *strict) check(
	ctx *simulator.Context, method string, ref, host *types.ManagedObjectReference,
	find func(*simulator.VirtualMachine) types.BaseMethodFault,
) types.ManagedObjectReference {
	checker := s.registry.VmCompatibilityChecker()
	return s.start(ctx, checker, method, func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault) {
		if ref == nil {
			return nil, &types.InvalidArgument{InvalidProperty: "vm"}
		}
		vm := s.vm(*ref)
		if vm == nil {
			return nil, &types.ManagedObjectNotFound{Obj: *ref}
		}
		result := types.CheckResult{Vm: ref, Host: host}
		s.registry.WithLock(ctx, vm, func() {
			if fault := find(vm); fault != nil {
				result.Error = append(result.Error, localized(fault))
			}
		})
		return types.ArrayOfCheckResult{CheckResult: []types.CheckResult{result}}, nil
	})
}
