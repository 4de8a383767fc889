// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"

	"github.com/codegen-dev/codegen-operator/internal/engine"
)

// testNetwork is a network of pipes, so that time can be fake: addresses, their listeners, and what names resolve to.
type testNetwork struct {
	mu      sync.Mutex
	servers map[string]*fake        // guarded by mu; by "192.0.2.1:8000"
	names   map[string][]netip.Addr // guarded by mu
	asked   int                     // guarded by mu; look-ups
}

func newTestNetwork() *testNetwork {
	return &testNetwork{servers: map[string]*fake{}, names: map[string][]netip.Addr{}}
}

func (n *testNetwork) engineNetwork() *engine.Network {
	return &engine.Network{Lookup: n.lookup, Dial: n.dial}
}

// serve puts an engine at an address, and gives the address a name.
func (n *testNetwork) serve(f *fake, name, address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.servers[address+":8000"] = f
	n.names[name] = []netip.Addr{netip.MustParseAddr(address)}
}

// setAddresses moves a name; without addresses the name no longer exists.
func (n *testNetwork) setAddresses(name string, addresses ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.names[name] = nil
	for _, a := range addresses {
		n.names[name] = append(n.names[name], netip.MustParseAddr(a))
	}
}

func (n *testNetwork) lookups() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.asked
}

func (n *testNetwork) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	if found := n.names[host]; len(found) > 0 {
		return append([]netip.Addr(nil), found...), nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func (n *testNetwork) dial(ctx context.Context, _, address string) (net.Conn, error) {
	n.mu.Lock()
	server := n.servers[address]
	n.mu.Unlock()
	if server == nil {
		return nil, syscall.ECONNREFUSED
	}
	return server.accept(ctx)
}

// accept connects a client: at once, never (vanished), or not at all (dead).
func (f *fake) accept(ctx context.Context) (net.Conn, error) {
	f.mu.Lock()
	line, dead, dropped := f.line, f.dead, f.dropped
	f.mu.Unlock()
	switch {
	case dropped != nil:
		<-ctx.Done()
		return nil, ctx.Err()
	case dead:
		return nil, syscall.ECONNREFUSED
	}
	ours, theirs := net.Pipe()
	select {
	case line.conns <- &lossyConn{Conn: theirs, fake: f}:
		return clientConn{ours}, nil
	case <-line.closed:
		return nil, syscall.ECONNREFUSED
	}
}

// clientConn is the client's end of a connection. A write to a server that has just closed its end succeeds and is lost, as
// with a socket.
type clientConn struct{ net.Conn }

func (k clientConn) Write(p []byte) (int, error) {
	n, err := k.Conn.Write(p)
	if errors.Is(err, io.ErrClosedPipe) {
		return len(p), nil
	}
	return n, err
}

// lossyConn is the server's end of a connection. While packets are dropped nothing that it sends arrives, not even its close.
type lossyConn struct {
	net.Conn

	fake *fake
}

func (c *lossyConn) Write(p []byte) (int, error) {
	c.fake.clear()
	return c.Conn.Write(p)
}

func (c *lossyConn) Close() error {
	c.fake.clear()
	return c.Conn.Close()
}

// pipeListener is a listener that accepts pipes.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }
