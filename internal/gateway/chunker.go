// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// maxGathered bounds the text that is gathered for a slow client, in bytes.
const maxGathered = 64 << 10

// arrival is when what was read last came: not before came, and not after now, which is when it was read.
type arrival struct{ came, now time.Time }

// due is when the open chunk closes: after how many more tokens, and at what time at the latest, which is zero where no text is held. hold
// is for how long text may be held. The zero due means that nothing may be delayed.
type due struct {
	tokens int
	by     time.Time
	hold   time.Duration
}

// chunker joins the text of events into chunks, and gives the client's writer each chunk once it is due.
type chunker struct {
	joiner chunk.Joiner
	// hold is for how long text may be held; 0: events pass as they come.
	hold time.Duration
	out  *clientWriter
	// held is the text of the open chunk, and frame is what it is written in.
	held  []byte
	frame protocol.Frame
	// slow: the client does not keep up. gathered is how many events wait for the end of what was read, to be added as one.
	slow     bool
	gathered int
	// passed counts the chunks without text: those of reasoning and of the arguments of tool calls.
	passed int
}

// newChunker makes a chunker by the declared range, or one that passes every event on as it comes.
func newChunker(t *table.Table, maxTokens int, asItComes bool, out *clientWriter) chunker {
	c := chunker{out: out}
	if !asItComes && t.Chunks != (chunk.Range{}) {
		c.hold = t.Hold
		c.joiner = chunk.NewJoiner(chunk.NewSchedule(t.Chunks, maxTokens), t.Hold)
	}
	return c
}

// due is when the open chunk closes.
func (c *chunker) due() due {
	tokens, by := c.joiner.Due()
	return due{tokens: tokens, by: by, hold: c.hold}
}

// holds tells whether text is held.
func (c *chunker) holds() bool { return len(c.held) > 0 }

// add adds the text of one event to the open chunk, and closes the chunk when it is due.
func (c *chunker) add(text []byte, at *arrival) {
	c.held = append(c.held, text...)
	if c.gathers(at) {
		c.gathered++
		return
	}
	if c.count(1+c.gathered, at) {
		c.emit()
	}
}

// gathers tells whether an event waits for the others that were read with it. For a slow client it waits for all of them. Where they waited
// in the socket it waits for about as many as the chunk was to have: if the size alone cut them off, the last event would count as being as
// old as the first, and would soon have to follow alone; and after the end of the hold each event would close a chunk of its own. A chunk
// that is to have one token waits for nothing, so that there are never fewer chunks than the range asks for.
func (c *chunker) gathers(at *arrival) bool {
	if c.hold == 0 {
		return false
	}
	tokens, _ := c.joiner.Due()
	if c.slow {
		return tokens > 1 && len(c.held) < maxGathered
	}
	return tokens > 1 && at.came.Before(at.now) && c.gathered+1 < 2*tokens
}

// count adds events to the schedule, and tells whether that closes the chunk.
func (c *chunker) count(events int, at *arrival) bool {
	c.gathered = 0
	return c.joiner.Add(at.came, at.now, events)
}

// pass counts an event that is written as it is. The schedule is for text: other chunks do not make it close those of the text sooner.
func (c *chunker) pass(ev *protocol.Event, at *arrival) {
	switch {
	case len(ev.Text) > 0:
		c.count(1, at)
		c.joiner.Flush(at.now)
	case ev.Chunk():
		c.passed++
	}
}

// chunks is how many chunks there were, of whatever kind.
func (c *chunker) chunks() int { return c.joiner.Stats().Chunks + c.passed }

// catchUp is called at the end of what was read: what was gathered is added as one.
func (c *chunker) catchUp(at *arrival) {
	slow := c.slow
	c.slow = false
	if c.gathered == 0 {
		return
	}
	if c.count(c.gathered, at) || slow && c.joiner.Flush(at.now) {
		c.emit()
	}
}

// expire closes the chunk whose text was held for long enough, or will have been before the engine can fill it: then it is not worth
// reading once more.
func (c *chunker) expire(now time.Time, p *pace) {
	d := c.due()
	if d.by.IsZero() {
		return
	}
	if c.joiner.Expire(now) || p.misses(now, d) && c.joiner.Expire(d.by) {
		c.emit()
	}
}

// flush closes the open chunk, if there is anything in it.
func (c *chunker) flush(at *arrival) {
	c.catchUp(at)
	if c.joiner.Flush(at.now) {
		c.emit()
	}
}

// emit gives the writer the chunk that was closed.
func (c *chunker) emit() {
	c.out.text(c.frame, c.held)
	c.held = c.held[:0]
}
