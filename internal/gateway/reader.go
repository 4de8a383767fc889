// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/sse"
)

// maxEvent bounds one event, in bytes. The ids of a prompt of 200,000 tokens, and the largest tool calls that are seen, are about half of
// that. An answer with a larger one ends with an error, for which the engine is not blamed.
const maxEvent = 2 << 20

// eventReader reads the events of an engine's answer. It decides when to read: where the next chunk is due only later, the events may as
// well wait in the socket, see the package's comment.
type eventReader struct {
	ctx context.Context
	// silence is for how long an engine may send nothing that the client waits for.
	silence time.Duration
	answer  *upstream.Response
	framer  *sse.Framer
	pace    pace
	timer   *time.Timer
	// at is when what was read last came.
	at arrival
	// full: the last read filled the buffer, so that more may be there. events counts those of full reads.
	full   bool
	events int
	// responded: the engine has sent something that the client waits for. silentBy is when it counts as hung unless it sends more.
	responded bool
	silentBy  time.Time
	// introduced: the engine has said who speaks. spoke: something was read since the last drain that the client waits for. slept: what was
	// read last came while the reader slept.
	introduced, spoke, slept bool
	// stays: the monitor knows that nobody else can go on with the answer.
	stays bool
	// watched is how the engine's monitor sees the request.
	watched *watchedRequest
}

// open begins to read an answer. Something that the client waits for must come before the deadline.
func (r *eventReader) open(answer *upstream.Response, w *watchedRequest, deadline time.Time) {
	r.answer, r.framer = answer, sse.NewFramer(getBuffer())
	r.framer.Most = maxEvent
	r.at.now = time.Now()
	r.responded, r.silentBy = false, deadline
	r.introduced, r.spoke, r.stays, r.watched = false, false, false, w
	r.full = true // what came with the head is there already
}

// close ends the reading. The data of events is gone then.
func (r *eventReader) close() {
	putBuffer(r.framer.Buffer())
	r.answer, r.framer = nil, nil
}

// next is the data of the next event that was read; ok is false where there is none.
func (r *eventReader) next() (data []byte, ok bool) {
	e, ok := r.framer.Next()
	if ok {
		r.events++
	}
	return e.Data, ok
}

// drained is called after the last event that was read. It tells whether the socket is known to be empty, and learns the engine's pace
// then.
func (r *eventReader) drained() bool {
	r.report()
	if r.full {
		return false
	}
	r.pace.learn(r.at.now, r.events)
	r.events = 0
	return true
}

// read sleeps until it is worth reading, and reads what is there, or waits for it: until the open chunk is due, or until the engine counts
// as hung. The error is os.ErrDeadlineExceeded then.
func (r *eventReader) read(d due) error {
	room, err := r.framer.Free()
	if err != nil {
		return err
	}
	n := 0
	if at := r.nextRead(d); !at.IsZero() {
		r.answer.RaiseLowWatermark()
		if !r.sleep(at) {
			return r.ctx.Err()
		}
		n, err = r.readAvailable(room)
	}
	r.slept = n > 0
	if n == 0 && err == nil {
		n, err = r.wait(room, d.by)
	}
	r.framer.Advance(n)
	if r.full = r.answer.More(); r.full {
		r.framer.Widen()
	}
	if n > 0 {
		return nil // the error comes again
	}
	return err
}

// nextRead is when it is worth reading; zero is now.
func (r *eventReader) nextRead(d due) time.Time {
	if r.full {
		return time.Time{}
	}
	return r.pace.nextRead(r.at.now, d)
}

// readAvailable reads what came during a sleep. If nothing did, the socket is known to be empty.
func (r *eventReader) readAvailable(room []byte) (int, error) {
	n, known, err := r.answer.ReadAvailable(room)
	r.at = arrival{came: r.pace.drained, now: time.Now()}
	if known && n == 0 {
		r.pace.drained = r.at.now
	}
	return n, err
}

// wait reads, and waits where nothing is there. How long that took tells when what it read came.
func (r *eventReader) wait(room []byte, by time.Time) (int, error) {
	if by.IsZero() || !by.Before(r.silentBy) {
		by = r.silentBy
	}
	before := time.Now()
	r.watched.waiting.Store(true)
	n, err := r.answer.Read(room, by)
	r.watched.waiting.Store(false)
	r.at = arrival{came: r.pace.drained, now: time.Now()}
	if r.at.came.IsZero() || r.at.now.Sub(before) > blocking {
		r.at.came = r.at.now
	}
	return n, err
}

// tick moves the clock of the reader to now, for what happens between two reads.
func (r *eventReader) tick() *arrival {
	r.at.now = time.Now()
	return &r.at
}

// sleep waits for a moment, and tells whether the exchange goes on.
func (r *eventReader) sleep(until time.Time) bool {
	wait := time.Until(until)
	if r.timer == nil {
		r.timer = time.NewTimer(wait)
	} else {
		r.timer.Reset(wait)
	}
	select {
	case <-r.timer.C:
		return true
	case <-r.ctx.Done():
		r.timer.Stop()
		return false
	}
}

// lastWait is how long the end marker, and the usage before it, may take once the answer has ended.
const lastWait = time.Second

// expectEnd is called when the answer has ended. What comes after that is not worth a long wait.
func (r *eventReader) expectEnd() {
	if by := r.at.now.Add(lastWait); by.Before(r.silentBy) {
		r.silentBy = by
	}
}
