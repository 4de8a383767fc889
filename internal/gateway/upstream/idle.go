// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"net"
	"sync"
	"time"
)

const (
	// maxIdle is how many idle connections of an engine are kept.
	maxIdle = 1024
	// idleTimeout is how long one is kept; servers close them a little later.
	idleTimeout = 60 * time.Second
)

// idle are the connections that carry no request, the latest last.
type idle struct {
	mu     sync.Mutex // guards what follows
	conns  []kept
	closed bool
}

type kept struct {
	conn  net.Conn
	since time.Time
}

// take is the connection that was used last and on which nothing has come since; nil: there is none. What has come is the end of the
// connection, or an answer that no request asked for, which must not be taken for the next one's.
func (i *idle) take(now time.Time) net.Conn {
	for {
		conn := i.last(now)
		if conn == nil || isReusable(conn) {
			return conn
		}
		_ = conn.Close()
	}
}

// last is the connection that was used last; nil: there is none.
func (i *idle) last(now time.Time) net.Conn {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.expire(now)
	n := len(i.conns)
	if n == 0 {
		return nil
	}
	conn := i.conns[n-1].conn
	i.conns[n-1] = kept{}
	i.conns = i.conns[:n-1]
	return conn
}

func (i *idle) put(conn net.Conn, now time.Time) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.expire(now)
	if i.closed || len(i.conns) >= maxIdle {
		_ = conn.Close()
		return
	}
	i.conns = append(i.conns, kept{conn: conn, since: now})
}

// expire closes the connections that were idle for too long; the caller holds mu.
func (i *idle) expire(now time.Time) {
	n := 0
	for n < len(i.conns) && now.Sub(i.conns[n].since) > idleTimeout {
		_ = i.conns[n].conn.Close()
		n++
	}
	if n > 0 {
		i.conns = append(i.conns[:0], i.conns[n:]...)
	}
}

// drop closes all idle connections.
func (i *idle) drop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, k := range i.conns {
		_ = k.conn.Close()
	}
	i.conns = nil
}

func (i *idle) close() {
	i.mu.Lock()
	i.closed = true
	i.mu.Unlock()
	i.drop()
}
