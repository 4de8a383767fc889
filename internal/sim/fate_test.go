// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
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

func TestVanishIsSilenceAndReappearGoesOn(t *testing.T) {
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

func TestHangSilencesStreamsInFlightAndReleasesThem(t *testing.T) {
	t.Parallel()
	for _, m := range []Misbehaviour{Hang, Hung, NoFirstByte} {
		e := start(t, CodeGen, lasting)
		l := open(t, e, question{prompt: printJay})
		l.next()
		e.Misbehave(m)
		l.silent()
		e.Misbehave(None)
		l.goesOn(e)
	}
}

func TestHungRequestIsAnsweredWhenReleased(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick.with(func(s *Script) { s.Misbehave = Hang }))
	got := make(chan answer)
	go func() { got <- get(t, e, "/health") }()
	eventually(t, "the engine has the request", func() bool { return e.Counts().Health == 1 })
	e.Misbehave(Health500)
	if a := <-got; a.status != http.StatusInternalServerError {
		t.Errorf("status %d: the script in force at the answer counts", a.status)
	}
}

func TestClientGoneStopsTheEngineAtOnce(t *testing.T) {
	t.Parallel()
	for _, p := range Protocols() {
		e := start(t, p, Script{TimeToFirstToken: time.Hour})
		l := open(t, e, question{prompt: printJay})
		l.cancel()
		eventually(t, "the engine notices", func() bool {
			c := e.Counts()
			return c.Cancelled == 1 && c.InFlight == 0
		})
		if r := e.Requests()[0]; !r.Done || !r.Cancelled {
			t.Errorf("%s: %+v", p, r)
		}
	}
}

func TestCloseEndsWhatHangs(t *testing.T) {
	t.Parallel()
	for _, m := range []Misbehaviour{Hang, Hung, Drip, Endless, Busy} {
		e := start(t, OpenAI, quick.with(func(s *Script) { s.Misbehave = m }))
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan struct{})
		go func() {
			defer close(left)
			if reply, err := newClient(t).Do(question{prompt: printJay}.request(ctx, e)); err == nil {
				<-ctx.Done() // it never reads
				_ = reply.Body.Close()
			}
		}()
		eventually(t, "the engine has the request", func() bool { return e.Counts().InFlight == 1 })
		e.Close()
		e.Close()
		if n := e.Counts().InFlight; n != 0 {
			t.Errorf("%s: %d still in flight", m, n)
		}
		cancel()
		<-left
	}
}

func TestShutdownLetsStreamsEnd(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, steady)
	l := open(t, e, question{prompt: printJay})
	l.next()
	ctx, cancel := context.WithTimeout(t.Context(), late)
	defer cancel()
	if err := e.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if left, err := l.end(); !errors.Is(err, io.EOF) || !strings.Contains(left, "[DONE]") {
		t.Errorf("the stream ended with %v", err)
	}
	if err := dial(e, time.Second); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("want a refused connection, got %v", err)
	}
}

// No write blocks for ever: a peer that does not read is given up.
func TestWritesAreImpatient(t *testing.T) {
	t.Parallel()
	for _, quiet := range []bool{false, true} {
		tcp, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l := newListener(tcp.(*net.TCPListener))
		l.patience = 20 * time.Millisecond
		peer, err := net.Dial("tcp", tcp.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if quiet {
			l.vanish()
		}
		if _, err := c.Write(make([]byte, 64<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("quiet %v: %v", quiet, err)
		}
		l.reset()
		_, _ = l.Close(), peer.Close()
	}
}

func TestStartRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]func() (*Engine, error){
		`unknown protocol "Telex"`:    func() (*Engine, error) { return Start("Telex", Script{}) },
		`unknown misbehaviour "sulk"`: func() (*Engine, error) { return Start(OpenAI, Script{Misbehave: "sulk"}) },
		`unknown build "gothic"`:      func() (*Engine, error) { return Start(OpenAI, Script{Build: "gothic"}) },
		`unknown field "tea"`:         func() (*Engine, error) { return Start(OpenAI, Script{TextIn: "tea"}) },
		"missing port":                func() (*Engine, error) { return StartAt("nowhere", OpenAI, Script{}) },
	} {
		if _, err := try(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}

func TestMisbehavePanicsOnAnUnknownName(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	e.Misbehave("sulk")
}
