// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// counted is a network that counts its open connections.
func counted(open *atomic.Int32) *Network {
	n := local()
	n.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		open.Add(1)
		return &countedConn{Conn: conn, open: open}, nil
	}
	return n
}

type countedConn struct {
	net.Conn

	open   *atomic.Int32
	closed atomic.Bool
}

func (c *countedConn) Close() error {
	if c.closed.CompareAndSwap(false, true) {
		c.open.Add(-1)
	}
	return c.Conn.Close()
}

// Whatever becomes of the streams, nothing is left after Close. Not parallel: it looks at all goroutines.
func TestNothingIsLeftAfterClose(t *testing.T) {
	for _, misbehaviour := range []sim.Misbehaviour{
		sim.None, sim.Hung, sim.NoFirstByte, sim.Endless, sim.ErrorInStream, sim.Truncated, sim.Saturated, sim.HTML200, sim.Drip,
	} {
		before := goleak.IgnoreCurrent()
		engine, err := sim.Start(sim.OpenAI, sim.Script{Misbehave: misbehaviour, TimeToFirstToken: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		var open atomic.Int32
		client, err := New(Endpoint{Protocol: protocol.OpenAI, URL: engine.URL()}, counted(&open), func() {})
		if err != nil {
			t.Fatal(err)
		}
		abuse(client)
		client.Close()
		waitFor(t, func() bool { return open.Load() == 0 })
		engine.Close()
		goleak.VerifyNone(t, before)
	}
}

// abuse leaves streams in every way there is.
func abuse(client *Client) {
	done := make(chan struct{})
	for range 4 {
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
			client.Stream(ctx, protocol.Generation{Model: "prompt", Prompt: "p"})
			cancel()
			client.Stream(ctx, protocol.Generation{Model: "prompt", Prompt: "p"})
			ctx, cancel = context.WithCancel(context.Background())
			time.AfterFunc(20*time.Millisecond, cancel)
			client.Stream(ctx, protocol.Generation{Model: "prompt", Prompt: "p"})
			client.Health(ctx)
			done <- struct{}{}
		}()
	}
	for range 4 {
		<-done
	}
}

// A connection that was used well is used again, by probes and generations alike.
func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	for _, p := range []protocol.Protocol{protocol.OpenAI, protocol.MultiLoRA, protocol.CodeGen} {
		for _, build := range []sim.Build{sim.BuildNewest, sim.BuildDoubleEnd, sim.BuildOlder} {
			engine := started(t, p, sim.Script{Build: build})
			dials := atomic.Int32{}
			n := local()
			n.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				dials.Add(1)
				return dialer.DialContext(ctx, network, address)
			}
			client, err := New(Endpoint{Protocol: p, URL: engine.URL()}, n, nil)
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				mustBe(t, client.Health(withTimeout(t, patience)), "none")
				mustBe(t, client.Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"}).Fault, "none")
				_, fault := client.Models(withTimeout(t, patience))
				mustBe(t, fault, "none")
			}
			client.Close()
			if dials.Load() != 1 {
				t.Errorf("%s, %s: %d connections were made", p, build, dials.Load())
			}
		}
	}
}

// The transport would go on dialling after the request that wanted the connection is gone.
func TestDialsEndWithTheirRequests(t *testing.T) {
	t.Parallel()
	var under atomic.Int32
	n := &Network{Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		under.Add(1)
		defer under.Add(-1)
		<-ctx.Done() // as where packets are dropped
		return nil, ctx.Err()
	}}
	client, err := New(Endpoint{Protocol: protocol.OpenAI, URL: "http://192.0.2.1"}, n, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for range 5 {
		mustBe(t, client.Health(withTimeout(t, 20*time.Millisecond)), reason.Timeout)
	}
	waitFor(t, func() bool { return under.Load() == 0 })
}

func TestConcurrentUseOfOneClient(t *testing.T) {
	t.Parallel()
	engine := started(t, protocol.OpenAI, sim.Script{})
	client := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: engine.URL()})
	ctx := withTimeout(t, patience)
	faults := make(chan *Fault, 16*4)
	for range 16 {
		go func() {
			_, missing := client.Models(ctx)
			_, blind := client.Load(ctx)
			for _, f := range []*Fault{client.Health(ctx), missing, blind} {
				faults <- f
			}
			faults <- client.Stream(ctx, protocol.Generation{Model: "prompt", Prompt: "p"}).Fault
		}()
	}
	for range 16 * 4 {
		mustBe(t, <-faults, "none")
	}
}
