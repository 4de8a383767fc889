// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// fake is an engine behind pipes: a real HTTP server, which speaks OpenAI and MultiLoRA.
type fake struct {
	mu       sync.Mutex
	behavior behavior             // guarded by mu
	asked    []asked              // guarded by mu
	own      float64              // guarded by mu; tokens generated for our requests
	since    time.Time            // guarded by mu; the counter moves by itself since then
	open     map[string]int       // guarded by mu; requests under way, by path
	most     map[string]int       // guarded by mu; most at once
	dead     bool                 // guarded by mu
	dropped  chan struct{}        // guarded by mu; not nil: vanished until it is closed
	line     *pipeListener        // guarded by mu
	srv      *http.Server         // guarded by mu
	stalled  bool                 // guarded by mu; no token moves
	resting  map[net.Conn]bool    // guarded by mu; open connections, and whether they are idle
	idle     func(conn io.Closer) // called when a connection falls idle; set before the start
	rests    time.Duration        // after how long an idle connection is closed; set before the start
}

func newFake(t testing.TB) *fake {
	t.Helper()
	f := &fake{open: map[string]int{}, most: map[string]int{}, resting: map[net.Conn]bool{}}
	f.revive()
	t.Cleanup(f.kill)
	return f
}

// set changes the behavior.
func (f *fake) set(change func(*behavior)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.own, f.since = f.counter(), time.Now()
	change(&f.behavior)
}

func (f *fake) counter() float64 {
	return f.own + float64(int(f.behavior.rate*time.Since(f.since).Seconds()))
}

func (f *fake) revive() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dead, f.line, f.since = false, newPipeListener(), time.Now()
	f.srv = &http.Server{Handler: f, IdleTimeout: f.rests, ConnState: f.state}
	go func(s *http.Server, l *pipeListener) { _ = s.Serve(l) }(f.srv, f.line)
}

func (f *fake) state(c net.Conn, s http.ConnState) {
	f.mu.Lock()
	if f.resting[c] = s == http.StateIdle; s == http.StateClosed {
		delete(f.resting, c)
	}
	f.mu.Unlock()
	if s == http.StateIdle && f.idle != nil {
		f.idle(c)
	}
}

// kill ends it as the kernel ends a process: all connections break, and nothing listens.
func (f *fake) kill() {
	f.appear()
	f.mu.Lock()
	f.dead = true
	srv := f.srv
	f.mu.Unlock()
	_ = srv.Close()
}

// vanish drops all packets.
func (f *fake) vanish() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dropped = make(chan struct{})
}

func (f *fake) appear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dropped != nil {
		close(f.dropped)
		f.dropped = nil
	}
}

// clear waits until packets are no longer dropped.
func (f *fake) clear() {
	f.mu.Lock()
	dropped := f.dropped
	f.mu.Unlock()
	if dropped != nil {
		<-dropped
	}
}

// requests are those of a path, since some time; an empty path is any.
func (f *fake) requests(path string, since time.Time) []asked {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []asked
	for _, a := range f.asked {
		if (path == "" || a.path == path) && !a.at.Before(since) {
			found = append(found, a)
		}
	}
	return found
}

func (f *fake) mostAtOnce(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.most[path]
}

func (f *fake) enter(a asked) (behavior, func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, a)
	f.open[a.path]++
	f.most[a.path] = max(f.most[a.path], f.open[a.path])
	return f.behavior, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.open[a.path]--
	}
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Model, Prompt string
		Type          string `json:"model_type"`
		Messages      []struct{ Content string }
		Limit         int `json:"max_tokens"`
	}
	_ = json.NewDecoder(r.Body).Decode(&body)
	a := asked{
		at:     time.Now(),
		path:   r.URL.Path,
		key:    r.Header.Get("Authorization"),
		model:  body.Model + body.Type,
		prompt: body.Prompt,
		limit:  body.Limit,
	}
	if len(body.Messages) > 0 {
		a.prompt = body.Messages[0].Content
	}
	if len(body.Messages) > 1 {
		a.begun = body.Messages[1].Content
	}
	m, leave := f.enter(a)
	defer leave()
	switch a.path {
	case "/health":
		either(m.health, serveHealth)(w, r)
	case "/version":
		fmt.Fprintf(w, `{"version":%q}`, m.version)
	case "/v1/models", "/":
		either(m.models, m.list)(w, r)
	case "/metrics":
		either(m.metrics, f.count)(w, r)
	case openAIStream, multiLoRAStream:
		either(m.stream, func(w http.ResponseWriter, r *http.Request) { f.generate(w, r, m, a) })(w, r)
	default:
		http.NotFound(w, r)
	}
}

const (
	openAIStream    = "/v1/chat/completions"
	multiLoRAStream = "/generate/stream"
)

func either(special, usual http.HandlerFunc) http.HandlerFunc {
	if special != nil {
		return special
	}
	return usual
}

// stall stops the answers under way.
func (f *fake) stall() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stalled = true
}

// connections are open.
func (f *fake) connections() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.resting)
}

// hangUp closes the idle connections.
func (f *fake) hangUp() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c, idle := range f.resting {
		if idle {
			go c.Close() // it reports its state
		}
	}
}
