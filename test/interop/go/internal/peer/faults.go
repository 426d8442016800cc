package peer

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

// newFault returns what makes the fault of the given type for a call. The
// messages are like those of a real server.
func newFault(kind, privilege, object string) func(*request) (string, types.BaseMethodFault) {
	return map[string]func(*request) (string, types.BaseMethodFault){
		"NoPermission": func(c *request) (string, types.BaseMethodFault) {
			return "Permission to perform this operation was denied.",
				&types.NoPermission{Object: &c.this, PrivilegeId: cmp.Or(privilege, "Host.Config.AdvancedConfig")}
		},
		"NotAuthenticated": func(c *request) (string, types.BaseMethodFault) {
			return "The session is not authenticated.",
				&types.NotAuthenticated{NoPermission: types.NoPermission{
					Object: &c.this, PrivilegeId: cmp.Or(privilege, "System.View")}}
		},
		"InvalidPowerState": func(*request) (string, types.BaseMethodFault) {
			return "The attempted operation cannot be performed in the current state (Powered on).",
				&types.InvalidPowerState{
					RequestedState: types.VirtualMachinePowerStatePoweredOff,
					ExistingState:  types.VirtualMachinePowerStatePoweredOn}
		},
		"ConcurrentAccess": func(*request) (string, types.BaseMethodFault) {
			return "Cannot complete operation due to concurrent modification by another operation.",
				&types.ConcurrentAccess{}
		},
		"ManagedObjectNotFound": func(c *request) (string, types.BaseMethodFault) {
			gone := c.this
			if kind, value, ok := strings.Cut(object, ":"); ok {
				gone = types.ManagedObjectReference{Type: kind, Value: value}
			}
			return "The object has already been deleted or has not been completely created",
				&types.ManagedObjectNotFound{Obj: gone}
		},
		"InvalidName": func(c *request) (string, types.BaseMethodFault) {
			return fmt.Sprintf("The name '%s' is invalid.", c.name), &types.InvalidName{Name: c.name}
		},
	}[kind]
}

// answerFault answers as the simulator does, which does not export its way.
func answerFault(w http.ResponseWriter, newFault func(*request) (string, types.BaseMethodFault), call *request) {
	message, fault := newFault(call)
	kind := strings.TrimPrefix(fmt.Sprintf("%T", fault), "*types.")
	var detail, text bytes.Buffer
	Check(xml.EscapeText(&text, []byte(message)))
	Check(xml.NewEncoder(&detail).EncodeElement(fault, xml.StartElement{
		Name: xml.Name{Local: kind + "Fault"},
		Attr: []xml.Attr{
			{Name: xml.Name{Local: "xmlns"}, Value: "urn:vim25"},
			{Name: xml.Name{Local: "xsi:type"}, Value: kind},
		},
	}))
	w.WriteHeader(http.StatusInternalServerError)
	fmt.Fprintf(w, xml.Header+`<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"`+
		` xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"`+
		` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>`+
		`<faultcode>ServerFaultCode</faultcode><faultstring>%s</faultstring><detail>%s</detail>`+
		`</soapenv:Fault></soapenv:Body></soapenv:Envelope>`, &text, &detail)
}
