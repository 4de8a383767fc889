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

// conn is a connection that is silent while its listener is: what it reads is not
// delivered and what it writes is not sent until the network is back.
type conn struct {
	net.Conn
	tcp   *net.TCPConn
	owner *listener
	once  sync.Once
	gone  chan struct{} // closed when our side has closed it
}

// Read holds back what arrives while the network is silent. A deadline counts even then: the
// server uses one to get its own reader back.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		c.owner.network.wait(c.gone, 0)
	}
	return n, err
}

// Write waits at most for patience, whether the network is silent or the peer does not read.
func (c *conn) Write(p []byte) (int, error) {
	if !c.owner.network.wait(c.gone, c.owner.patience) {
		return 0, os.ErrDeadlineExceeded
	}
	_ = c.SetWriteDeadline(time.Now().Add(c.owner.patience))
	return c.Conn.Write(p)
}

// Close closes the connection; while the network is silent the peer notices that only afterwards.
func (c *conn) Close() error {
	c.owner.mu.Lock()
	defer c.owner.mu.Unlock()
	c.leave()
	if c.owner.network.silent() {
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
