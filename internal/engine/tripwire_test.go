// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// started starts a simulated engine, quick unless the script says otherwise, closed with the test.
func started(t testing.TB, p protocol.Protocol, s sim.Script) *sim.Engine {
	t.Helper()
	if s.TimeToFirstToken == 0 {
		s.TimeToFirstToken = time.Millisecond
	}
	if s.TokenInterval == 0 {
		s.TokenInterval = 50 * time.Microsecond
	}
	engine, err := sim.Start(sim.Protocol(p), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(engine.Close)
	return engine
}

// wiredTo makes a client whose tripwire writes into a channel.
func wiredTo(t *testing.T, url string) (*Client, chan struct{}) {
	t.Helper()
	broke := make(chan struct{}, 100)
	client, err := New(Endpoint{Protocol: protocol.OpenAI, URL: url}, local(), func() { broke <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client, broke
}

func mustTrip(t *testing.T, broke <-chan struct{}) {
	t.Helper()
	select {
	case <-broke:
	case <-time.After(patience):
		t.Fatal("the tripwire did not tell")
	}
}

func TestTripwireReportsAKilledEngine(t *testing.T) {
	t.Parallel()
	engine := started(t, protocol.OpenAI, sim.Script{})
	client, broke := wiredTo(t, engine.URL())
	for range 3 { // one connection is used again and again
		mustBe(t, client.Health(withTimeout(t, patience)), "none")
	}
	killed := time.Now()
	engine.Kill()
	mustTrip(t, broke)
	timing.AtMost(t, "noticing that the engine was killed", time.Since(killed), time.Second)
	mustBe(t, client.Health(withTimeout(t, patience)), reason.ConnectionRefused)
	client.Close()
	if len(broke) != 0 {
		t.Error("it reported one connection twice")
	}
}

func TestTripwireReportsABrokenStream(t *testing.T) {
	t.Parallel()
	engine := started(t, protocol.OpenAI, sim.Script{Misbehave: sim.Hung})
	client, broke := wiredTo(t, engine.URL())
	recorded, ctx := make(chan Recording, 1), withTimeout(t, patience)
	go func() {
		recorded <- client.Stream(ctx, protocol.Generation{Model: "prompt", Prompt: "p"})
	}()
	waitFor(t, func() bool { return engine.Counts().InFlight == 1 })
	engine.Kill()
	mustTrip(t, broke)
	mustBe(t, (<-recorded).Fault, reason.StreamBroken)
}

func TestTripwireIsQuiet(t *testing.T) {
	t.Parallel()
	engine := started(t, protocol.OpenAI, sim.Script{})
	client, broke := wiredTo(t, engine.URL())
	mustBe(t, client.Health(withTimeout(t, patience)), "none")
	mustBe(t, client.Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"}).Fault, "none")
	client.transport.CloseIdleConnections() // we closed it ourselves
	engine.Misbehave(sim.Hung)
	mustBe(
		t,
		client.Stream(withTimeout(t, 50*time.Millisecond), protocol.Generation{Model: "prompt", Prompt: "p"}).Fault,
		reason.Timeout,
	) // we gave up
	client.Close()
	engine.Kill() // nobody listens any more
	if len(broke) != 0 {
		t.Error("it reported a connection that we closed ourselves")
	}
}

// A server that announces that it will close says nothing by closing.
func TestTripwireIsMutedByAnAnnouncedClose(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: {\"choices\":[{\"text\":\"a\"}]}\n\ndata: [DONE]\n\n")
	})
	client, broke := wiredTo(t, url)
	for range 5 {
		mustBe(t, client.Health(withTimeout(t, patience)), "none")
		mustBe(t, client.Stream(withTimeout(t, patience), protocol.Generation{}).Fault, "none")
	}
	if len(broke) != 0 {
		t.Errorf("it reported %d times", len(broke))
	}
}

// Once per connection, whichever side closes first and however often it is read afterwards.
func TestTripwireReportsOnce(t *testing.T) {
	t.Parallel()
	reported := make(chan struct{}, 10)
	var count atomic.Int32
	wire := &tripwire{onBreak: func() { count.Add(1); reported <- struct{}{} }}
	here, there := net.Pipe()
	conn := wire.span(here)
	there.Close()
	for range 3 {
		_, _ = conn.Read(make([]byte, 1))
	}
	mustTrip(t, reported)
	conn.Close()
	ours, theirs := net.Pipe()
	defer theirs.Close()
	conn = wire.span(ours)
	conn.Close()
	_, _ = conn.Read(make([]byte, 1))
	if count.Load() != 1 {
		t.Errorf("it reported %d times", count.Load())
	}
}

// waitFor polls for what must come.
func waitFor(t testing.TB, is func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !is(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatal("it did not come to that")
		}
	}
}
