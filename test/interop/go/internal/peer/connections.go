package peer

import (
	"net"
	"net/http"
	"sync"
)

// connections are the open ones of an HTTP server.
type connections struct {
	mu   sync.Mutex
	open map[net.Conn]struct{}
}

// note is an http.Server.ConnState.
func (c *connections) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.open[conn] = struct{}{}
	case http.StateHijacked, http.StateClosed:
		delete(c.open, conn)
	}
}

// CloseConnections closes all connections of all listeners, whatever is under
// way on them.
func (p *Peer) CloseConnections() {
	p.server.CloseClientConnections()
	p.others.mu.Lock()
	defer p.others.mu.Unlock()
	for conn := range p.others.open {
		_ = conn.Close()
	}
}
