package peer

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Handle adds a request to the admin port. What f returns is answered as JSON,
// and its error with status 400.
func (p *Peer) Handle(pattern string, f func(query url.Values) (any, error)) {
	p.admin.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
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

// handleAll adds the requests that all our servers have.
func (p *Peer) handleAll() {
	p.Handle("GET /counts", func(url.Values) (any, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		return maps.Clone(p.counts), nil
	})
	p.Handle("POST /counts/reset", func(url.Values) (any, error) {
		p.reset()
		return true, nil
	})
	p.Handle("GET /log", func(query url.Values) (any, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		return append([]string{}, p.bodies[query.Get("method")]...), nil
	})
	p.Handle("GET /calls", func(query url.Values) (any, error) {
		method := query.Get("method")
		calls := []Call{}
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, call := range p.calls {
			if method == "" || call.Method == method {
				calls = append(calls, *call)
			}
		}
		return calls, nil
	})
	p.Handle("GET /usage", func(url.Values) (any, error) {
		var usage syscall.Rusage
		err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
		return map[string]int64{
			"userMs":   usage.Utime.Nano() / 1e6,
			"systemMs": usage.Stime.Nano() / 1e6,
			"maxRssKb": int64(usage.Maxrss),
		}, err
	})
	p.Handle("POST /down", func(query url.Values) (any, error) {
		d, err := time.ParseDuration(query.Get("for"))
		if err == nil {
			err = p.Down(d, query.Get("as"))
		}
		return true, err
	})
	p.Handle("GET /sessions", func(url.Values) (any, error) {
		keys, err := p.sessions()
		return len(keys), err
	})
	p.Handle("POST /sessions/expire", func(url.Values) (any, error) { return p.Expire() })
	p.Handle("POST /delay", func(query url.Values) (any, error) {
		ms, err := strconv.Atoi(query.Get("ms"))
		p.mu.Lock()
		defer p.mu.Unlock()
		p.delay = time.Duration(ms) * time.Millisecond
		return true, err
	})
	p.Handle("POST /cut", func(query url.Values) (any, error) {
		when := cmp.Or(query.Get("when"), "before")
		if when != "before" && when != "after" {
			return nil, errors.New("when: before or after")
		}
		return true, p.add(query, &rule{cut: when})
	})
	p.Handle("POST /fault", func(query url.Values) (any, error) {
		fault := newFault(query.Get("type"), query.Get("privilege"), query.Get("object"))
		if fault == nil {
			return nil, fmt.Errorf("type: unknown fault %q", query.Get("type"))
		}
		return true, p.add(query, &rule{fault: fault})
	})
	p.Handle("POST /rules/reset", func(url.Values) (any, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		left := len(p.rules)
		p.rules = nil
		return left, nil
	})
}

// Before does something once, when the next call of a method has come and
// before it is worked on.
func (p *Peer) Before(method string, act func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = append(p.rules, &rule{method: method, left: 1, act: act})
}

func (p *Peer) add(query url.Values, r *rule) error {
	var err error
	if r.skip, err = strconv.Atoi(cmp.Or(query.Get("skip"), "0")); err != nil || r.skip < 0 {
		return errors.New("skip: a number from 0")
	}
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

// Down makes the server unavailable for a time: each connection is closed
// without an answer ("cut", the default), or each request is answered with an
// HTTP status of a proxy ("503"), also with Retry-After in seconds ("503:2").
func (p *Peer) Down(d time.Duration, as string) error {
	if as = cmp.Or(as, "cut"); as != "cut" {
		code, _, _ := strings.Cut(as, ":")
		if _, err := strconv.Atoi(code); err != nil {
			return errors.New("as: cut, or a status like 503 or 503:2")
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.downUntil, p.downAs = time.Now().Add(d), as
	return nil
}
