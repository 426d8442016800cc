package main

import (
	"slices"
	"strings"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// ReconfigVMTask checks what the simulator does not, and leaves the rest to it.
func (s *strict) ReconfigVMTask(ctx *simulator.Context, req *types.ReconfigVM_Task) soap.HasFault {
	vm := s.vm(req.This)
	return &methods.ReconfigVM_TaskBody{Res: &types.ReconfigVM_TaskResponse{
		Returnval: s.start(ctx, vm, "ReconfigVM_Task", func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault) {
			if fault := s.refuse(vm, &req.Spec); fault != nil {
				return nil, fault
			}
			return nil, s.reconfigure(ctx, vm, req.Spec)
		}),
	}}
}

// refuse is why a real server does not take a spec.
func (s *strict) refuse(vm *simulator.VirtualMachine, spec *types.VirtualMachineConfigSpec) types.BaseMethodFault {
	if spec.ChangeVersion != "" && spec.ChangeVersion != vm.Config.ChangeVersion {
		return new(types.ConcurrentAccess)
	}
	if spec.NestedHVEnabled == nil {
		return nil
	}
	had := vm.Config.NestedHVEnabled != nil && *vm.Config.NestedHVEnabled
	if *spec.NestedHVEnabled != had && vm.Runtime.PowerState != off {
		return wrongState(vm, off)
	}
	if *spec.NestedHVEnabled && !vm.Capability.NestedHVSupported {
		return new(types.NotSupported)
	}
	return nil
}

// reconfigure lets the simulator do it, but for vhv.enable, which a real
// server drops without a word [BLOG, API].
func (s *strict) reconfigure(ctx *simulator.Context, vm *simulator.VirtualMachine, spec types.VirtualMachineConfigSpec) types.BaseMethodFault {
	spec.ChangeVersion = ""
	spec.ExtraConfig = slices.DeleteFunc(slices.Clone(spec.ExtraConfig), func(option types.BaseOptionValue) bool {
		value := option.GetOptionValue()
		return strings.EqualFold(value.Key, "vhv.enable") || isEmpty(value) && !hasKey(vm, value.Key)
	})
	fault := s.inner(ctx, vm, func() types.ManagedObjectReference {
		body := vm.ReconfigVMTask(ctx, &types.ReconfigVM_Task{This: vm.Self, Spec: spec})
		return body.(*methods.ReconfigVM_TaskBody).Res.Returnval
	})
	if fault == nil {
		s.touch(ctx, vm)
	}
	return fault
}

// isEmpty is whether an option asks for its key's removal. The simulator would
// add an empty one for a key that is not there.
func isEmpty(option *types.OptionValue) bool {
	text, ok := option.Value.(string)
	return ok && text == ""
}

func hasKey(vm *simulator.VirtualMachine, key string) bool {
	return slices.ContainsFunc(vm.Config.ExtraConfig, func(option types.BaseOptionValue) bool {
		return option.GetOptionValue().Key == key
	})
}

// touch moves changeVersion. The caller has locked the VM.
func (s *strict) touch(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	s.registry.Update(ctx, vm, []types.PropertyChange{assign("config.changeVersion", newVersion())})
}

func (s *strict) touchAtRandom() {
	for i := 0; ; i++ {
		every := s.options.get().touchEvery
		if every <= 0 {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		time.Sleep(around(every))
		if vms := s.vms(); len(vms) > 0 {
			vm := vms[i%len(vms)]
			ctx := s.background(nil)
			s.registry.WithLock(ctx, vm, func() { s.touch(ctx, vm) })
		}
	}
}

// RelocateVMTask moves a VM to another host, and its changeVersion with it.
func (s *strict) RelocateVMTask(ctx *simulator.Context, req *types.RelocateVM_Task) soap.HasFault {
	vm := s.vm(req.This)
	return &methods.RelocateVM_TaskBody{Res: &types.RelocateVM_TaskResponse{
		Returnval: s.start(ctx, vm, "RelocateVM_Task", func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault) {
			host := req.Spec.Host
			spec := req.Spec
			spec.Host = nil
			fault := s.inner(ctx, vm, func() types.ManagedObjectReference {
				body := vm.RelocateVMTask(ctx, &types.RelocateVM_Task{This: vm.Self, Spec: spec})
				return body.(*methods.RelocateVM_TaskBody).Res.Returnval
			})
			if fault == nil {
				fault = s.move(ctx, vm, host)
			}
			return nil, fault
		}),
	}}
}

// move puts a VM on a host; the simulator leaves the hosts' lists as they are.
func (s *strict) move(ctx *simulator.Context, vm *simulator.VirtualMachine, ref *types.ManagedObjectReference) types.BaseMethodFault {
	if ref != nil {
		target, ok := s.registry.Get(*ref).(*simulator.HostSystem)
		if !ok {
			return &types.ManagedObjectNotFound{Obj: *ref}
		}
		if source, ok := s.registry.Get(*vm.Runtime.Host).(*simulator.HostSystem); ok {
			s.registry.RemoveReference(ctx, source, &source.Vm, vm.Self)
		}
		s.registry.AddReference(ctx, target, &target.Vm, vm.Self)
		s.registry.Update(ctx, vm, []types.PropertyChange{
			assign("runtime.host", *ref),
			assign("summary.runtime.host", *ref),
		})
	}
	s.touch(ctx, vm)
	return nil
}
