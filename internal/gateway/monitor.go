// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/liveness"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// The causes for which a monitor ends the requests to its engine.
var (
	errHung = errors.New("the engine hangs")
	errGone = errors.New("the engine does not accept connections any more")
)

// monitor watches an engine through all requests that it has, see [liveness]. Where they show together that the engine hangs, or is gone,
// it ends them, so that other engines go on with their answers. It rests while there are no requests.
type monitor struct {
	prober  prober
	breaker *breaker
	// start is where its clock begins, so that steps of the machine's clock are no silences.
	start time.Time
	// engine is what is known of the engine. What is not safe for concurrent use is guarded by mu.
	engine liveness.Engine

	mu       sync.Mutex // guards what follows
	requests map[*watchedRequest]struct{}
	// model is the one that was asked for last.
	model string
	timer *time.Timer
	// armed: the timer runs, or check does.
	armed bool
	// asked is when the probe under way was sent, and probed when the last one ended.
	asked, probed time.Time
	// dialling: a connection is tried. dialled is when the last trial ended, and refusals counts those that were refused one after the other.
	dialling bool
	dialled  time.Time
	refusals int
	// hungSince is since when an engine that hangs has been silent; zero: it does not hang.
	hungSince time.Time
}

func newMonitor(p prober, b *breaker) *monitor {
	return &monitor{prober: p, breaker: b, start: time.Now(), requests: map[*watchedRequest]struct{}{}}
}

// clock is a time on the clock of the monitor.
func (m *monitor) clock(t time.Time) time.Time { return m.start.Add(t.Sub(m.start)) }

func (m *monitor) now() time.Time { return m.clock(time.Now()) }

// enter notes that a request goes to the engine. The context ends when the engine hangs or is gone; leave must be called.
func (m *monitor) enter(ctx context.Context, ask protocol.UpstreamRequest) (context.Context, *watchedRequest) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watchedRequest{monitor: m, cancel: cancel}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if len(m.requests) == 0 {
		m.engine.Starts(now)
	}
	m.engine.Sent(len(ask.Body), ask.Stream, now)
	m.requests[w], m.model = struct{}{}, ask.Model
	if !m.armed {
		m.arm(quietAfter)
	}
	return ctx, w
}

// arm has check called after a while; the caller holds mu.
func (m *monitor) arm(after time.Duration) {
	m.armed = true
	if m.timer == nil {
		m.timer = time.AfterFunc(after, m.check)
		return
	}
	m.timer.Reset(after)
}

const (
	// quietAfter is the silence of all requests from which on an engine is looked at more closely.
	quietAfter = 250 * time.Millisecond
	// probePause is the time between two probes of an engine.
	probePause = 500 * time.Millisecond
	// dialAfter is the silence from which on connections are tried, dialPause the time between two, and dialAgain that after a refusal.
	dialAfter = 400 * time.Millisecond
	dialPause = 400 * time.Millisecond
	dialAgain = 100 * time.Millisecond
)

// check judges the engine by what its requests show now, and acts on it.
func (m *monitor) check() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.requests) == 0 && !m.hangs() {
		m.armed = false
		return
	}
	now := m.now()
	if m.hangs() && now.Sub(m.hungSince) > maxHung { // its breaker lets trials through from now on
		m.hungSince = time.Time{}
	}
	verdict := m.engine.Judge(liveness.Evidence{Now: now, Silent: m.silent(), Asked: m.asked})
	if verdict == liveness.Hung && !m.hangs() {
		m.hang(now)
	}
	if verdict != liveness.Alive || m.hangs() {
		m.probe(now)
	}
	quiet := now.Sub(m.engine.LastActive())
	if quiet >= dialAfter {
		m.dial(now)
	}
	m.arm(max(liveness.Interval, quietAfter-quiet))
}

// silent is how many streams wait for more; the caller holds mu.
func (m *monitor) silent() int {
	n := 0
	for w := range m.requests {
		if w.began.Load() && w.waiting.Load() {
			n++
		}
	}
	return n
}

// hangs tells whether the engine is known to hang; the caller holds mu.
func (m *monitor) hangs() bool { return !m.hungSince.IsZero() }

// hang notes that the engine hangs, ends its requests, and keeps new ones from it; the caller holds mu.
func (m *monitor) hang(now time.Time) {
	m.hungSince = m.engine.LastActive()
	m.breaker.hang(now)
	m.end(errHung)
}

// end ends all requests, but for those that may as well wait for an engine that hangs; the caller holds mu.
func (m *monitor) end(cause error) {
	for w := range m.requests {
		if errors.Is(cause, errHung) && w.stays.Load() {
			continue
		}
		w.cancel(cause)
	}
}

// recovered notes that an engine that hung is back; the caller holds mu.
func (m *monitor) recovered(now time.Time) {
	if !m.hangs() {
		return
	}
	m.engine.Recovered(now.Sub(m.hungSince), now)
	m.hungSince = time.Time{}
	m.breaker.alive(now)
}

// close ends what is under way for the monitor itself.
func (m *monitor) close() {
	m.prober.close()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hungSince = time.Time{}
}
