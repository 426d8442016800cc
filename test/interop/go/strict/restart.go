package main

import (
	"log"
	"net/url"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"vhv/interop/internal/peer"
)

var serviceInstance = vim25.ServiceInstance

// restart is what a client sees of a vCenter that restarts: connections break,
// sessions and tasks are forgotten, and what was under way on the hosts goes
// on. With ?for=D the server is away for that time, and ?as= says how. With
// ?before=METHOD it restarts when the next call of that method comes, behind a
// proxy that keeps the connections.
func (s *strict) restart(p *peer.Peer, query url.Values) (any, error) {
	if method := query.Get("before"); method != "" {
		p.Before(method, func() {
			if _, err := s.forgetEverything(p); err != nil {
				log.Print("restart: ", err)
			}
		})
		return true, nil
	}
	if text := query.Get("for"); text != "" {
		d, err := time.ParseDuration(text)
		if err == nil {
			err = p.Down(d, query.Get("as"))
		}
		if err != nil {
			return nil, err
		}
	}
	forgotten, err := s.forgetEverything(p)
	p.CloseConnections()
	return forgotten, err
}

// forgetEverything drops sessions and tasks, and ends what waits for news. It
// returns how many they were.
func (s *strict) forgetEverything(p *peer.Peer) (map[string]int, error) {
	sessions, err := p.Expire()
	if err != nil {
		return nil, err
	}
	tasks := s.forgetAll()
	s.mu.Lock()
	for collector := range s.waiting {
		collector.CancelWaitForUpdates(&types.CancelWaitForUpdates{This: collector.Self})
	}
	s.waiting = map[*simulator.PropertyCollector]struct{}{}
	s.mu.Unlock()
	return map[string]int{"sessions": sessions, "tasks": tasks}, nil
}

// forgetAll removes all tasks and returns how many they were. Their work goes on.
func (s *strict) forgetAll() int {
	s.mu.Lock()
	tasks := s.tasks
	s.tasks = map[types.ManagedObjectReference]*simulator.Task{}
	s.mu.Unlock()
	ctx := s.background(nil)
	for ref := range tasks {
		s.forget(ctx, ref)
	}
	for _, entity := range s.registry.All("") {
		if len(entity.Entity().RecentTask) > 0 {
			s.registry.AtomicUpdate(ctx, entity, []types.PropertyChange{
				{Name: "recentTask", Val: []types.ManagedObjectReference{}},
			})
		}
	}
	return len(tasks)
}

// CreateListView takes a forgotten task without a word, as vCenter does
// (vsphere-csi-driver#2592), or answers ManagedObjectNotFound.
func (s *strict) CreateListView(ctx *simulator.Context, req *types.CreateListView) soap.HasFault {
	known, unknown := s.resolve(ctx, req.Obj)
	if len(unknown) > 0 && s.options.get().forgotten == "fault" {
		return &methods.CreateListViewBody{Fault_: fault(&types.ManagedObjectNotFound{Obj: unknown[0]},
			"The object '"+unknown[0].Type+":"+unknown[0].Value+"' has already been deleted or has not been completely created")}
	}
	return s.registry.ViewManager().CreateListView(ctx, &types.CreateListView{This: req.This, Obj: known})
}

// ModifyListView lists what it could not resolve and leaves it out; the
// simulator puts that into the view.
func (s *strict) ModifyListView(ctx *simulator.Context, req *types.ModifyListView) soap.HasFault {
	view, ok := ctx.Session.Get(req.This).(*simulator.ListView)
	if !ok {
		return &methods.ModifyListViewBody{Fault_: fault(&types.ManagedObjectNotFound{Obj: req.This}, "")}
	}
	known, unknown := s.resolve(ctx, req.Add)
	var body soap.HasFault
	ctx.WithLock(view, func() {
		body = view.ModifyListView(ctx, &types.ModifyListView{This: req.This, Add: known, Remove: req.Remove})
	})
	response := body.(*methods.ModifyListViewBody).Res
	response.Returnval = append(response.Returnval, unknown...)
	return body
}

func (s *strict) resolve(ctx *simulator.Context, refs []types.ManagedObjectReference) (known, unknown []types.ManagedObjectReference) {
	for _, ref := range refs {
		var object mo.Reference = ctx.Session.Get(ref)
		if object == nil {
			unknown = append(unknown, ref)
		} else {
			known = append(known, ref)
		}
	}
	return known, unknown
}
