// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package testnet gives loopback servers addresses that Kubernetes lets into an EndpointSlice. The API server refuses loopback
// there, so tests and the demo say that engines are in TEST-NET-1 (192.0.2.0/24, RFC 5737), and dial them
// through a map. What is probed and what is routed stay the same address.
package testnet

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
)

// Net maps addresses and names of a pretended network to loopback. The zero value is empty. Its methods may be
// called at the same time from anywhere.
type Net struct {
	mu       sync.Mutex
	loopback map[string]string       // guarded by mu; "192.0.2.10:8002" → "127.0.0.1:34567"
	names    map[string][]netip.Addr // guarded by mu
}

// Place says that what listens at a loopback address is at another ("192.0.2.10:8002").
func (n *Net) Place(address, loopback string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.loopback == nil {
		n.loopback = map[string]string{}
	}
	n.loopback[address] = loopback
}

// Name says what a host name resolves to.
func (n *Net) Name(host string, addresses ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.names == nil {
		n.names = map[string][]netip.Addr{}
	}
	n.names[host] = nil
	for _, a := range addresses {
		n.names[host] = append(n.names[host], netip.MustParseAddr(a))
	}
}

// Lookup resolves a name, or an address in text form.
func (n *Net) Lookup(_ context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if found := n.names[host]; len(found) > 0 {
		return append([]netip.Addr(nil), found...), nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// Dial connects to what was placed at an address.
func (n *Net) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	loopback, placed := n.loopback[address]
	n.mu.Unlock()
	if !placed {
		return nil, fmt.Errorf("nothing was placed at %s", address)
	}
	return (&net.Dialer{}).DialContext(ctx, network, loopback)
}
