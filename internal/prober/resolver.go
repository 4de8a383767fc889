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

// Probes keep their connection, so they would not notice that a name has moved.
const (
	lookupPeriod  = 30 * time.Second // between two lookups of an engine's host name
	lookupRetry   = 5 * time.Second  // after a lookup that failed
	lookupTimeout = 2 * time.Second
)

// resolver follows the host name of an engine. The worker's loop owns it.
type resolver struct {
	host      string
	due       time.Time
	running   bool
	addresses []netip.Addr      // sorted; nil: not resolved yet
	found     chan []netip.Addr // sorted; nil: the lookup failed
	lookup    sync.WaitGroup    // the lookup under way
}

func newResolver(base string) resolver {
	host := ""
	if u, err := url.Parse(base); err == nil {
		host = u.Hostname()
	}
	return resolver{host: host, found: make(chan []netip.Addr, 1)}
}

// start looks the name up beside the loop, where that is due.
func (r *resolver) start(ctx context.Context, now time.Time, network *engine.Network) {
	if r.running || r.due.After(now) {
		return
	}
	r.running, r.due = true, now.Add(jitter(lookupPeriod))
	r.lookup.Go(func() { r.found <- resolve(ctx, network, r.host) })
}

// resolve returns nil where it fails: the probes fail too, and say why.
func resolve(ctx context.Context, network *engine.Network, host string) []netip.Addr {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	found, fault := network.Resolve(ctx, host)
	if fault != nil {
		return nil
	}
	slices.SortFunc(found, netip.Addr.Compare)
	return slices.Compact(found)
}

// wait waits until no lookup is under way.
func (r *resolver) wait() { r.lookup.Wait() }

// update takes in the result of a lookup. After a failed one, the addresses stay as they are. It reports whether the addresses
// changed, and whether the engine moved: the old connections then lead to where traffic no longer goes. A name that resolves to
// some of many addresses, different ones each time, has not moved: checks that were cut off each time would never end.
func (r *resolver) update(found []netip.Addr, now time.Time) (changed, moved bool) {
	r.running = false
	if found == nil {
		r.due = now.Add(jitter(lookupRetry))
		return false, false
	}
	before := r.addresses
	if slices.Equal(before, found) {
		return false, false
	}
	r.addresses = found
	return true, before != nil && !rotates(before, found)
}

// rotates reports whether some addresses are new, some are gone and some stayed.
func rotates(before, now []netip.Addr) bool {
	stayed := slices.ContainsFunc(now, func(a netip.Addr) bool { return slices.Contains(before, a) })
	came := slices.ContainsFunc(now, func(a netip.Addr) bool { return !slices.Contains(before, a) })
	return stayed && came
}
