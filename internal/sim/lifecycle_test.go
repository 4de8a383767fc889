// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestKillResetsAndRefusesUntilRevived(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, lasting)
	addr := e.Addr()
	l := open(t, e, question{prompt: printJay})
	l.next()
	e.Kill()
	if _, err := l.end(); errors.Is(err, io.EOF) {
		t.Error("the stream ended as if all were well")
	}
	if err := dial(e, time.Second); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("want a refused connection, got %v", err)
	}
	if err := e.Revive(); err != nil || e.Addr() != addr {
		t.Fatalf("revive: %v, now at %s, was at %s", err, e.Addr(), addr)
	}
	if a := get(t, e, "/health"); a.status != http.StatusOK {
		t.Errorf("health is %d, %v", a.status, a.err)
	}
	eventually(t, "the broken stream is over", func() bool { return e.Counts().InFlight == 0 })
}

func TestKillBreaksIdleConnections(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	c := idleConnection(t, e)
	e.Kill()
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("want a reset, got %v", err)
	}
}

func TestDropIdleClosesOnlyIdleConnections(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, lasting)
	c := idleConnection(t, e)
	l := open(t, e, question{prompt: printJay})
	l.next()
	e.DropIdle()
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("want an orderly end, got %v", err)
	}
	l.goesOn(e)
}

// idleConnection has made one request and is kept alive.
func idleConnection(t *testing.T, e *Engine) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", e.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(late))
	if _, err := io.WriteString(c, "GET /health HTTP/1.1\r\nHost: sim\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for buf := make([]byte, 512); !strings.Contains(got.String(), "\r\n\r\n"); {
		n, err := c.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		got.Write(buf[:n])
	}
	return c
}

func dial(e *Engine, limit time.Duration) error {
	c, err := net.DialTimeout("tcp", e.Addr(), limit)
	if err == nil {
		err = c.Close()
	}
	return err
}
