// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
)

// lookUpEvery is the time between two look-ups of an engine's host name, lookUpAgain the time after one that failed, and
// lookUpFor the time that one may take. Probes keep their connection, so they would not notice that a name has moved.
const (
	lookUpEvery = 30 * time.Second
	lookUpAgain = 5 * time.Second
	lookUpFor   = 2 * time.Second
)

// address follows the host name of an engine. The watch's loop owns it.
type address struct {
	host    string
	due     time.Time
	looking bool
	known   []netip.Addr      // sorted; nil: not resolved yet
	found   chan []netip.Addr // sorted; nil: the look-up failed
	under   sync.WaitGroup    // the look-up under way
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
	if a.looking || a.due.After(now) {
		return
	}
	a.looking, a.due = true, now.Add(jitter(lookUpEvery))
	a.under.Go(func() { a.found <- resolve(ctx, network, a.host) })
}

// resolve returns nothing where it fails: the probes find out and tell why.
func resolve(ctx context.Context, network *engine.Network, host string) []netip.Addr {
	ctx, cancel := context.WithTimeout(ctx, lookUpFor)
	defer cancel()
	found, fault := network.Resolve(ctx, host)
	if fault != nil {
		return nil
	}
	slices.SortFunc(found, netip.Addr.Compare)
	return slices.Compact(found)
}

func (a *address) close() { a.under.Wait() }

// rotates tells whether some addresses came, some went and some stayed.
func rotates(before, now []netip.Addr) bool {
	isIn := func(set []netip.Addr) func(netip.Addr) bool {
		return func(a netip.Addr) bool { return slices.Contains(set, a) }
	}
	stayed := slices.ContainsFunc(now, isIn(before))
	came := slices.ContainsFunc(now, func(a netip.Addr) bool { return !slices.Contains(before, a) })
	return stayed && came
}

// located takes in where the engine is now. What is known stays known where a look-up failed.
func (w *worker) located(found []netip.Addr) {
	w.address.looking = false
	switch {
	case found == nil:
		w.address.due = time.Now().Add(jitter(lookUpAgain))
	case !slices.Equal(w.address.known, found):
		w.move(found)
	}
}

// move takes in new addresses. Connections to old ones are given up, so that what is probed is what is routed; not so where the name tells
// some of many addresses, other ones each time: checks that are given up each time would never end.
func (w *worker) move(to []netip.Addr) {
	before := w.address.known
	w.address.known = to
	if before != nil && !rotates(before, to) {
		now := time.Now()
		for _, c := range w.all {
			c.abandon(now)
		}
		w.probe.due, w.trip.asked, w.trip.pulled = now, false, false
		_ = w.connect() // the plan's URL was good before
	}
	w.publish(true)
}
