package main

import (
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// guest is how one VM's guest behaves. Empty fields take the options' value.
type guest struct {
	boot     *time.Duration
	shutdown string
	back     *time.Duration
	turn     int // moves with each start and stop, so that an older timer does nothing
}

// prepare gives a VM what a real one has and the simulator's lacks.
func (s *strict) prepare(vm *simulator.VirtualMachine) {
	no := false
	vm.Config.NestedHVEnabled = &no
	vm.Config.ChangeVersion = newVersion()
	vm.Guest.ToolsRunningStatus = toolsStatus(vm.Runtime.PowerState == on)
	if vm.Runtime.PowerState == on {
		now := time.Now().UTC()
		vm.Runtime.BootTime = &now
		vm.Summary.Runtime.BootTime = &now
	}
	s.guests[vm] = &guest{}
}

func (s *strict) guest(vm *simulator.VirtualMachine) *guest {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ok := s.guests[vm]
	if !ok { // made by a client
		g = &guest{}
		s.guests[vm] = g
	}
	return g
}

// ShutdownGuest is no task: it returns at once, and the guest goes off in its
// own time [API].
func (s *strict) ShutdownGuest(ctx *simulator.Context, req *types.ShutdownGuest) soap.HasFault {
	body := &methods.ShutdownGuestBody{}
	vm := s.vm(req.This)
	if body.Fault_ = s.cannotAsk(ctx, vm); body.Fault_ != nil {
		return body
	}
	s.askToShutDown(s.background(ctx), vm)
	body.Res = &types.ShutdownGuestResponse{}
	return body
}

func (s *strict) RebootGuest(ctx *simulator.Context, req *types.RebootGuest) soap.HasFault {
	body := &methods.RebootGuestBody{}
	vm := s.vm(req.This)
	if body.Fault_ = s.cannotAsk(ctx, vm); body.Fault_ != nil {
		return body
	}
	background := s.background(ctx)
	s.registry.WithLock(background, vm, func() { s.rebooted(background, vm) })
	body.Res = &types.RebootGuestResponse{}
	return body
}

// cannotAsk is why a guest cannot be asked for anything.
func (s *strict) cannotAsk(ctx *simulator.Context, vm *simulator.VirtualMachine) (answer *soap.Fault) {
	s.registry.WithLock(ctx, vm, func() {
		switch {
		case vm.Runtime.PowerState != on:
			wrong := wrongState(vm, on)
			answer = fault(wrong, messageOf(wrong))
		case vm.Guest.ToolsRunningStatus != toolsStatus(true):
			answer = fault(&types.ToolsUnavailable{}, "Cannot complete operation because VMware Tools is not running in this virtual machine.")
		}
	})
	return answer
}

func (s *strict) askToShutDown(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	g := s.guest(vm)
	options := s.options.get()
	text := g.shutdown
	if text == "" {
		text = options.guestShutdown
	}
	duration, reboots, err := shutdownTime(text)
	if err != nil {
		duration = 0
	}
	back := options.guestBack
	if g.back != nil {
		back = *g.back
	}
	s.registry.WithLock(ctx, vm, func() {
		s.post(ctx, vm, func(e types.VmEvent) types.BaseEvent { return &types.VmGuestShutdownEvent{VmEvent: e} })
		if reboots {
			s.rebooted(ctx, vm)
		}
	})
	if reboots {
		return
	}
	s.later(vm, duration, func(ctx *simulator.Context) {
		if s.powerOff(ctx, vm) == nil && back > 0 {
			s.later(vm, back, func(ctx *simulator.Context) { _ = s.powerOn(ctx, vm) })
		}
	})
}

// later does something with a VM after a time, unless the VM was started or
// stopped meanwhile.
func (s *strict) later(vm *simulator.VirtualMachine, after time.Duration, do func(*simulator.Context)) {
	if after >= never {
		return
	}
	turn := s.turn(vm, 0)
	time.AfterFunc(after, func() {
		ctx := s.background(nil)
		s.registry.WithLock(ctx, vm, func() {
			if s.turn(vm, 0) == turn {
				do(ctx)
			}
		})
	})
}

func (s *strict) turn(vm *simulator.VirtualMachine, step int) int {
	g := s.guest(vm)
	s.mu.Lock()
	defer s.mu.Unlock()
	g.turn += step
	return g.turn
}

// booting is called when a VM has started.
func (s *strict) booting(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	s.turn(vm, 1)
	s.setTools(ctx, vm, false)
	boot := s.options.get().guestBoot
	if own := s.guest(vm).boot; own != nil {
		boot = *own
	}
	if boot >= 0 {
		s.later(vm, boot, func(ctx *simulator.Context) { s.setTools(ctx, vm, true) })
	}
}

// stopped is called when a VM is off.
func (s *strict) stopped(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	s.turn(vm, 1)
	s.setTools(ctx, vm, false)
}

// rebooted is a restart inside the guest: Tools stop and run again, and
// bootTime stays [API].
func (s *strict) rebooted(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	s.post(ctx, vm, func(e types.VmEvent) types.BaseEvent { return &types.VmGuestRebootEvent{VmEvent: e} })
	s.booting(ctx, vm)
}

func toolsStatus(run bool) string {
	if run {
		return string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
	}
	return string(types.VirtualMachineToolsRunningStatusGuestToolsNotRunning)
}

func (s *strict) setTools(ctx *simulator.Context, vm *simulator.VirtualMachine, run bool) {
	state, heartbeat, old := "notRunning", types.ManagedEntityStatusGray, types.VirtualMachineToolsStatusToolsNotRunning
	if run {
		state, heartbeat, old = "running", types.ManagedEntityStatusGreen, types.VirtualMachineToolsStatusToolsOk
	}
	s.registry.Update(ctx, vm, []types.PropertyChange{
		assign("guest.toolsRunningStatus", toolsStatus(run)),
		assign("guest.toolsStatus", old),
		assign("guest.guestState", state),
		assign("guestHeartbeatStatus", heartbeat),
		assign("summary.guest.toolsRunningStatus", toolsStatus(run)),
	})
}
