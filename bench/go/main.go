// A good Go program on govmomi, to compare vhv with: it turns nestedHVEnabled on for every VM that is off, 16 at once, and reads all
// of them back; or it decodes a recorded answer again and again.
//
//	bench change URL      prints the seconds that it took, login to logout
//	bench decode FILE N   prints MB/s over N readings of the file
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"net/url"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

const atOnce = 16

func main() {
	log.SetFlags(0)
	switch os.Args[1] {
	case "change":
		began := time.Now()
		if err := change(context.Background(), os.Args[2]); err != nil {
			log.Fatal(err)
		}
		fmt.Println(time.Since(began).Seconds())
	case "decode":
		count, err := strconv.Atoi(os.Args[3])
		if err == nil {
			err = decode(os.Args[2], count)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}

func change(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	client, err := govmomi.NewClient(ctx, u, true)
	if err != nil {
		return err
	}
	defer func() { _ = client.Logout(ctx) }()
	container, err := view.NewManager(client.Client).CreateContainerView(ctx, client.ServiceContent.RootFolder, []string{"VirtualMachine"}, true)
	if err != nil {
		return err
	}
	var vms []mo.VirtualMachine
	paths := []string{"name", "runtime.powerState", "config.changeVersion", "config.nestedHVEnabled"}
	if err := container.Retrieve(ctx, []string{"VirtualMachine"}, paths, &vms); err != nil {
		return err
	}
	queue := make(chan mo.VirtualMachine)
	failures := make(chan error, len(vms))
	var workers sync.WaitGroup
	for range atOnce {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for vm := range queue {
				if err := changeOne(ctx, client, vm); err != nil {
					failures <- err
				}
			}
		}()
	}
	var changed []types.ManagedObjectReference
	for _, vm := range vms {
		isOn := vm.Config != nil && vm.Config.NestedHVEnabled != nil && *vm.Config.NestedHVEnabled
		if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOff && !isOn {
			changed = append(changed, vm.Self)
			queue <- vm
		}
	}
	close(queue)
	workers.Wait()
	if len(failures) > 0 {
		return <-failures
	}
	var after []mo.VirtualMachine
	if err := property.DefaultCollector(client.Client).Retrieve(ctx, changed, []string{"config.nestedHVEnabled"}, &after); err != nil {
		return err
	}
	for _, vm := range after {
		if vm.Config == nil || vm.Config.NestedHVEnabled == nil || !*vm.Config.NestedHVEnabled {
			return fmt.Errorf("%s was not changed", vm.Self.Value)
		}
	}
	return nil
}

func changeOne(ctx context.Context, client *govmomi.Client, vm mo.VirtualMachine) error {
	spec := types.VirtualMachineConfigSpec{ChangeVersion: vm.Config.ChangeVersion, NestedHVEnabled: types.NewBool(true)}
	task, err := object.NewVirtualMachine(client.Client, vm.Self).Reconfigure(ctx, spec)
	if err != nil {
		return err
	}
	return task.Wait(ctx)
}

func decode(file string, count int) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	began := time.Now()
	for range count {
		body := methods.RetrievePropertiesExBody{}
		envelope := soap.Envelope{Body: &body}
		decoder := xml.NewDecoder(bytes.NewReader(text))
		decoder.TypeFunc = types.TypeFunc()
		if err := decoder.Decode(&envelope); err != nil {
			return err
		}
		if body.Res == nil || body.Res.Returnval == nil || len(body.Res.Returnval.Objects) == 0 {
			return fmt.Errorf("%s holds no objects", file)
		}
	}
	fmt.Println(float64(len(text)*count) / 1e6 / time.Since(began).Seconds())
	return nil
}
