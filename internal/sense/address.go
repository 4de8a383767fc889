// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sense

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
)

// lookEvery is the time between two look-ups of an engine's host name, and lookFor the time that one may take. Probes keep their
// connection, so they would not notice that a name has moved.
const (
	lookEvery = 30 * time.Second
	lookFor   = 2 * time.Second
)

// address follows the host name of an engine. The watch's loop owns it.
type address struct {
	host    string
	due     time.Time
	known   []netip.Addr // sorted; nil: not resolved yet
	found   chan []netip.Addr
	looking sync.WaitGroup
}

func newAddress(base string) address {
	host := ""
	if u, err := url.Parse(base); err == nil {
		host = u.Hostname()
	}
	return address{host: host, found: make(chan []netip.Addr, 1)}
}

// look looks the name up beside the loop, where it is due.
func (a *address) look(ctx context.Context, now time.Time, network *engine.Network) {
	if a.due.After(now) {
		return
	}
	a.due = now.Add(jitter(lookEvery))
	a.looking.Go(func() { a.resolve(ctx, network) })
}

func (a *address) resolve(ctx context.Context, network *engine.Network) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	found, fault := network.Resolve(ctx, a.host)
	if fault != nil {
		return // the probes find out and tell why
	}
	slices.SortFunc(found, netip.Addr.Compare)
	select {
	case a.found <- slices.Compact(found):
	case <-ctx.Done():
	}
}

func (a *address) close() { a.looking.Wait() }

// moved takes in where the engine is now. Where it was somewhere else before, connections to the old place are given up, so
// that what is probed is what is routed.
func (w *watch) moved(found []netip.Addr) {
	before := w.address.known
	if slices.Equal(before, found) {
		return
	}
	w.address.known = found
	if before != nil {
		_ = w.connect() // the plan's URL was good before
	}
	w.publish(true)
}
