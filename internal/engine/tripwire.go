// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"net"
	"os"
	"sync/atomic"
)

// tripwire tells at once when a connection breaks, instead of when the next probe is due: an engine whose process dies has
// its connections closed by the kernel, and the idle one that probes left open is being read all the time.
//
// It is only a hint, and must be answered with a probe. Servers close idle connections out of thrift, proxies because they
// reload, and an engine that died without a word to the network (its node lost power) breaks nothing until the kernel
// gives up on it.
type tripwire struct {
	onBreak func()
	// muted: the last answer announced that the server closes the connection after it, so that a close says nothing.
	muted atomic.Bool
	// cut: the client is closed.
	cut atomic.Bool
}

// trip calls onBreak in a goroutine of its own, because it is called from the transport's read loop, which must not wait.
func (t *tripwire) trip() {
	if t.onBreak != nil && !t.muted.Load() && !t.cut.Load() {
		go t.onBreak()
	}
}

// span puts the tripwire on a connection.
func (t *tripwire) span(conn net.Conn) net.Conn { return &wired{Conn: conn, wire: t} }

// wired is a connection that is being listened to.
type wired struct {
	net.Conn

	wire *tripwire
	// over: it broke, or we closed it ourselves.
	over atomic.Bool
}

// Read trips the wire, once, when the other side ends the connection.
func (c *wired) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && c.over.CompareAndSwap(false, true) {
		c.wire.trip()
	}
	return n, err
}

// Close disarms the wire first.
func (c *wired) Close() error {
	c.over.Store(true)
	return c.Conn.Close()
}
