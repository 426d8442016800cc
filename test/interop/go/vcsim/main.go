// vcsim is VMware's vSphere simulator (govmomi's simulator package) as a peer
// for our tests, as it is but for the password and the nested capability.
package main

import (
	"log"

	"vhv/interop/internal/peer"
)

func main() {
	log.SetPrefix("vcsim: ")
	peer.Run(peer.AddFlags(), func(*peer.Peer) {})
}
