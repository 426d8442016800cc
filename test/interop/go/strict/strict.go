package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// strict has the methods that take the place of the simulator's own. The
// simulator finds a handler by the call's reference, so that a call which we
// take over is redirected to this object; the body of the request still names
// what it is about.
type strict struct {
	mo.ExtensibleManagedObject // the simulator's searches look for a type of this package in each object

	registry *simulator.Registry
	options  *options

	mu      sync.Mutex
	tasks   map[types.ManagedObjectReference]*simulator.Task
	nextRef int
	busy    map[*simulator.VirtualMachine]types.ManagedObjectReference // the task under way on it
	guests  map[*simulator.VirtualMachine]*guest
	waiting map[*simulator.PropertyCollector]struct{}
}

// Lock and Unlock make the simulator take no lock for this object: its methods
// lock what they are about.
func (*strict) Lock()   {}
func (*strict) Unlock() {}

func newStrict(registry *simulator.Registry, options *options) *strict {
	s := &strict{
		registry: registry,
		options:  options,
		tasks:    map[types.ManagedObjectReference]*simulator.Task{},
		nextRef:  1_000_000,
		busy:     map[*simulator.VirtualMachine]types.ManagedObjectReference{},
		guests:   map[*simulator.VirtualMachine]*guest{},
		waiting:  map[*simulator.PropertyCollector]struct{}{},
	}
	s.Self = types.ManagedObjectReference{Type: "Strict", Value: "strict"}
	registry.Put(s)
	registry.Handler = s.redirect
	for _, vm := range s.vms() {
		s.prepare(vm)
	}
	go s.touchAtRandom()
	return s
}

// ours are the methods that we take over, by the type of the object.
var ours = map[string][]string{
	"VirtualMachine": {
		"PowerOnVM_Task", "PowerOffVM_Task", "ResetVM_Task", "SuspendVM_Task", "ShutdownGuest", "RebootGuest",
		"ReconfigVM_Task", "RelocateVM_Task",
	},
	"Datacenter":                         {"PowerOnMultiVM_Task"},
	"ViewManager":                        {"CreateListView"},
	"ListView":                           {"ModifyListView"},
	"VirtualMachineCompatibilityChecker": {"CheckVmConfig_Task", "CheckPowerOn_Task"},
}

// redirect is the simulator's hook for each call.
func (s *strict) redirect(ctx *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
	if strings.HasPrefix(method.Name, "WaitForUpdates") && ctx.Session != nil {
		s.noteWait(ctx, method.This)
	}
	if ctx.Session == nil || !slices.Contains(ours[method.This.Type], method.Name) {
		return nil, nil
	}
	if vm, ok := s.registry.Get(method.This).(*simulator.VirtualMachine); ok {
		if slices.Contains(vm.DisabledMethod, method.Name) {
			return nil, new(types.MethodDisabled)
		}
	} else if method.This.Type == "VirtualMachine" {
		return nil, &types.ManagedObjectNotFound{Obj: method.This}
	}
	method.This = s.Self
	return nil, nil
}

func (s *strict) noteWait(ctx *simulator.Context, ref types.ManagedObjectReference) {
	if collector, ok := ctx.Session.Get(ref).(*simulator.PropertyCollector); ok {
		s.mu.Lock()
		s.waiting[collector] = struct{}{}
		s.mu.Unlock()
	}
}

// background is a context for what goes on after a call's answer. The
// simulator's locks belong to a context, so that each piece of work has one of
// its own.
func (s *strict) background(ctx *simulator.Context) *simulator.Context {
	session := &simulator.Session{UserSession: types.UserSession{UserName: "somebody"}, Registry: simulator.NewRegistry(), Map: s.registry}
	if ctx != nil && ctx.Session != nil {
		session = ctx.Session
	}
	return &simulator.Context{Context: context.Background(), Session: session, Map: s.registry}
}

func (s *strict) vms() []*simulator.VirtualMachine {
	var vms []*simulator.VirtualMachine
	for _, entity := range s.registry.All("VirtualMachine") {
		if vm, ok := entity.(*simulator.VirtualMachine); ok {
			vms = append(vms, vm)
		}
	}
	slices.SortFunc(vms, func(a, b *simulator.VirtualMachine) int { return strings.Compare(a.Self.Value, b.Self.Value) })
	return vms
}

// vm is the machine that a call is about.
func (s *strict) vm(ref types.ManagedObjectReference) *simulator.VirtualMachine {
	vm, _ := s.registry.Get(ref).(*simulator.VirtualMachine)
	return vm
}

func (s *strict) newRef(kind, prefix string) types.ManagedObjectReference {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextRef++
	return types.ManagedObjectReference{Type: kind, Value: fmt.Sprintf("%s-%d", prefix, s.nextRef)}
}

func assign(name string, value any) types.PropertyChange {
	return types.PropertyChange{Name: name, Val: value, Op: types.PropertyChangeOpAssign}
}

// newVersion is a changeVersion as real servers write it. Two are never equal.
func newVersion() string { return time.Now().UTC().Format("2006-01-02T15:04:05.000000000Z") }

func fault(kind types.BaseMethodFault, message string) *soap.Fault {
	return simulator.Fault(message, kind)
}
