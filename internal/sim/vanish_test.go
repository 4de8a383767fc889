// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"testing"
	"time"
)

func TestVanishedEngineIsSilentUntilItReappears(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, lasting)
	l := open(t, e, question{prompt: printJay})
	l.next()
	idle := idleConnection(t, e)
	e.Vanish()
	e.Vanish() // twice is once
	l.silent()
	wantSilence(t, idle)
	wantNoAnswer(t, e)
	e.Reappear()
	l.goesOn(e)
	if a := get(t, e, "/health"); a.status != http.StatusOK {
		t.Errorf("health is %d, %v", a.status, a.err)
	}
}

// wantSilence asks on an open connection and hears nothing, not even a reset.
func wantSilence(t *testing.T, c net.Conn) {
	t.Helper()
	if _, err := io.WriteString(c, "GET /health HTTP/1.1\r\nHost: sim\r\n\r\n"); err != nil {
		t.Errorf("the connection is broken: %v", err)
	}
	_ = c.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("want silence, got %v", err)
	}
}

// wantNoAnswer finds that a connection is not even made, where the kernel lets us act that.
func wantNoAnswer(t *testing.T, e *Engine) {
	t.Helper()
	err := dial(e, 50*time.Millisecond)
	if timeout := net.Error(nil); runtime.GOOS == "linux" && (!errors.As(err, &timeout) || !timeout.Timeout()) {
		t.Errorf("want a connect that hangs, got %v", err)
	}
}

func TestKilledWhileVanished(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, lasting)
	l := open(t, e, question{prompt: printJay})
	l.next()
	e.Vanish()
	e.Kill()
	if _, err := l.end(); errors.Is(err, io.EOF) {
		t.Error("the stream ended as if all were well")
	}
	if err := e.Revive(); err != nil {
		t.Fatal(err)
	}
	wantNoAnswer(t, e)
	e.Reappear()
	if a := get(t, e, "/health"); a.status != http.StatusOK {
		t.Errorf("health is %d, %v", a.status, a.err)
	}
}

// A client that leaves during silence is noticed, and its connection closed, only
// afterwards.
func TestClientLeavesWhileVanished(t *testing.T) {
	t.Parallel()
	e := start(t, MultiLoRA, lasting)
	l := open(t, e, question{prompt: printJay})
	l.next()
	e.Vanish()
	l.cancel()
	_, _ = l.end()
	if n := e.Counts().InFlight; n != 1 {
		t.Errorf("%d in flight: the engine cannot know yet", n)
	}
	e.Reappear()
	eventually(t, "the engine notices", func() bool { return e.Counts().InFlight == 0 })
}
