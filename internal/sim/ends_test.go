// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

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
	got, client, r := make(chan answer, 1), newClient(t), request(t, http.MethodGet, e.URL()+"/health", "")
	go func() { got <- responseTo(client, r) }()
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
		left, client := make(chan struct{}), newClient(t)
		go func() {
			defer close(left)
			if reply, err := client.Do(question{prompt: printJay}.request(ctx, e)); err == nil {
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
