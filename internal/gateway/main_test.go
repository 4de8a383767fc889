// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// TestMain lets no goroutine survive: every test closes its gateways and engines.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds what must happen soon; nothing waits so long where all is well.
const patience = timing.Deadline

// maxBody bounds the bodies of requests, as admission does.
const maxBody = 4 << 20

// scene is a gateway in front of two simulated engines.
type scene struct {
	t            testing.TB
	vllm, legacy *sim.Engine
	gateway      *Gateway
	url          string
	client       *http.Client

	mu    sync.Mutex // guards what follows
	table table.Table
	log   []record.Record
	word  map[string][]string
	in    int
}

// quick is an engine that does not take its time.
var quick = sim.Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: 120}

// stage starts engines of these protocols behind a gateway. All ends with the test.
func stage(t testing.TB, vllm, legacy protocol.Protocol) *scene {
	t.Helper()
	s := &scene{t: t, word: map[string][]string{}, client: &http.Client{Transport: &http.Transport{}}}
	s.vllm, s.legacy = start(t, vllm), start(t, legacy)
	s.table = table.Table{
		Backend: "default/test", Active: table.VLLM,
		VLLM: route(t, table.VLLM, vllm, s.vllm), Legacy: route(t, table.Legacy, legacy, s.legacy),
		Chunks: chunk.Range{Min: 50, Max: 100}, Hold: 250 * time.Millisecond, FirstChunk: 500 * time.Millisecond, Silence: time.Second,
	}
	s.gateway = New(Options{Table: s.now, Observer: s, Network: local(), Breaker: Breaker{Failures: 3, Pause: 100 * time.Millisecond}})
	server := httptest.NewUnstartedServer(http.MaxBytesHandler(s.gateway, maxBody))
	server.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateNew { // so that a client that does not read is noticed soon
			_ = c.(*net.TCPConn).SetWriteBuffer(32 << 10)
		}
	}
	server.Start()
	s.url = server.URL
	t.Cleanup(func() {
		s.client.CloseIdleConnections()
		server.Close()
		s.gateway.Close()
		if kept := s.gateway.answers.Used(); kept != 0 {
			t.Errorf("%d bytes of answers are kept in the end", kept)
		}
	})
	return s
}

// local is a network on which loopback is allowed.
func local() *engine.Network {
	return &engine.Network{Guard: engine.NewGuard(netip.MustParsePrefix("127.0.0.0/8"))}
}

func start(t testing.TB, p protocol.Protocol) *sim.Engine {
	t.Helper()
	script := quick
	if p == protocol.MultiLoRA {
		script.Slots = -1
	}
	e, err := sim.Start(sim.Protocol(p), script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

func route(t testing.TB, name table.Name, p protocol.Protocol, e *sim.Engine) *table.Engine {
	t.Helper()
	u, err := url.Parse(e.URL())
	if err != nil {
		t.Fatal(err)
	}
	return &table.Engine{Name: name, Protocol: p, URL: u}
}

func (s *scene) now() *table.Table {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.table
	return &t
}

// silence sets how long engines may say nothing.
func (s *scene) silence(first, middle time.Duration) {
	s.change(func(t *table.Table) { t.FirstChunk, t.Silence = first, middle })
}

// change puts another table in force.
func (s *scene) change(f func(*table.Table)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.table)
}

func (s *scene) Began(_, _ string) { s.mu.Lock(); s.in++; s.mu.Unlock() }
func (s *scene) Left(_, _ string)  { s.mu.Lock(); s.in--; s.mu.Unlock() }

func (s *scene) Breaker(engine, state string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.word[engine] = append(s.word[engine], state)
}

func (s *scene) Finished(_ context.Context, r record.Record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, r)
}

// last is the record of the last request, once there are so many.
func (s *scene) last(n int) record.Record {
	s.t.Helper()
	var r record.Record
	eventually(s.t, "the request is recorded", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.log) >= n {
			r = s.log[len(s.log)-1]
		}
		return len(s.log) >= n
	})
	return r
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("it never came about that %s", what)
		}
	}
}
