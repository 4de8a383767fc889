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

// town is a network of pipes, so that time can be fake: addresses, who listens at them, and what names resolve to.
type town struct {
	mu     sync.Mutex
	houses map[string]*fake        // guarded by mu; by "192.0.2.1:8000"
	names  map[string][]netip.Addr // guarded by mu
	asked  int                     // guarded by mu; look-ups
}

func newTown() *town { return &town{houses: map[string]*fake{}, names: map[string][]netip.Addr{}} }

func (n *town) network() *engine.Network { return &engine.Network{Lookup: n.lookup, Dial: n.dial} }

// place puts an engine at an address, and a name on the address.
func (n *town) place(f *fake, name, address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.houses[address+":8000"] = f
	n.names[name] = []netip.Addr{netip.MustParseAddr(address)}
}

// rename moves a name; without addresses it does not exist any more.
func (n *town) rename(name string, addresses ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.names[name] = nil
	for _, a := range addresses {
		n.names[name] = append(n.names[name], netip.MustParseAddr(a))
	}
}

func (n *town) lookups() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.asked
}

func (n *town) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	if found := n.names[host]; len(found) > 0 {
		return append([]netip.Addr(nil), found...), nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func (n *town) dial(ctx context.Context, _, address string) (net.Conn, error) {
	n.mu.Lock()
	house := n.houses[address]
	n.mu.Unlock()
	if house == nil {
		return nil, syscall.ECONNREFUSED
	}
	return house.door(ctx)
}

// door lets a client in: at once, never (vanished), or not at all (dead).
func (f *fake) door(ctx context.Context) (net.Conn, error) {
	f.mu.Lock()
	line, dead, fog := f.line, f.dead, f.fog
	f.mu.Unlock()
	switch {
	case fog != nil:
		<-ctx.Done()
		return nil, ctx.Err()
	case dead:
		return nil, syscall.ECONNREFUSED
	}
	ours, theirs := net.Pipe()
	select {
	case line.conns <- &foggy{Conn: theirs, fake: f}:
		return kernel{ours}, nil
	case <-line.closed:
		return nil, syscall.ECONNREFUSED
	}
}

// kernel is the client's end of a connection. What is written to a server that has just closed its end is taken and lost, as
// by a socket.
type kernel struct{ net.Conn }

func (k kernel) Write(p []byte) (int, error) {
	n, err := k.Conn.Write(p)
	if errors.Is(err, io.ErrClosedPipe) {
		return len(p), nil
	}
	return n, err
}

// foggy is the server's end of a connection. In the fog nothing of what it sends arrives, not even that it is closed.
type foggy struct {
	net.Conn

	fake *fake
}

func (c *foggy) Write(p []byte) (int, error) {
	c.fake.clear()
	return c.Conn.Write(p)
}

func (c *foggy) Close() error {
	c.fake.clear()
	return c.Conn.Close()
}

// line is a listener that takes pipes.
type line struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newLine() *line { return &line{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (l *line) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *line) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *line) Addr() net.Addr { return &net.TCPAddr{} }
