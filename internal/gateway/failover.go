// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// failover asks one engine after the other until one answers to the end, and has the last word where none does.
type failover struct {
	x *exchange
	s *stream
	// first is the attempt that came first, and retried tells whether it was made again.
	first   attempt
	retried bool
	// repeated tells whether the first engine was asked once more before another one was.
	repeated bool
	// later tells whether the first engine may be asked again at the end, and refused whether an engine found fault with the request.
	later, refused bool
	// crashes is how many attempts may have killed their engine.
	crashes int
	// worst is the failure that the client gets if no engine answers. broken: it is the one that broke an answer which the client has a
	// part of.
	worst  *failure
	broken bool
	// passedOver says which engine cannot be asked for this, and why; nil: all can.
	passedOver *protocol.Problem
	// resumes bounds the attempts to continue such an answer.
	resumes resumes
}

// maxCrashes bounds how many engines may die over one request.
const maxCrashes = 2

// serve asks engines until one answers to the end.
func (o *failover) serve(engines []*table.Engine) {
	attempts, passedOver := plan(o.x.request, engines)
	if len(attempts) == 0 {
		o.x.refuse(record.Refused, passedOver)
		return
	}
	o.passedOver = passedOver
	defer func() { o.x.blames.settle(time.Now()) }()
	defer o.s.finish()
	o.first = attempts[0]
	for len(attempts) > 0 {
		a := attempts[0]
		attempts = attempts[1:]
		a.last = len(attempts) == 0
		f := o.try(a)
		if o.lacksOnlyItsEnd(f) {
			o.s.concludeInPlace()
			f = nil
		}
		if f == nil || o.x.ctx.Err() != nil || f.reason == record.ClientGone {
			o.finish(f)
			return
		}
		o.record(a, f)
		attempts = o.next(a, f, attempts)
	}
	o.giveUp(o.worst)
}

// record keeps what is needed of a failure. Once the client has a part of the answer, it is told what broke that first: that no other
// engine could go on is what followed from it.
func (o *failover) record(a attempt, f *failure) {
	if !o.broken {
		o.worst = worse(o.worst, f)
	}
	if o.s.client.begun && !o.broken {
		o.broken, o.worst = true, f
	}
	o.refused = o.refused || f.cause.isComplaint()
	o.later = o.later || a.engine == o.first.engine && f.rule().later
}

// plan are the engines that can be asked for this, in order: one that cannot serve the request is passed over. The problem names all of
// them, and is for the client where no other engine answers; nil: none was passed over.
func plan(request *protocol.Request, engines []*table.Engine) (attempts []attempt, passedOver *protocol.Problem) {
	for _, e := range engines {
		ask, problem := request.For(e.Protocol)
		switch {
		case problem == nil:
			attempts = append(attempts, attempt{engine: e, ask: ask})
		case passedOver == nil:
			problem.Message = "the engine " + string(e.Name) + " is passed over: " + problem.Message
			passedOver = problem
		default:
			passedOver.Message += "; the engine " + string(e.Name) + " is passed over: " + problem.Message
		}
	}
	return attempts, passedOver
}

// try asks an engine and forwards its answer; nil: to its end.
func (o *failover) try(a attempt) *failure {
	r, f := o.beginBest(a)
	switch {
	case f == nil:
		f = o.deliver(r)
	case o.s.client.begun && f.cause.isComplaint(): // about being asked to continue, and the client has half an answer
		f = brokeBy(notContinued, string(a.engine.Name), "could not be continued")
	}
	if f != nil && f.cause == notContinued {
		o.resumes.refuse(a.engine.Name)
	}
	return f
}

// begin asks an engine. Text that is held meanwhile is held no longer than it may be.
func (o *failover) begin(a attempt) (*response, *failure) {
	if !o.s.chunks.holds() {
		return o.x.begin(a)
	}
	type begun struct {
		r *response
		f *failure
	}
	done, x := make(chan begun, 1), o.x
	go func() {
		r, f := x.begin(a)
		done <- begun{r, f}
	}()
	timer := time.NewTimer(time.Until(o.s.chunks.due().by))
	defer timer.Stop()
	for {
		select {
		case b := <-done:
			return b.r, b.f
		case <-timer.C:
			o.s.flushHeld()
		}
	}
}

// deliver forwards a response; nil: to its end.
func (o *failover) deliver(r *response) *failure {
	if !r.ask.Stream {
		f := o.x.passDocument(r)
		r.close(f == nil)
		return f
	}
	if r.resumes {
		o.s.transcript.count.handOver()
		o.s.transcript.ids.handOver(r.ask.TokenIDs)
		o.x.record.Resumes++
	}
	f := o.s.run(r)
	if f != nil && o.x.ctx.Err() == nil {
		r.failedBy(f)
	}
	r.close(f == nil)
	if f == nil {
		o.x.end(record.OK, "")
	}
	return f
}

// next are the attempts after one that failed, by the rule for its failure.
func (o *failover) next(a attempt, f *failure, left []attempt) []attempt {
	rule := f.rule()
	if !o.s.client.begun {
		o.s.reset()
		if rule.again && o.repeats(a) {
			return append([]attempt{a}, left...)
		}
	}
	switch {
	case !rule.other, rule.crash && !o.mayCrash(), o.s.client.begun && f.cause == degenerated:
		return nil
	case o.s.client.begun:
		return o.resumption(a)
	case f.cause == skipped:
		a.forced = true
		left = append(left, a) // it is asked after all if the others fail too
	}
	if len(left) == 0 {
		return o.again(a, f)
	}
	if o.x.record.Failover == "" {
		o.x.record.Failover = f.failoverReason()
	}
	return left
}

// repeats tells whether the first engine is asked once more before another one is: where it serves others, it had a bad moment.
func (o *failover) repeats(a attempt) bool {
	if o.repeated || a.engine != o.first.engine || !o.x.pools.of(a.engine).breaker.servesOthers(time.Now()) {
		return false
	}
	o.repeated = true
	return true
}

// mayCrash tells whether a request over which an engine may have died is sent to another one.
func (o *failover) mayCrash() bool {
	o.crashes++
	x, now := o.x, time.Now()
	if o.crashes >= maxCrashes {
		x.retries.spend(x.record.Key, now)
		return false
	}
	if x.retries.allow(x.record.Key, now) {
		return true
	}
	x.blames.drop() // the requests of this key are known to break engines
	return false
}

// again is the first attempt once more, where the last one failed at once: the first engine may have been slow for a moment only, or be
// back. After a timeout there is no such chance: that was time enough.
func (o *failover) again(a attempt, f *failure) []attempt {
	if o.retried || o.refused || !o.later || f.reason == saturated || f.reason == firstChunkTimeout || a.engine == o.first.engine {
		return nil
	}
	o.retried = true
	first := o.first
	first.forced = true
	return []attempt{first}
}

// lacksOnlyItsEnd tells whether an answer broke after all tokens that were asked for.
func (o *failover) lacksOnlyItsEnd(f *failure) bool {
	most := o.x.request.MaxTokens
	return f != nil && f.reason == streamBroken && o.s.client.begun && most > 0 && o.x.request.Choices == 1 && o.s.transcript.count.atLeast >= most
}
