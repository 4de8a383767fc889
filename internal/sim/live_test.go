// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

// live is a stream that is being read, line by line.
type live struct {
	t        *testing.T
	reply    *http.Response
	lines    chan string // closed at the end of the stream
	received strings.Builder
	ended    error // why it ended, once lines is closed
	cancel   context.CancelFunc
}

// open asks and reads on until the test is over.
func open(t *testing.T, e *Engine, q question) *live {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reply, err := newClient(t).Do(q.request(ctx, e))
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	l := &live{t: t, reply: reply, lines: make(chan string, 100_000), cancel: cancel}
	go l.read()
	t.Cleanup(func() {
		cancel()
		for range l.lines { // until the reader is gone
		}
	})
	return l
}

func (l *live) read() {
	defer close(l.lines)
	defer func() { _ = l.reply.Body.Close() }()
	r := bufio.NewReader(l.reply.Body)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			l.ended = err
			return
		}
		l.lines <- line
	}
}

// next is the next line that says something.
func (l *live) next() string {
	l.t.Helper()
	for {
		select {
		case line, ok := <-l.lines:
			if !ok {
				l.t.Fatalf("the stream ended: %v", l.ended)
			}
			l.received.WriteString(line)
			if strings.TrimSpace(line) != "" {
				return line
			}
		case <-time.After(late):
			l.t.Fatal("nothing came")
		}
	}
}

// silent waits until nothing comes for a while. It is meant for streams that would go
// on for long: it cannot fail on a slow machine, only where the stream goes on or ends.
func (l *live) silent() {
	l.t.Helper()
	overdue := time.After(late)
	for {
		select {
		case line, ok := <-l.lines:
			if !ok {
				l.t.Fatalf("not silent, but ended: %v", l.ended)
			}
			l.received.WriteString(line)
		case <-time.After(60 * time.Millisecond):
			return
		case <-overdue:
			l.t.Fatal("it is never silent")
		}
	}
}

// goesOn wants more lines, and all the text so far to be how the answer begins.
func (l *live) goesOn(e *Engine) {
	l.t.Helper()
	for range 20 {
		l.next()
	}
	whole := strings.Join(compose(e.Script(), answerer{}, printJay), "")
	if text := (answer{raw: l.received.String()}).text(); text == "" || !strings.HasPrefix(whole, text) {
		l.t.Errorf("the text is %q", text)
	}
}

// end waits for the end of the stream and returns what was left of it.
func (l *live) end() (string, error) {
	l.t.Helper()
	var left strings.Builder
	overdue := time.After(late)
	for {
		select {
		case line, ok := <-l.lines:
			if !ok {
				return left.String(), l.ended
			}
			left.WriteString(line)
		case <-overdue:
			l.t.Fatal("the stream did not end")
		}
	}
}

// eventually polls until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(late)
	for tick := time.Tick(time.Millisecond); !holds(); {
		select {
		case <-tick:
		case <-deadline:
			t.Fatalf("it never came to this: %s", what)
		}
	}
}
