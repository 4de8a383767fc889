// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package testnet gives loopback servers addresses that are valid in an EndpointSlice, where the API server refuses loopback. Engines
// of tests and of the demo have addresses in TEST-NET-1 (192.0.2.0/24, RFC 5737), and are dialled through a map, so that probes
// and routes use the same address.
package testnet

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
)

// Net maps addresses and names of a simulated network to loopback. The zero value is empty. Its methods may be
// called at the same time from anywhere.
type Net struct {
	mu       sync.Mutex
	loopback map[string]string       // guarded by mu; "192.0.2.10:8002" → "127.0.0.1:34567"
	names    map[string][]netip.Addr // guarded by mu
}

// Place makes a loopback address reachable at another one ("192.0.2.10:8002").
func (n *Net) Place(address, loopback string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.loopback == nil {
		n.loopback = map[string]string{}
	}
	n.loopback[address] = loopback
}

// Name sets what a host name resolves to.
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

// Dial connects to the server at an address.
func (n *Net) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	loopback, found := n.loopback[address]
	n.mu.Unlock()
	if !found {
		return nil, fmt.Errorf("no server has the address %s", address)
	}
	return (&net.Dialer{}).DialContext(ctx, network, loopback)
}
