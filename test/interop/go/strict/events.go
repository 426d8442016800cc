package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// post adds an event about a VM to the server's history. The simulator's
// messages name the datacenter, the compute resource and the host.
func (s *strict) post(ctx *simulator.Context, vm *simulator.VirtualMachine, event func(types.VmEvent) types.BaseEvent) {
	base := types.VmEvent{Event: types.Event{
		Vm:              &types.VmEventArgument{EntityEventArgument: types.EntityEventArgument{Name: vm.Name}, Vm: vm.Self},
		Datacenter:      &types.DatacenterEventArgument{},
		ComputeResource: &types.ComputeResourceEventArgument{},
		Host:            &types.HostEventArgument{},
	}}
	for ref := vm.Runtime.Host; ref != nil; {
		entity, ok := s.registry.Get(*ref).(mo.Entity)
		if !ok {
			break
		}
		name := types.EntityEventArgument{Name: entity.Entity().Name}
		switch ref.Type {
		case "HostSystem":
			base.Host = &types.HostEventArgument{EntityEventArgument: name, Host: *ref}
		case "ComputeResource", "ClusterComputeResource":
			base.ComputeResource = &types.ComputeResourceEventArgument{EntityEventArgument: name, ComputeResource: *ref}
		case "Datacenter":
			base.Datacenter = &types.DatacenterEventArgument{EntityEventArgument: name, Datacenter: *ref}
		}
		ref = entity.Entity().Parent
	}
	manager := s.registry.EventManager()
	s.registry.WithLock(ctx, manager, func() {
		manager.PostEvent(ctx, &types.PostEvent{EventToPost: event(base)})
	})
}
