// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package liveness

import (
	"sync/atomic"
	"time"
)

const (
	// Interval is how often an engine is to be judged while its streams are silent.
	Interval = 50 * time.Millisecond
	// MaxPause is the longest silence that is remembered as a pause.
	MaxPause = 10 * time.Second
)

// Engine is what is known of one engine. The zero value knows nothing. Text and Gap are safe for concurrent use, and Text neither locks nor
// allocates. The caller keeps the other methods apart.
type Engine struct {
	gaps    gaps
	pauses  pauses
	prompts prompts
	// lastActive is when the engine last generated anything for anybody, and answered when it last answered a probe, both in nanoseconds.
	lastActive atomic.Int64
	answered   int64
	// streams is how many streams have begun.
	streams atomic.Int32
	// together counts tokens that came with those of other streams.
	together atomic.Uint32
	// judged is the sign of life that was judged last, and quiet for how long all streams had been silent after it, without an excuse.
	judged int64
	quiet  time.Duration
	// probed is a silence that the answer to a probe ended: either the engine did not pause at all, or its pause is over.
	probed time.Duration
}

const (
	// oneStep is the time within which the tokens of one step reach all streams.
	oneStep = 5 * time.Millisecond
	// sample is which of the tokens that come closer together is noted.
	sample = 16
)

// Text notes that text came on a stream: so many tokens one after the other since the stream was read last, or one where it was waited for.
func (e *Engine) Text(at time.Time, tokens int) {
	now, before := at.UnixNano(), e.lastActive.Load()
	if now > before {
		e.lastActive.Store(now)
	}
	gap := time.Duration(now - before)
	if e.streams.Load() < 2 || gap < oneStep && e.together.Add(1)%sample != 0 {
		return
	}
	gap /= time.Duration(max(tokens, 1))
	if gap < noticed || before >= e.prompts.shared.Load() { // a gap that a prompt explains is not the engine's pace
		e.gaps.note(gap, tokens)
	}
}

// Gap is the usual time between two tokens of a stream. known is false where too few were seen.
func (e *Engine) Gap() (gap time.Duration, known bool) { return e.gaps.quantile(0.5) }

// LastActive is when the engine last showed life.
func (e *Engine) LastActive() time.Time { return time.Unix(0, e.lastActive.Load()) }

// Starts notes that the engine has been idle, and gets requests again.
func (e *Engine) Starts(now time.Time) { e.lastActive.Store(now.UnixNano()) }

// Sent notes that the engine was sent a prompt of so many bytes, for a stream or for a document. Exactly one of Began and Dropped follows.
func (e *Engine) Sent(bytes int, stream bool, now time.Time) {
	e.prompts.sent(bytes, stream, now, e.LastActive())
}

// Began notes the first text of a stream. Ended follows.
func (e *Engine) Began(now time.Time) {
	e.streams.Add(1)
	e.prompts.done(now)
}

// Ended notes the end of a stream that had begun.
func (e *Engine) Ended() { e.streams.Add(-1) }

// Dropped notes that a request ended without any text.
func (e *Engine) Dropped() { e.prompts.dropped() }

// Answered notes that the engine did something other than to generate text on a stream: it answered a probe, or finished a document.
func (e *Engine) Answered(now time.Time) {
	e.answered = now.UnixNano()
	e.lastActive.Store(e.answered)
}

// Recovered notes that an engine that was taken for hung generates again after so long. A short time was a pause, and will be allowed for.
func (e *Engine) Recovered(after time.Duration, now time.Time) {
	if after <= MaxPause {
		e.pauses.note(after, now)
	}
}
