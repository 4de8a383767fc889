// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// stream is an answer on its way to a client, whichever engines it comes from.
type stream struct {
	x *exchange
	// whole: the client wants one document, so that nothing goes out before the end.
	whole bool
	voice protocol.Voice
	// identity is that of the first engine's events, where they are in the client's protocol.
	identity *protocol.Identity
	joiner   chunk.Joiner
	// hold is for how long text may be held; 0: events go through as they come.
	hold   time.Duration
	pace   pace
	timer  *time.Timer
	writer *http.ResponseController

	// held are the characters of the open chunk, and frame is what they go out in.
	held  []byte
	frame protocol.Frame
	// out is what is written next.
	out []byte
	// committed: the first chunk is there, and what is in out may reach the client.
	committed bool
	// text are all characters so far, to go on from; no longer kept where that is impossible.
	text  []byte
	keeps bool
	// tokens is how many events with text there were, usage and finish what an engine told.
	tokens int
	// tries is how often an engine was asked to go on.
	tries int
	// first is the attempt that came first, and retried tells whether it was made again.
	first   attempt
	retried bool
	// stuckSince is when it first was after stuckAt tokens, which is how far the answer got.
	stuckSince time.Time
	stuckAt    int
	usage      []byte
	finish     string

	// came is when what was read last came at the earliest, now when it was read.
	came, now time.Time
	// full: the last read filled the buffer, so that more may be there. gathered is how many events full reads brought.
	full     bool
	gathered int
	// silentBy is when the engine counts as hung, unless it says something.
	silentBy time.Time
	// slow: the client did not take the last write at once. waiting is how many events it gets as one then.
	slow    bool
	waiting int
	// writeBy is the deadline of writes that is set.
	writeBy time.Time
}

func newStream(x *exchange) *stream {
	t := x.table
	s := &stream{
		x: x, whole: !x.request.Stream, keeps: true, writer: http.NewResponseController(x.w),
		voice: protocol.Voice{Call: x.call, ID: x.record.ID, Model: x.request.Model, Created: x.record.Began.Unix()},
	}
	if !x.request.Whole && t.Chunks != (chunk.Range{}) {
		s.hold = t.Hold
		s.joiner = chunk.NewJoiner(chunk.NewSchedule(t.Chunks, x.request.MaxTokens), t.Hold)
	}
	return s
}

// run reads a source to its end, or to what breaks it.
func (s *stream) run(src *source) *failure {
	src.open()
	s.now = time.Now()
	s.silentBy = src.deadline
	s.full = true // what came with the head is there already
	for {
		over, f := s.drain(src)
		if f == nil && !s.write() {
			f = clientGone()
		}
		if over || f != nil {
			return f
		}
		if over, f := s.read(src); over || f != nil {
			return f
		}
	}
}

// drain hears all events that were read.
func (s *stream) drain(src *source) (over bool, f *failure) {
	for {
		data, ok := src.framer.Next()
		if !ok {
			break
		}
		s.gathered++
		if over, f = s.hear(src, data); over || f != nil {
			return over, f
		}
	}
	if !s.full {
		s.catchUp()
		s.pace.learn(s.now, s.gathered)
		s.gathered = 0
		s.expire()
	}
	return false, nil
}

// read sleeps until it is worth to look, and reads what is there then. over tells whether that was the end of the answer.
func (s *stream) read(src *source) (over bool, f *failure) {
	room, err := src.framer.Room()
	if err != nil {
		return false, broke(string(src.engine.Name), "has "+err.Error())
	}
	n := 0
	if at := s.nextLook(); !at.IsZero() {
		src.answer.Hush()
		if !s.sleep(at) {
			return false, clientGone()
		}
		n, err = s.look(src, room)
	}
	if n == 0 && err == nil {
		n, err = s.wait(src, room)
	}
	src.framer.Grow(n)
	if s.full = src.answer.More(); s.full {
		src.framer.Widen()
	}
	if err == nil || n > 0 {
		return false, nil // the error comes again
	}
	return s.readFailed(src, err)
}

// nextLook is when it is worth to read; zero is now.
func (s *stream) nextLook() time.Time {
	if s.full || !s.committed || s.whole {
		return time.Time{}
	}
	tokens, by := s.joiner.Due()
	return s.pace.look(s.now, tokens, by, s.hold)
}

// look reads what came during sleep. If nothing did, the socket is known to be empty.
func (s *stream) look(src *source, room []byte) (int, error) {
	n, looked, err := src.answer.Look(room)
	s.now = time.Now()
	s.came = s.pace.drained
	if looked && n == 0 {
		s.pace.drained = s.now
	}
	return n, err
}

// wait reads, and waits where nothing is there. When what it read came is told by how long that took.
func (s *stream) wait(src *source, room []byte) (int, error) {
	before := time.Now()
	n, err := src.answer.Read(room, s.until())
	s.now = time.Now()
	s.came = s.pace.drained
	if s.came.IsZero() || s.now.Sub(before) > blocking {
		s.came = s.now
	}
	return n, err
}

// until is how long a read may wait: for the hold, or for as long as the engine may be silent.
func (s *stream) until() time.Time {
	if _, by := s.joiner.Due(); !s.whole && !by.IsZero() && by.Before(s.silentBy) {
		return by
	}
	return s.silentBy
}

// readFailed tells what the end of a read means.
func (s *stream) readFailed(src *source, err error) (over bool, f *failure) {
	name := string(src.engine.Name)
	switch {
	case s.x.ctx.Err() != nil:
		return false, clientGone()
	case !isTimeout(err):
		return s.cutOff(src)
	case s.now.Before(s.silentBy):
		s.expire()
		return false, nil
	case !src.heard:
		return false, failed(name, err)
	}
	return false, broke(name, "fell silent in the middle")
}

// cutOff is the end of a stream without its end marker. Where the engine had told why the answer ends, it was whole all the same.
func (s *stream) cutOff(src *source) (over bool, f *failure) {
	if s.finish == "" {
		return false, broke(string(src.engine.Name), "broke off")
	}
	s.conclude(src, nil)
	return true, nil
}

// heard notes that the engine says something. The time of silence is not set anew for every token.
func (s *stream) heard(src *source) {
	silence := s.x.silence()
	if !src.heard || s.silentBy.Sub(s.now) < silence-silence/8 {
		s.silentBy = s.now.Add(silence)
	}
	src.heard = true
	src.judge(nil)
}

// sleep waits for a moment, and tells whether the exchange goes on.
func (s *stream) sleep(at time.Time) bool {
	wait := time.Until(at)
	if s.timer == nil {
		s.timer = time.NewTimer(wait)
	} else {
		s.timer.Reset(wait)
	}
	select {
	case <-s.timer.C:
		return true
	case <-s.x.ctx.Done():
		s.timer.Stop()
		return false
	}
}
