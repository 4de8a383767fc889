// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

const (
	// maxResumes bounds how often engines are asked to continue one answer.
	maxResumes = 16
	// maxStuck is how long attempts to continue an answer may fail to get any further. Engines that hang take their time for each attempt.
	maxStuck = 15 * time.Second
	// maxBackoff is the longest pause between two of these attempts.
	maxBackoff = 250 * time.Millisecond
)

// resumes counts the attempts to continue an answer.
type resumes struct {
	tries int
	// stuckSince is when the answer first had stuckAt tokens, which is how far it got.
	stuckSince time.Time
	stuckAt    int
	// refused are the engines that found fault with being asked to continue. They would again.
	refused []table.Name
}

// refuse notes that an engine is not to be asked to continue this answer once more.
func (r *resumes) refuse(name table.Name) { r.refused = append(r.refused, name) }

// exhausted tells whether the client is better told that there is no more.
func (r *resumes) exhausted(tokens int) bool { return r.tries >= maxResumes || r.isStuck(tokens) }

// isStuck tells whether no engine has continued the answer for long.
func (r *resumes) isStuck(tokens int) bool {
	if now := time.Now(); r.stuckSince.IsZero() || tokens > r.stuckAt {
		r.stuckSince, r.stuckAt = now, tokens
	}
	return time.Since(r.stuckSince) > maxStuck
}

// resumption are the attempts to continue an answer after an engine broke: the other engine first, then the same one.
func (o *failover) resumption(a attempt) []attempt {
	if !o.s.transcript.resumable || o.resumes.exhausted(o.s.transcript.tokens) {
		return nil
	}
	o.resumes.tries++
	if o.resumes.tries > 2 { // both were tried: the one that comes back gets a moment, for which no text is held
		o.s.flushHeld()
		o.s.pause(min(time.Millisecond<<o.resumes.tries, maxBackoff))
	}
	var attempts []attempt
	for _, name := range []table.Name{a.engine.Name.Other(), a.engine.Name} {
		if next, ok := o.continueOn(o.x.table.Of(name)); ok {
			attempts = append(attempts, next)
		}
	}
	return attempts
}

// continueOn is the attempt to continue the answer on an engine; ok is false where it cannot be asked to.
func (o *failover) continueOn(e *table.Engine) (next attempt, ok bool) {
	if e == nil || slices.Contains(o.resumes.refused, e.Name) {
		return attempt{}, false
	}
	ask, problem := o.x.request.For(e.Protocol)
	if problem != nil {
		return attempt{}, false
	}
	t := &o.s.transcript
	ask, ok = o.x.request.Continue(ask, t.text, t.tokens)
	return attempt{engine: e, ask: ask, before: t.tokens, forced: o.resumes.tries > 2}, ok
}
