package main

import (
	"fmt"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// work is what a task does when its time is over, with its object locked.
type work func(ctx *simulator.Context) (types.AnyType, types.BaseMethodFault)

// descriptions are the second halves of TaskInfo.descriptionId.
var descriptions = map[string]string{
	"PowerOnVM_Task":      "powerOn",
	"PowerOffVM_Task":     "powerOff",
	"SuspendVM_Task":      "suspend",
	"ResetVM_Task":        "reset",
	"PowerOnMultiVM_Task": "powerOnVm",
	"ReconfigVM_Task":     "reconfigure",
	"RelocateVM_Task":     "relocate",
	"CheckVmConfig_Task":  "checkVmConfig",
	"CheckPowerOn_Task":   "checkPowerOn",
}

// start runs a task. The simulator's own way to do so keeps its object locked
// all the while or knows no time of its own for each task.
func (s *strict) start(ctx *simulator.Context, object mo.Reference, method string, do work) types.ManagedObjectReference {
	task := simulator.CreateTask(object, method, nil)
	task.Info.Name = method
	task.Info.DescriptionId = object.Reference().Type + "." + descriptions[method]
	task.Self = s.newRef("Task", "task")
	task.Info.Key = task.Self.Value
	task.Info.Task = task.Self
	now := time.Now()
	task.Info.StartTime = &now
	task.Info.State = types.TaskInfoStateRunning
	if entity, ok := object.(mo.Entity); ok {
		task.Info.EntityName = entity.Entity().Name
	}
	if ctx.Session != nil {
		task.Info.Reason = &types.TaskReasonUser{UserName: ctx.Session.UserName}
	}
	s.mu.Lock()
	s.tasks[task.Self] = task
	s.mu.Unlock()
	// The object's recentTask changes too.
	s.registry.WithLock(ctx, object, func() { s.registry.Put(task) })

	vm, _ := object.(*simulator.VirtualMachine)
	other := s.occupy(vm, task.Self)
	duration := s.options.taskTime()
	background := s.background(ctx)
	go func() {
		if other != nil {
			s.end(background, task, nil, &types.TaskInProgress{Task: *other})
			return
		}
		time.Sleep(duration)
		var result types.AnyType
		var fault types.BaseMethodFault
		if vm != nil {
			s.registry.WithLock(background, vm, func() { result, fault = do(background) })
			s.release(vm)
		} else {
			result, fault = do(background)
		}
		s.end(background, task, result, fault)
	}()
	return task.Self
}

// occupy notes that a task is under way on a VM; if there is one already, it
// returns that.
func (s *strict) occupy(vm *simulator.VirtualMachine, task types.ManagedObjectReference) *types.ManagedObjectReference {
	s.mu.Lock()
	defer s.mu.Unlock()
	if vm == nil {
		return nil
	}
	if other, ok := s.busy[vm]; ok {
		return &other
	}
	s.busy[vm] = task
	return nil
}

func (s *strict) release(vm *simulator.VirtualMachine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, vm)
}

func (s *strict) end(ctx *simulator.Context, task *simulator.Task, result types.AnyType, fault types.BaseMethodFault) {
	changes := []types.PropertyChange{
		{Name: "info.completeTime", Val: time.Now()},
		{Name: "info.state", Val: types.TaskInfoStateSuccess},
		{Name: "info.result", Val: result},
	}
	if fault != nil {
		changes[1].Val = types.TaskInfoStateError
		changes = append(changes, types.PropertyChange{Name: "info.error", Val: types.LocalizedMethodFault{
			Fault:            fault,
			LocalizedMessage: messageOf(fault),
		}})
	}
	s.registry.AtomicUpdate(ctx, task, changes)
}

func messageOf(fault types.BaseMethodFault) string {
	switch f := fault.(type) {
	case *types.InvalidPowerState:
		state := map[types.VirtualMachinePowerState]string{
			types.VirtualMachinePowerStatePoweredOn:  "Powered on",
			types.VirtualMachinePowerStatePoweredOff: "Powered off",
			types.VirtualMachinePowerStateSuspended:  "Suspended",
		}[f.ExistingState]
		return fmt.Sprintf("The attempted operation cannot be performed in the current state (%s).", state)
	case *types.ConcurrentAccess:
		return "Cannot complete operation due to concurrent modification by another operation."
	case *types.TaskInProgress:
		return "Another task is already in progress."
	}
	return fmt.Sprintf("%T", fault)
}

// inner runs one of the simulator's own tasks as a part of one of ours and
// leaves no trace of it. The caller has locked the VM.
func (s *strict) inner(ctx *simulator.Context, vm *simulator.VirtualMachine, run func() types.ManagedObjectReference) types.BaseMethodFault {
	recent := append([]types.ManagedObjectReference(nil), vm.RecentTask...)
	ref := run()
	task := s.registry.Get(ref).(*simulator.Task)
	task.Wait()
	s.registry.Update(ctx, vm, []types.PropertyChange{{Name: "recentTask", Val: recent}})
	s.forget(ctx, ref)
	if task.Info.Error != nil {
		return task.Info.Error.Fault
	}
	return nil
}

// forget removes a task as if it had never been.
func (s *strict) forget(ctx *simulator.Context, ref types.ManagedObjectReference) {
	manager := s.registry.Get(*s.content().TaskManager).(*simulator.TaskManager)
	manager.Lock()
	simulator.RemoveReference(&manager.RecentTask, ref)
	manager.Unlock()
	s.registry.Remove(ctx, ref)
}

func (s *strict) content() types.ServiceContent {
	return s.registry.Get(serviceInstance).(*simulator.ServiceInstance).Content
}
