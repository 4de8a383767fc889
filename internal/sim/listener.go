// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// patience bounds every wait for a peer: a write that nobody reads, a body that nobody sends.
const patience = 30 * time.Second

// listener accepts connections that can be reset all at once, or fall silent.
type listener struct {
	*net.TCPListener
	network  *network
	patience time.Duration // bounds every write

	mu      sync.Mutex // guards what follows
	conns   map[*conn]struct{}
	fillers []net.Conn // our own connections that fill the backlog while vanished
}

func newListener(tcp *net.TCPListener) *listener {
	return &listener{TCPListener: tcp, network: newNetwork(), patience: patience, conns: map[*conn]struct{}{}}
}

// Accept waits for a connection, and while vanished for the end of that.
func (l *listener) Accept() (net.Conn, error) {
	for {
		l.network.wait(nil, 0)
		tcp, err := l.AcceptTCP()
		switch {
		case err == nil:
			return l.track(tcp), nil
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return nil, err
		}
	}
}

func (l *listener) track(tcp *net.TCPConn) *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := &conn{Conn: tcp, tcp: tcp, owner: l, gone: make(chan struct{})}
	l.conns[c] = struct{}{}
	return c
}

// reset closes every connection with a reset. The network is restored last, so that nothing
// that was held back is sent before.
func (l *listener) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		_ = c.tcp.SetLinger(0)
		c.leave()
		_ = c.shut()
	}
	l.dropFillers()
	l.network.restore()
}

// vanish disconnects the network first and takes no more connections then, so that none is answered in between.
func (l *listener) vanish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.network.silent() {
		return
	}
	l.network.disconnect()
	_ = l.SetDeadline(time.Unix(1, 0)) // wakes Accept, which then waits for the network
	l.fillers = fillBacklog(l.TCPListener)
}

// reappear opens the backlog again, and closes what was closed on our side meanwhile.
func (l *listener) reappear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.network.silent() {
		return
	}
	l.dropFillers()
	openBacklog(l.TCPListener)
	_ = l.SetDeadline(time.Time{})
	l.network.restore()
	for c := range l.conns {
		if c.left() {
			_ = c.shut()
		}
	}
}

func (l *listener) dropFillers() {
	for _, f := range l.fillers {
		_ = f.Close()
	}
	l.fillers = nil
}
