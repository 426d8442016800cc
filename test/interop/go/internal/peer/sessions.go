package peer

import (
	"context"

	"github.com/vmware/govmomi/fault"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// sessions returns the keys of the sessions alive.
func (p *Peer) sessions() ([]string, error) {
	var manager mo.SessionManager
	ref := *p.Client.ServiceContent.SessionManager
	err := property.DefaultCollector(p.Client).RetrieveOne(context.Background(), ref, []string{"sessionList"}, &manager)
	var keys []string
	for _, s := range manager.SessionList {
		keys = append(keys, s.Key)
	}
	return keys, err
}

// Expire drops all sessions and returns how many they were.
func (p *Peer) Expire() (int, error) {
	keys, err := p.sessions()
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		err := session.NewManager(p.Client).TerminateSession(context.Background(), []string{key})
		if err != nil && !fault.Is(err, &types.NotFound{}) { // it may just have logged out
			return 0, err
		}
	}
	return len(keys), nil
}
