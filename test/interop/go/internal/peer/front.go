// Package peer is what our servers of the interop tests have in common:
// govmomi's simulator behind TLS on loopback, a password that is really
// checked, and an admin server (see admin.go) with which a test counts
// requests, reads a log of them and provokes failures.
package peer

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

// maxLog is the number of request bodies kept for each SOAP method.
const maxLog = 2000

// Peer stands in front of the simulator's own handler: it counts and logs the
// requests and, if an admin request asked for it, makes some of them fail.
type Peer struct {
	Service *simulator.Service
	Client  *vim25.Client // for the simulator's state, in process, not counted

	admin  *http.ServeMux
	server *simulator.Server
	others connections    // of the further listeners
	ready  map[string]any // the line that is printed when all is ready

	mu        sync.Mutex    // guards what follows
	delay     time.Duration // before each SOAP call
	counts    map[string]int
	bodies    map[string][]string // by SOAP method
	calls     []*Call
	rules     []*rule
	downUntil time.Time
	downAs    string // "cut", or an HTTP status
}

// rule is what to do with the next few calls of a SOAP method.
type rule struct {
	method string
	skip   int    // number of calls it lets through first
	left   int    // number of calls it still applies to
	cut    string // "before" or "after" the work: close the connection
	fault  func(call *request) (message string, fault types.BaseMethodFault)
	act    func() // what happens before the call, which is then done as ever
}

// Call is one SOAP call in the log. An End of nil is under way.
type Call struct {
	Method      string     `json:"method"`
	Type        string     `json:"type"`
	Object      string     `json:"object"`
	OperationID string     `json:"operationID,omitempty"`
	Start       time.Time  `json:"start"`
	End         *time.Time `json:"end,omitempty"`
	Status      int        `json:"status,omitempty"` // 0: cut, or under way
}

func (p *Peer) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts = map[string]int{"total": 0}
	p.bodies = map[string][]string{}
	p.calls = nil
}

// ServeHTTP serves the TLS port.
func (p *Peer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	call := parse(body)

	rule, logged, delay, down := p.note(r, call, body)
	status := &statusOf{ResponseWriter: w}
	defer func() { p.finish(logged, status.code) }()
	if down != "" {
		unavailable(status, down)
		return
	}
	if call == nil {
		p.Service.ServeMux.ServeHTTP(status, r)
		return
	}
	time.Sleep(delay)
	switch {
	case rule == nil:
		p.Service.ServeMux.ServeHTTP(status, r)
	case rule.act != nil:
		rule.act()
		p.Service.ServeMux.ServeHTTP(status, r)
	case rule.fault != nil:
		answerFault(status, rule.fault, call)
	default:
		if rule.cut == "after" {
			p.Service.ServeMux.ServeHTTP(discard{}, r)
		}
		cut(w)
	}
}

// note counts and logs a request, and takes the first rule that applies to it;
// it returns that, the call's place in the log, how long to wait before the
// call and, while the server is down, how it is.
func (p *Peer) note(r *http.Request, call *request, body []byte) (*rule, *Call, time.Duration, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts["total"]++
	p.counts[r.Method+" "+r.URL.Path]++
	down := ""
	if time.Now().Before(p.downUntil) {
		down = p.downAs
		p.counts["refused"]++
	}
	if call == nil {
		return nil, nil, p.delay, down
	}
	p.counts[call.method]++
	bodies := append(p.bodies[call.method], string(body))
	p.bodies[call.method] = bodies[max(0, len(bodies)-maxLog):]
	logged := &Call{
		Method:      call.method,
		Type:        call.this.Type,
		Object:      call.this.Value,
		OperationID: call.operationID,
		Start:       time.Now(),
	}
	p.calls = append(p.calls, logged)
	if down != "" {
		return nil, logged, 0, down
	}

	i := slices.IndexFunc(p.rules, func(r *rule) bool { return r.method == call.method })
	if i < 0 {
		return nil, logged, p.delay, ""
	}
	rule := p.rules[i]
	if rule.skip > 0 {
		rule.skip--
		return nil, logged, p.delay, ""
	}
	if rule.left--; rule.left == 0 {
		p.rules = slices.Delete(p.rules, i, i+1)
	}
	return rule, logged, p.delay, ""
}

func (p *Peer) finish(logged *Call, status int) {
	if logged == nil {
		return
	}
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	logged.End = &now
	logged.Status = status
}

// request is what we need to know of a SOAP request.
type request struct {
	method      string
	this        types.ManagedObjectReference
	name        string // the argument of that name, if it has one
	operationID string
}

// parse returns nil if body is not a SOAP request.
func parse(body []byte) *request {
	var envelope struct {
		Header struct {
			OperationID string `xml:"operationID"`
		}
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
	return &request{
		method:      first.XMLName.Local,
		this:        first.This,
		name:        first.Name,
		operationID: envelope.Header.OperationID,
	}
}

// statusOf remembers the status that was answered.
type statusOf struct {
	http.ResponseWriter
	code int
}

func (s *statusOf) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

func (s *statusOf) Write(b []byte) (int, error) {
	s.code = cmp.Or(s.code, http.StatusOK)
	return s.ResponseWriter.Write(b)
}

func (s *statusOf) Unwrap() http.ResponseWriter { return s.ResponseWriter }

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

// unavailable answers as a reverse proxy does whose server is down: "cut", a
// status, or a status and the seconds of Retry-After ("503:2").
func unavailable(w http.ResponseWriter, as string) {
	code, retryAfter, _ := strings.Cut(as, ":")
	status, err := strconv.Atoi(code)
	if err != nil {
		cut(w)
		return
	}
	if retryAfter != "" {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<html><body><h1>%d %s</h1></body></html>\n", status, http.StatusText(status))
}
