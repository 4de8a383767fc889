// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const (
	// maxResumes bounds how often engines are asked to go on with one answer.
	maxResumes = 16
	// longestStuck is how long an answer may be tried to be gone on with in vain. Engines that hang take their time for each try.
	longestStuck = 15 * time.Second
	// longestRest is the longest pause between two of these.
	longestRest = 250 * time.Millisecond
)

// serve asks engines until one answers to the end.
func (s *stream) serve(engines []*table.Engine) {
	attempts, problem := s.plan(engines)
	if problem != nil {
		s.x.refuse(outcomeRefused, problem)
		return
	}
	defer s.close()
	s.first = attempts[0]
	var worst *failure
	for len(attempts) > 0 {
		a := attempts[0]
		attempts = attempts[1:]
		a.last = len(attempts) == 0
		src, f := s.begin(a)
		if f == nil {
			f = s.follow(src)
		}
		if s.isFull(f) {
			s.concludeFull()
			f = nil
		}
		if f == nil || s.x.ctx.Err() != nil || f.reason == outcomeClientGone {
			s.finishWith(f)
			return
		}
		worst = worse(worst, f)
		attempts = s.next(a, f, attempts)
		if again, ok := s.again(a, f, attempts); ok {
			attempts = append(attempts, again)
		}
	}
	s.giveUp(worst)
}

// plan are the engines that can be asked for this, in order. The problem is the first one's: what it cannot be asked for is
// not left to chance.
func (s *stream) plan(engines []*table.Engine) ([]attempt, *protocol.Problem) {
	var attempts []attempt
	for i, e := range engines {
		ask, problem := s.x.request.For(e.Protocol)
		if problem != nil && i == 0 {
			return nil, problem
		}
		if problem == nil {
			attempts = append(attempts, attempt{engine: e, ask: ask})
		}
	}
	return attempts, nil
}

// begin asks an engine. Text that is held meanwhile is not held for longer than it may be.
func (s *stream) begin(a attempt) (*source, *failure) {
	if len(s.held) == 0 || s.whole {
		return s.x.begin(a)
	}
	type begun struct {
		src *source
		f   *failure
	}
	done := make(chan begun, 1)
	go func() {
		src, f := s.x.begin(a)
		done <- begun{src, f}
	}()
	_, by := s.joiner.Due()
	timer := time.NewTimer(time.Until(by))
	defer timer.Stop()
	for {
		select {
		case b := <-done:
			return b.src, b.f
		case <-timer.C:
			s.now = time.Now()
			s.flush()
			_ = s.write() // a client that went is noticed by those who wait
		}
	}
}

// follow tells what a source says; nil: to its end.
func (s *stream) follow(src *source) *failure {
	if s.committed && src.answer.Status != http.StatusOK { // it finds fault with being asked to go on; the client has half an answer
		src.judge(nil)
		src.close(false)
		return broke(string(src.engine.Name), "was not gone on with")
	}
	if !src.ask.Stream || src.answer.Status != http.StatusOK {
		f := s.x.document(src)
		src.close(f == nil)
		return f
	}
	if src.before > 0 {
		s.x.record.Resumes++
	}
	f := s.run(src)
	if f != nil && f.reason != outcomeClientGone && s.x.ctx.Err() == nil {
		src.judge(f.verdict())
	}
	src.close(f == nil)
	if f == nil {
		s.x.end(outcomeOK, "")
	}
	return f
}

// next are the attempts after one that failed.
func (s *stream) next(a attempt, f *failure, left []attempt) []attempt {
	r := &s.x.record
	if s.committed {
		return s.resumption(a)
	}
	s.out, s.held, s.text, s.tokens, s.identity = s.out[:0], s.held[:0], nil, 0, nil
	s.keeps, s.usage, s.finish = true, nil, ""
	if f.reason == breakerOpen {
		a.forced = true
		left = append(left, a) // better than nothing, when all others failed too
	}
	if len(left) > 0 && r.Failover == "" {
		r.Failover = failoverOf(f)
	}
	return left
}

// isFull tells whether all tokens that were asked for are there, so that nothing is missing of a broken answer but its end.
func (s *stream) isFull(f *failure) bool {
	most := s.x.request.MaxTokens
	return f != nil && f.reason == streamBroken && s.committed && most > 0 && s.tokens >= most
}

// concludeFull says in place of the engine how the answer ended.
func (s *stream) concludeFull() {
	s.now, s.finish = time.Now(), "length"
	s.flush()
	if event := s.voice.Finish(s.finish); event != nil {
		if s.identity != nil {
			event = s.identity.Retell(event, 0)
		}
		s.out = protocol.AppendEvent(s.out, event)
	}
	s.out = protocol.AppendEvent(s.out, s.voice.End())
	s.x.end(outcomeOK, "")
}

// again is the first attempt once more, where the last one failed at once: the first engine may have been slow for a moment only, or is
// back. Not so after a timeout: that was time enough.
func (s *stream) again(a attempt, f *failure, left []attempt) (attempt, bool) {
	if s.committed || len(left) > 0 || s.retried || f.reason == saturated || f.reason == firstChunkTimeout || a.engine == s.first.engine {
		return attempt{}, false
	}
	s.retried = true
	first := s.first
	first.forced = true
	return first, true
}

// failoverOf is the reason as the record knows it.
func failoverOf(f *failure) string {
	if f.reason == streamBroken {
		return httpError
	}
	return f.reason
}

// resumption are the attempts to go on with an answer after an engine broke: the other engine first, then the same one.
func (s *stream) resumption(a attempt) []attempt {
	if !s.keeps || s.tries >= maxResumes || s.isStuck() {
		return nil
	}
	s.tries++
	if s.tries > 2 { // both were tried: the one that comes back gets a moment, for which no text is held
		s.now = time.Now()
		s.flush()
		_ = s.write() // a client that went is noticed by those who wait
		s.sleep(time.Now().Add(min(time.Millisecond<<s.tries, longestRest)))
	}
	var attempts []attempt
	for _, name := range []table.Name{a.engine.Name.Other(), a.engine.Name} {
		e := s.x.table.Of(name)
		if e == nil {
			continue
		}
		ask, problem := s.x.request.For(e.Protocol)
		if problem != nil {
			continue
		}
		if ask, ok := s.x.request.Continue(ask, s.text, s.tokens); ok {
			attempts = append(attempts, attempt{engine: e, ask: ask, before: s.tokens, forced: s.tries > 2})
		}
	}
	return attempts
}

// isStuck tells whether no engine has gone on with the answer for long: a client that waits in vain is better told.
func (s *stream) isStuck() bool {
	if now := time.Now(); s.stuckSince.IsZero() || s.tokens > s.stuckAt {
		s.stuckSince, s.stuckAt = now, s.tokens
	}
	return time.Since(s.stuckSince) > longestStuck
}

// worse is the failure that the client is told of: a busy engine is one that will do later.
func worse(a, b *failure) *failure {
	if a == nil || a.reason == breakerOpen || b.reason == saturated && a.reason != saturated || b.reason == streamBroken {
		return b
	}
	return a
}

// finishWith ends an exchange that needs no other engine.
func (s *stream) finishWith(f *failure) {
	switch {
	case f == nil && s.hasAll():
	case f == nil && s.x.ctx.Err() == nil:
		if s.committed && !s.write() {
			s.x.gone()
		}
	case errors.Is(context.Cause(s.x.ctx), errDraining):
		s.giveUp(shuttingDown())
	default:
		if !s.x.gone() {
			s.x.end(outcomeClientGone, "the client took too long to read")
		}
	}
}

// hasAll tells whether the client has all of the answer: the one document, or the last event, behind which it need not wait for the trailer.
func (s *stream) hasAll() bool {
	if s.committed {
		return len(s.out) == 0
	}
	return s.x.replied
}

// giveUp tells the client that there is no more.
func (s *stream) giveUp(f *failure) {
	outcome := map[string]string{saturated: outcomeSaturated, outcomeDraining: outcomeDraining}[f.reason]
	if !s.committed {
		if outcome == "" {
			outcome = outcomeFailed
		}
		if f.retryAfter != "" && !strings.ContainsAny(f.retryAfter, "\r\n") {
			s.x.w.Header().Set("Retry-After", f.retryAfter)
		}
		s.x.refuse(outcome, f.problem())
		s.x.untold(f)
		return
	}
	if outcome == "" {
		outcome = outcomeBroken
	}
	s.x.end(outcome, f.message)
	s.now = time.Now()
	s.flush()
	event := f.event
	if event == nil {
		event = s.voice.Failure(f.problem())
	}
	s.out = protocol.AppendEvent(s.out, event)
	s.writeLast()
}
