// strict is VMware's vSphere simulator with handlers of ours where a real
// server is stricter, slower or more forgetful: see README.md, one folder up.
package main

import (
	"flag"
	"log"
	"net/url"

	"vhv/interop/internal/peer"
)

func main() {
	log.SetPrefix("strict: ")
	flags := peer.AddFlags()
	options := newOptions()
	second := flag.Bool("second", false, "listen on a second port too, with a certificate of its own")
	peer.Run(flags, func(p *peer.Peer) {
		s := newStrict(p.Service.Context.Map, options)
		s.handleAdmin(p)
		// localhost may be either loopback address.
		port := p.Service.Listen.Port()
		if err := p.AlsoListen("ipv6", "[::1]:"+port, false); err != nil {
			log.Print("no ::1: ", err)
		}
		if *second {
			peer.Check(p.AlsoListen("second", "127.0.0.1:0", true))
		}
	})
}

// handleAdmin adds what this server alone can be asked for.
func (s *strict) handleAdmin(p *peer.Peer) {
	p.Handle("POST /options", func(query url.Values) (any, error) {
		return true, s.options.set(query)
	})
	p.Handle("POST /restart", func(query url.Values) (any, error) { return s.restart(p, query) })
	s.handleVMs(p)
}
