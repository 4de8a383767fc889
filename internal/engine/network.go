// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// maxAddresses bounds how many addresses of one name are tried: each gets a share of the time that is left, and a share
// should be worth having.
const maxAddresses = 4

// Network is how engines are reached. One may be shared by all clients.
type Network struct {
	// Guard is asked about every address right before it is dialled.
	Guard Guard
	// Lookup resolves a host name; nil means net.DefaultResolver.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial connects to a resolved and guarded address, "192.0.2.1:8000"; nil means a net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Resolve returns the addresses of a host that the guard lets through, in the resolver's order. The fault's reason is
// NameNotResolved, or AddressForbidden where the guard refuses them all.
func (n *Network) Resolve(ctx context.Context, host string) ([]netip.Addr, *Fault) {
	addrs, err := n.resolve(ctx, host)
	if err != nil {
		return nil, faultClassifier{where: host}.fault(ctx, err)
	}
	return addrs, nil
}

func (n *Network) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	addrs, err := n.lookup(ctx, host)
	if err != nil {
		return nil, &stepError{step: stepResolve, err: err}
	}
	if len(addrs) == 0 {
		return nil, &stepError{step: stepResolve, err: errors.New("the name has no address")}
	}
	return n.permitted(addrs)
}

func (n *Network) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	dialTraceOf(ctx).enter(stepResolve)
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if n.Lookup != nil {
		return n.Lookup(ctx, host)
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// permitted drops what the guard refuses; nothing left is an error.
func (n *Network) permitted(addrs []netip.Addr) ([]netip.Addr, error) {
	var good []netip.Addr
	var refused error
	for _, a := range addrs {
		if err := n.Guard.Check(a); err != nil {
			refused = err
			continue
		}
		good = append(good, a.Unmap())
	}
	if len(good) == 0 {
		return nil, &stepError{step: stepGuard, err: refused}
	}
	return good, nil
}

// Connect dials "host:port" for callers that reach an engine without a Client: the guarded addresses of the host in turn, each within
// its share of the context's time.
func (n *Network) Connect(ctx context.Context, hostport string) (net.Conn, error) {
	return n.connect(ctx, hostport)
}

// connect dials "host:port": the addresses of the host in turn, each within its share of the context's time.
func (n *Network) connect(ctx context.Context, hostport string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, fmt.Errorf("parse address: %w", err)
	}
	addrs, err := n.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	dialTraceOf(ctx).enter(stepConnect)
	addrs = addrs[:min(len(addrs), maxAddresses)]
	for i, a := range addrs {
		var conn net.Conn
		if conn, err = n.dialShare(ctx, net.JoinHostPort(a.String(), port), len(addrs)-i); err == nil {
			return conn, nil
		}
	}
	return nil, &stepError{step: stepConnect, err: err}
}

// dialShare dials one address within its part of the time that is left.
func (n *Network) dialShare(ctx context.Context, address string, parts int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok && parts > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(parts))
		defer cancel()
	}
	if n.Dial != nil {
		return n.Dial(ctx, "tcp", address)
	}
	return dialer.DialContext(ctx, "tcp", address)
}

// dialer keeps idle connections alive (net's defaults), so that an engine that vanished without a word breaks them in the end.
var dialer net.Dialer
