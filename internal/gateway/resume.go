// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
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

// resumption are the attempts to go on with an answer after an engine broke: on the other engine first, then on the same one.
func (o *failover) resumption(a attempt) []attempt {
	t := &o.s.transcript
	if !t.canContinue() && !t.canRestart() || o.resumes.exhausted(t.count.atLeast) {
		return nil
	}
	o.resumes.tries++
	if o.resumes.tries > 2 { // both were tried: the one that comes back gets a moment, for which no text is held
		o.s.flushHeld()
		o.s.pause(min(time.Millisecond<<o.resumes.tries, maxBackoff))
	}
	var attempts []attempt
	for _, name := range []table.Name{a.engine.Name.Other(), a.engine.Name} {
		if next, ok := o.goOnWith(o.x.table.Of(name)); ok {
			attempts = append(attempts, next)
		}
	}
	return attempts
}

// goOnWith is the attempt to go on with the answer on an engine; ok is false where it cannot be asked to.
func (o *failover) goOnWith(e *table.Engine) (next attempt, ok bool) {
	if e == nil || slices.Contains(o.resumes.refused, e.Name) {
		return attempt{}, false
	}
	ask, problem := o.x.request.For(e.Protocol)
	if problem != nil {
		return attempt{}, false
	}
	next = attempt{engine: e, resumes: true, before: o.s.transcript.count.atLeast, forced: o.resumes.tries > 2}
	if o.s.transcript.canRestart() {
		next.ask, ok = o.x.request.Restart(ask, o.s.transcript.progress())
		return next, ok
	}
	if next.byIDs = o.s.transcript.reasoned; next.byIDs {
		next.ask = ask
		return next, true
	}
	ok = o.continueOn(&next, ask)
	return next, ok
}

// continueOn makes of an attempt one that continues the text. An engine that was not seen to do that is watched while it begins, if its
// protocol can say that it is to, and one that was seen not to is not asked.
func (o *failover) continueOn(next *attempt, ask protocol.UpstreamRequest) (ok bool) {
	next.ask, ok = o.x.request.Continue(ask, o.s.transcript.progress())
	next.inPrompt = next.before
	switch next.engine.Continuation {
	case v1alpha1.ContinuationProven:
	case v1alpha1.ContinuationRefused, v1alpha1.ContinuationIgnored:
		return false
	default:
		if next.ask.Protocol != protocol.OpenAI {
			return false
		}
		next.seam = newSeam(o.s.transcript.text)
	}
	return ok
}
