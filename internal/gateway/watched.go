// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"sync/atomic"
	"time"
)

// watchedRequest is one request to an engine, as its monitor sees it.
type watchedRequest struct {
	monitor *monitor
	cancel  context.CancelCauseFunc
	// began: there has been some text. waiting: a stream waits for its engine to send more, rather than for its client or for a due time.
	began, waiting atomic.Bool
	// stays: nobody can go on with the answer, so that the request stays with an engine that hangs for as long as any silent stream does.
	stays atomic.Bool
}

// text notes that text came: so many tokens one after the other since the last read, or one where it was waited for.
func (w *watchedRequest) text(at time.Time, tokens int) {
	now := w.monitor.clock(at)
	w.monitor.engine.Text(now, tokens)
	if !w.began.Load() {
		w.begin(now)
	}
}

// begin notes the first text of a stream.
func (w *watchedRequest) begin(now time.Time) {
	m := w.monitor
	m.mu.Lock()
	defer m.mu.Unlock()
	w.began.Store(true)
	m.engine.Began(now)
	m.recovered(now)
}

// leave notes that the request is over; whole tells that its answer came to its end.
func (w *watchedRequest) leave(whole bool) {
	m := w.monitor
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.requests, w)
	switch {
	case w.began.Load():
		m.engine.Ended()
	case whole:
		m.engine.Answered(m.now())
		m.recovered(m.now())
		fallthrough
	default:
		m.engine.Dropped()
	}
	w.cancel(nil)
}
