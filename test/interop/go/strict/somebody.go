package main

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"

	"vhv/interop/internal/peer"
)

// handleVMs adds what somebody else does to a VM, at once and without a task:
// POST /vm/ACTION?vm=NAME.
func (s *strict) handleVMs(p *peer.Peer) {
	act := func(action string, do func(*simulator.Context, *simulator.VirtualMachine, url.Values) error) {
		p.Handle("POST /vm/"+action, func(query url.Values) (any, error) {
			vm, err := s.named(query.Get("vm"))
			if err != nil {
				return nil, err
			}
			ctx := s.background(nil)
			s.registry.WithLock(ctx, vm, func() { err = do(ctx, vm, query) })
			return vm.Self.Value, err
		})
	}
	act("on", func(ctx *simulator.Context, vm *simulator.VirtualMachine, _ url.Values) error {
		return asError(s.powerOn(ctx, vm))
	})
	act("off", func(ctx *simulator.Context, vm *simulator.VirtualMachine, _ url.Values) error {
		return asError(s.powerOff(ctx, vm))
	})
	act("reboot", func(ctx *simulator.Context, vm *simulator.VirtualMachine, _ url.Values) error {
		if vm.Runtime.PowerState != on {
			return asError(wrongState(vm, on))
		}
		s.rebooted(ctx, vm)
		return nil
	})
	act("touch", func(ctx *simulator.Context, vm *simulator.VirtualMachine, _ url.Values) error {
		s.touch(ctx, vm)
		return nil
	})
	act("tools", func(ctx *simulator.Context, vm *simulator.VirtualMachine, query url.Values) error {
		run, err := strconv.ParseBool(query.Get("run"))
		if err != nil {
			return err
		}
		s.setTools(ctx, vm, run)
		if text := query.Get("for"); text != "" {
			d, err := time.ParseDuration(text)
			if err != nil {
				return err
			}
			s.later(vm, d, func(ctx *simulator.Context) { s.setTools(ctx, vm, !run) })
		}
		return nil
	})
	act("set", func(ctx *simulator.Context, vm *simulator.VirtualMachine, query url.Values) error {
		spec := types.VirtualMachineConfigSpec{}
		for key := range query {
			switch key {
			case "vm":
			case "nestedHVEnabled":
				value, err := strconv.ParseBool(query.Get(key))
				if err != nil {
					return err
				}
				spec.NestedHVEnabled = &value
			default:
				spec.ExtraConfig = append(spec.ExtraConfig, &types.OptionValue{Key: key, Value: query.Get(key)})
			}
		}
		if fault := s.refuse(vm, &spec); fault != nil {
			return asError(fault)
		}
		return asError(s.reconfigure(ctx, vm, spec))
	})
	act("move", func(ctx *simulator.Context, vm *simulator.VirtualMachine, query url.Values) error {
		for _, host := range s.registry.All("HostSystem") {
			if name := query.Get("host"); host.Entity().Name == name || name == "" && host.Reference() != *vm.Runtime.Host {
				ref := host.Reference()
				return asError(s.move(ctx, vm, &ref))
			}
		}
		return fmt.Errorf("host: no %q", query.Get("host"))
	})
	act("guest", func(_ *simulator.Context, vm *simulator.VirtualMachine, query url.Values) error {
		return s.setGuest(vm, query)
	})
	act("remove", func(ctx *simulator.Context, vm *simulator.VirtualMachine, _ url.Values) error {
		s.takeOut(ctx, vm)
		return nil
	})
	act("register-again", func(ctx *simulator.Context, vm *simulator.VirtualMachine, _ url.Values) error {
		s.registerAgain(ctx, vm)
		return nil
	})
	act("copy", func(ctx *simulator.Context, vm *simulator.VirtualMachine, query url.Values) error {
		s.copyBehind(ctx, vm, query.Get("file"))
		return nil
	})
}

// named finds a VM by its name or moid.
func (s *strict) named(name string) (*simulator.VirtualMachine, error) {
	for _, vm := range s.vms() {
		if vm.Name == name || vm.Self.Value == name {
			return vm, nil
		}
	}
	return nil, fmt.Errorf("vm: no %q", name)
}

func asError(fault types.BaseMethodFault) error {
	if fault == nil {
		return nil
	}
	return fmt.Errorf("%T: %s", fault, messageOf(fault))
}

// setGuest says how one VM's guest behaves, other than the options do.
func (s *strict) setGuest(vm *simulator.VirtualMachine, query url.Values) error {
	changed := guest{shutdown: query.Get("shutdown")}
	if changed.shutdown != "" {
		if _, _, err := shutdownTime(changed.shutdown); err != nil {
			return err
		}
	}
	for name, field := range map[string]**time.Duration{"boot": &changed.boot, "back": &changed.back} {
		if text := query.Get(name); text != "" {
			d, err := time.ParseDuration(text)
			if err != nil {
				return err
			}
			*field = &d
		}
	}
	g := s.guest(vm)
	s.mu.Lock()
	defer s.mu.Unlock()
	g.boot, g.back, g.shutdown = changed.boot, changed.back, changed.shutdown
	return nil
}

// takeOut removes a VM from the inventory, whatever it does.
func (s *strict) takeOut(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	ref := vm.Self
	if host, ok := s.registry.Get(*vm.Runtime.Host).(*simulator.HostSystem); ok {
		s.registry.RemoveReference(ctx, host, &host.Vm, ref)
	}
	if pool, ok := s.pool(vm); ok {
		s.registry.RemoveReference(ctx, pool, &pool.Vm, ref)
	}
	for _, store := range vm.Datastore {
		if datastore, ok := s.registry.Get(store).(*simulator.Datastore); ok {
			s.registry.RemoveReference(ctx, datastore, &datastore.Vm, ref)
		}
	}
	if folder, ok := s.registry.Get(*vm.Parent).(*simulator.Folder); ok {
		s.registry.RemoveReference(ctx, folder, &folder.ChildEntity, ref)
	}
	s.registry.Remove(ctx, ref)
}

func (s *strict) pool(vm *simulator.VirtualMachine) (*simulator.ResourcePool, bool) {
	if vm.ResourcePool == nil {
		return nil, false
	}
	pool, ok := s.registry.Get(*vm.ResourcePool).(*simulator.ResourcePool)
	return pool, ok
}

// registerAgain gives a VM a new moid: its host was removed and added again,
// or it was unregistered and registered. All else of it stays.
func (s *strict) registerAgain(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	s.takeOut(ctx, vm)
	s.putIn(ctx, vm)
}

// putIn adds a VM to the inventory under a new moid.
func (s *strict) putIn(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	vm.Self = s.newRef("VirtualMachine", "vm")
	vm.Summary.Vm = &vm.Self
	vm.RecentTask = nil
	if host, ok := s.registry.Get(*vm.Runtime.Host).(*simulator.HostSystem); ok {
		s.registry.AddReference(ctx, host, &host.Vm, vm.Self)
	}
	if pool, ok := s.pool(vm); ok {
		s.registry.AddReference(ctx, pool, &pool.Vm, vm.Self)
	}
	for _, store := range vm.Datastore {
		if datastore, ok := s.registry.Get(store).(*simulator.Datastore); ok {
			s.registry.AddReference(ctx, datastore, &datastore.Vm, vm.Self)
		}
	}
	if folder, ok := s.registry.Get(*vm.Parent).(*simulator.Folder); ok {
		s.registry.AddReference(ctx, folder, &folder.ChildEntity, vm.Self)
	}
	s.registry.Put(vm)
}

// copyBehind adds a second VM with the same uuids, as a copy that was made
// behind the server's back: with a file of its own, or the same one.
func (s *strict) copyBehind(ctx *simulator.Context, vm *simulator.VirtualMachine, file string) {
	config, guest := *vm.Config, *vm.Guest
	twin := &simulator.VirtualMachine{VirtualMachine: vm.VirtualMachine}
	twin.Config, twin.Guest = &config, &guest
	twin.Name += " copy"
	config.Name, twin.Summary.Config.Name = twin.Name, twin.Name
	if file != "" {
		config.Files.VmPathName, twin.Summary.Config.VmPathName = file, file
	}
	s.putIn(ctx, twin)
}
