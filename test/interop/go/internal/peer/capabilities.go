package peer

import (
	"fmt"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// patcher gives all hosts and virtual machines the capabilities that the
// simulator's templates leave out, and makes virtual machines independent of
// their hosts' devices. It is a simulator.RegisterObject, which the
// simulator calls for each object that it adds to its inventory.
type patcher struct {
	nested   bool
	features []types.HostFeatureCapability
}

func newPatcher(nested bool, features string) (*patcher, error) {
	p := &patcher{nested: nested}
	for pair := range strings.SplitSeq(features, ",") {
		if pair == "" {
			continue
		}
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("-features: %q is not key=value", pair)
		}
		p.features = append(p.features, types.HostFeatureCapability{Key: key, FeatureName: key, Value: value})
	}
	return p, nil
}

// patch patches all that there is and all that comes later.
func (p *patcher) patch(registry *simulator.Registry) {
	for _, entity := range registry.All("") {
		p.PutObject(nil, entity)
	}
	registry.AddHandler(p)
}

func (p *patcher) Reference() types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "Patcher", Value: "patcher"}
}

func (p *patcher) PutObject(_ *simulator.Context, object mo.Reference) {
	switch o := object.(type) {
	case *simulator.HostSystem:
		o.Capability.NestedHVSupported = p.nested
		o.Config.FeatureCapability = p.features
		o.Config.MaskedFeatureCapability = p.features
	case *simulator.VirtualMachine:
		o.Capability.NestedHVSupported = p.nested
		disconnectHostCDs(o)
	}
}

// disconnectHostCDs takes the CD-ROM drive of its host from a VM: the
// simulator's template connects it, and a VM that is bound to a device of its
// host cannot be placed by DRS. On real servers few VMs are.
func disconnectHostCDs(vm *simulator.VirtualMachine) {
	for _, device := range vm.Config.Hardware.Device {
		if cd, ok := device.(*types.VirtualCdrom); ok {
			if _, ok := cd.Backing.(*types.VirtualCdromAtapiBackingInfo); ok && cd.Connectable != nil {
				cd.Connectable.StartConnected = false
				cd.Connectable.Connected = false
			}
		}
	}
}

func (p *patcher) UpdateObject(*simulator.Context, mo.Reference, []types.PropertyChange) {}
func (p *patcher) RemoveObject(*simulator.Context, types.ManagedObjectReference)         {}
