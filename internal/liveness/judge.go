// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package liveness

import "time"

const (
	// patience is the shortest silence of all streams that is held against an engine, where there are so many streams.
	patience = 1100 * time.Millisecond
	many     = 10
	// paces is how many of its own long gaps an engine gets.
	paces = 4
	// soon is how long after the answer to a probe text of the other streams shows that the engine had paused.
	soon = 100 * time.Millisecond
)

// Verdict is what is thought of an engine.
type Verdict int

const (
	// Alive means that nothing is out of the ordinary.
	Alive Verdict = iota
	// Suspect means that all streams are silent for longer than usual, and a probe should be sent unless one is under way.
	Suspect
	// Hung means that they are silent for longer than chance allows, and the probe got nothing either.
	Hung
)

// Evidence is what all requests to an engine show at one moment.
type Evidence struct {
	Now time.Time
	// Silent is how many streams wait for more text after they got some. A stream that waits for its first text is not one of them, and
	// neither is one on which nobody listens.
	Silent int
	// Asked is when the probe was sent that has got nothing yet; zero: there is none.
	Asked time.Time
}

// Judge says what the evidence amounts to. It is to be asked every Interval while the streams are silent, so that it learns from pauses.
func (e *Engine) Judge(v Evidence) Verdict {
	e.learn(v.Now)
	if v.Silent < 2 {
		e.quiet = 0
		return Alive
	}
	e.quiet = e.silence(v.Now)
	if e.quiet < e.notable() {
		return Alive
	}
	limit, known := e.limit(v)
	if !known || e.quiet < limit || v.Asked.IsZero() || v.Now.Sub(v.Asked) < limit/3 {
		return Suspect
	}
	return Hung
}

// notable is the silence after which a probe is worth it: soon enough that the limit never waits for its answer, and that the parsers of
// tool calls are not taken for pauses of the engine.
func (e *Engine) notable() time.Duration {
	gap, _ := e.gaps.quantile(0.9)
	return max(patience/2, 2*gap)
}

// limit is for how long the streams may all be silent: several of the engine's long gaps, longer than any pause that is remembered, and
// longer where the streams are few, for those may all be at a tool call.
func (e *Engine) limit(v Evidence) (limit time.Duration, known bool) {
	gap, known := e.gaps.long()
	longest := e.pauses.longest(v.Now)
	return max(paces*gap, longest+longest/4, patience*many/time.Duration(min(v.Silent, many))), known
}

// silence is for how long the streams have all been silent without an excuse.
func (e *Engine) silence(now time.Time) time.Duration {
	since := e.LastActive()
	if e.prompts.until.After(since) {
		since = e.prompts.until
	}
	return now.Sub(since)
}

// learn remembers the silence that ended, if it was a pause: text followed. It ended before it would have been judged again.
func (e *Engine) learn(now time.Time) {
	last := e.lastActive.Load()
	if last == e.judged {
		return
	}
	pause := min(e.quiet+Interval, time.Duration(last-e.judged), MaxPause)
	switch {
	case last == e.answered:
		e.probed = max(e.probed, pause)
	case time.Duration(last-e.answered) < soon:
		e.pauses.note(max(e.probed, pause), now)
		e.probed = 0
	default:
		e.pauses.note(pause, now)
		e.probed = 0
	}
	e.judged, e.quiet = last, 0
}
