package main

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

// maxLog is the number of request bodies kept for each SOAP method.
const maxLog = 2000

// peer stands in front of the simulator's own handler: it counts and logs the
// requests and, if an admin request asked for it, makes some of them fail.
type peer struct {
	client *vim25.Client // for the simulator's state, in process
	sdk    http.Handler  // the simulator

	mu     sync.Mutex    // guards what follows
	delay  time.Duration // before each SOAP call
	counts map[string]int
	bodies map[string][]string // by SOAP method
	rules  []*rule
}

// rule is what to do with the next few calls of a SOAP method.
type rule struct {
	method string
	left   int    // number of calls it still applies to
	cut    string // "before" or "after" the work: close the connection
	fault  func(call *call) (message string, fault types.BaseMethodFault)
}

func (p *peer) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts = map[string]int{"total": 0}
	p.bodies = map[string][]string{}
}

// ServeHTTP serves the TLS port.
func (p *peer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	call := parse(body)

	rule, delay := p.note(r, call, body)
	if call == nil {
		p.sdk.ServeHTTP(w, r)
		return
	}
	time.Sleep(delay)
	switch {
	case rule == nil:
		p.sdk.ServeHTTP(w, r)
	case rule.fault != nil:
		answerFault(w, rule.fault, call)
	default:
		if rule.cut == "after" {
			p.sdk.ServeHTTP(discard{}, r)
		}
		cut(w)
	}
}

// note counts and logs a request, and takes the first rule that applies to it;
// it returns that and how long to wait before the call.
func (p *peer) note(r *http.Request, call *call, body []byte) (*rule, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts["total"]++
	p.counts[r.Method+" "+r.URL.Path]++
	if call == nil {
		return nil, p.delay
	}
	p.counts[call.method]++
	bodies := append(p.bodies[call.method], string(body))
	p.bodies[call.method] = bodies[max(0, len(bodies)-maxLog):]

	i := slices.IndexFunc(p.rules, func(r *rule) bool { return r.method == call.method })
	if i < 0 {
		return nil, p.delay
	}
	rule := p.rules[i]
	if rule.left--; rule.left == 0 {
		p.rules = slices.Delete(p.rules, i, i+1)
	}
	return rule, p.delay
}

// call is what we need to know of a SOAP request.
type call struct {
	method string
	this   types.ManagedObjectReference
	name   string // the argument of that name, if it has one
}

// parse returns nil if body is not a SOAP request.
func parse(body []byte) *call {
	var envelope struct {
		Body struct {
			Call []struct {
				XMLName xml.Name
				This    types.ManagedObjectReference `xml:"_this"`
				Name    string                       `xml:"name"`
			} `xml:",any"`
		}
	}
	if xml.Unmarshal(body, &envelope) != nil || len(envelope.Body.Call) == 0 {
		return nil
	}
	first := envelope.Body.Call[0]
	return &call{method: first.XMLName.Local, this: first.This, name: first.Name}
}

// discard is a response that nobody reads.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

// cut closes the TCP connection with neither an answer nor a TLS goodbye.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		log.Print("cut: ", err)
		return
	}
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	_ = conn.Close()
}

// newFault returns what makes the fault of the given type for a call. The
// messages are like those of a real server.
func newFault(kind, privilege string) func(*call) (string, types.BaseMethodFault) {
	return map[string]func(*call) (string, types.BaseMethodFault){
		"NoPermission": func(c *call) (string, types.BaseMethodFault) {
			return "Permission to perform this operation was denied.",
				&types.NoPermission{Object: &c.this, PrivilegeId: cmp.Or(privilege, "Host.Config.AdvancedConfig")}
		},
		"NotAuthenticated": func(c *call) (string, types.BaseMethodFault) {
			return "The session is not authenticated.",
				&types.NotAuthenticated{NoPermission: types.NoPermission{
					Object: &c.this, PrivilegeId: cmp.Or(privilege, "System.View")}}
		},
		"InvalidPowerState": func(*call) (string, types.BaseMethodFault) {
			return "The attempted operation cannot be performed in the current state (Powered on).",
				&types.InvalidPowerState{
					RequestedState: types.VirtualMachinePowerStatePoweredOff,
					ExistingState:  types.VirtualMachinePowerStatePoweredOn}
		},
		"ConcurrentAccess": func(*call) (string, types.BaseMethodFault) {
			return "Cannot complete operation due to concurrent modification by another operation.",
				&types.ConcurrentAccess{}
		},
		"InvalidName": func(c *call) (string, types.BaseMethodFault) {
			return fmt.Sprintf("The name '%s' is invalid.", c.name), &types.InvalidName{Name: c.name}
		},
	}[kind]
}

// answerFault answers as the simulator does, which does not export its way.
func answerFault(w http.ResponseWriter, newFault func(*call) (string, types.BaseMethodFault), call *call) {
	message, fault := newFault(call)
	kind := strings.TrimPrefix(fmt.Sprintf("%T", fault), "*types.")
	var detail, text bytes.Buffer
	check(xml.EscapeText(&text, []byte(message)))
	check(xml.NewEncoder(&detail).EncodeElement(fault, xml.StartElement{
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

// admin serves the admin port.
func (p *peer) admin() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, f func(query url.Values) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			answer, err := f(r.URL.Query())
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			encoder := json.NewEncoder(w)
			encoder.SetEscapeHTML(false) // the logged requests are XML
			_ = encoder.Encode(answer)
		})
	}

	handle("GET /counts", func(url.Values) (any, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		return maps.Clone(p.counts), nil
	})
	handle("POST /counts/reset", func(url.Values) (any, error) {
		p.reset()
		return true, nil
	})
	handle("GET /log", func(query url.Values) (any, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		return append([]string{}, p.bodies[query.Get("method")]...), nil
	})
	handle("GET /sessions", func(url.Values) (any, error) {
		keys, err := p.sessions()
		return len(keys), err
	})
	handle("POST /sessions/expire", func(url.Values) (any, error) { return p.expire() })
	handle("POST /delay", func(query url.Values) (any, error) {
		ms, err := strconv.Atoi(query.Get("ms"))
		p.mu.Lock()
		defer p.mu.Unlock()
		p.delay = time.Duration(ms) * time.Millisecond
		return true, err
	})
	handle("POST /cut", func(query url.Values) (any, error) {
		when := cmp.Or(query.Get("when"), "before")
		if when != "before" && when != "after" {
			return nil, errors.New("when: before or after")
		}
		return true, p.add(query, &rule{cut: when})
	})
	handle("POST /fault", func(query url.Values) (any, error) {
		fault := newFault(query.Get("type"), query.Get("privilege"))
		if fault == nil {
			return nil, fmt.Errorf("type: unknown fault %q", query.Get("type"))
		}
		return true, p.add(query, &rule{fault: fault})
	})
	handle("POST /rules/reset", func(url.Values) (any, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		left := len(p.rules)
		p.rules = nil
		return left, nil
	})
	return mux
}

func (p *peer) add(query url.Values, r *rule) error {
	var err error
	if r.left, err = strconv.Atoi(cmp.Or(query.Get("times"), "1")); err != nil || r.left < 1 {
		return errors.New("times: a number from 1")
	}
	if r.method = query.Get("method"); r.method == "" {
		return errors.New("method: missing")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = append(p.rules, r)
	return nil
}
