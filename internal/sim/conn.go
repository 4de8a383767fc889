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

// conn is a connection that falls silent with its listener: what it reads is not
// heard and what it writes is not sent until the air is clear again.
type conn struct {
	net.Conn
	tcp   *net.TCPConn
	owner *listener
	once  sync.Once
	gone  chan struct{} // closed when our side has closed it
}

// Read holds back what came during silence. A deadline is obeyed even then: the
// server uses one to get its own reader back.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		c.owner.air.wait(c.gone, 0)
	}
	return n, err
}

// Write waits at most for patience, in silence as well as for a peer that does not read.
func (c *conn) Write(p []byte) (int, error) {
	if !c.owner.air.wait(c.gone, c.owner.patience) {
		return 0, os.ErrDeadlineExceeded
	}
	_ = c.SetWriteDeadline(time.Now().Add(c.owner.patience))
	return c.Conn.Write(p)
}

// Close closes the connection; during silence the peer hears of that only afterwards.
func (c *conn) Close() error {
	c.owner.mu.Lock()
	defer c.owner.mu.Unlock()
	c.leave()
	if c.owner.air.quiet() {
		return c.SetReadDeadline(time.Unix(1, 0))
	}
	return c.shut()
}

func (c *conn) leave() { c.once.Do(func() { close(c.gone) }) }

func (c *conn) left() bool {
	select {
	case <-c.gone:
		return true
	default:
		return false
	}
}

// shut closes the socket; the caller holds the owner's mu.
func (c *conn) shut() error {
	delete(c.owner.conns, c)
	return c.tcp.Close()
}
