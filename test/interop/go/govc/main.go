// govc is govmomi's own command line client, built from govmomi's packages: an
// independent witness of what a server's state is, and a second client to
// compare our own with. Its exit code is the CLI's.
//
// govmomi's own main of the same name is a module of its own and links every
// command; this one links the commands that our tests need.
package main

import (
	"os"

	"github.com/vmware/govmomi/cli"

	_ "github.com/vmware/govmomi/cli/about"
	_ "github.com/vmware/govmomi/cli/datacenter"
	_ "github.com/vmware/govmomi/cli/datastore"
	_ "github.com/vmware/govmomi/cli/device"
	_ "github.com/vmware/govmomi/cli/events"
	_ "github.com/vmware/govmomi/cli/folder"
	_ "github.com/vmware/govmomi/cli/host"
	_ "github.com/vmware/govmomi/cli/host/maintenance"
	_ "github.com/vmware/govmomi/cli/host/option"
	_ "github.com/vmware/govmomi/cli/object" // collect, find, ls, tree, object.*
	_ "github.com/vmware/govmomi/cli/option"
	_ "github.com/vmware/govmomi/cli/pool"
	_ "github.com/vmware/govmomi/cli/session"
	_ "github.com/vmware/govmomi/cli/task" // tasks, task.*
	_ "github.com/vmware/govmomi/cli/version"
	_ "github.com/vmware/govmomi/cli/vm"
	_ "github.com/vmware/govmomi/cli/vm/option"
	_ "github.com/vmware/govmomi/cli/vm/snapshot"
)

func main() {
	// By default govc keeps its session cookies in ~/.govmomi and reuses them,
	// which would leave files behind and skip the login, so that a wrong
	// password would go unnoticed.
	if _, set := os.LookupEnv("GOVC_PERSIST_SESSION"); !set {
		os.Setenv("GOVC_PERSIST_SESSION", "false")
	}
	os.Exit(cli.Run(os.Args[1:]))
}
