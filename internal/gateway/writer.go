// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"strconv"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sse"
)

const (
	// writeTimeout is how long a client may take for what is written to it.
	writeTimeout = 60 * time.Second
	// slowWrite is the least time of a write to a client that does not keep up. Shorter ones happen on a busy machine.
	slowWrite = 250 * time.Millisecond
	// lastWriteTimeout is how long a client may take for the last event.
	lastWriteTimeout = 2 * time.Second
	// maxKeptBuffer bounds the buffer that is kept from one write to the next, in bytes.
	maxKeptBuffer = 64 << 10
)

// The trailer reports the chunks, whose number is known at the end.
const (
	trailerChunks  = "X-Codegen-Chunks"
	trailerForced  = "X-Codegen-Chunks-Forced"
	trailerOver    = "X-Codegen-Chunks-Over"
	trailerResumes = "X-Codegen-Resumes"
)

// clientWriter writes a stream to a client. What is appended waits until flush, and until the stream has begun.
type clientWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	// buf is what the next flush writes.
	buf []byte
	// begun: the client has the head of the answer. What is in buf may reach it from then on.
	begun bool
	// deadline is the write deadline that is set.
	deadline time.Time
	// sent counts the bytes that flush wrote.
	sent int64
}

func newClientWriter(w http.ResponseWriter) clientWriter {
	return clientWriter{w: w, control: http.NewResponseController(w)}
}

// begin writes the head of a stream.
func (c *clientWriter) begin() {
	c.begun = true
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no")
	h.Set("Trailer", trailerChunks+", "+trailerForced+", "+trailerOver+", "+trailerResumes)
	c.w.WriteHeader(http.StatusOK)
}

// event appends an event.
func (c *clientWriter) event(data []byte) { c.buf = sse.AppendEvent(c.buf, data) }

// text appends an event that consists of a text in its frame.
func (c *clientWriter) text(frame protocol.Frame, text []byte) {
	c.buf = protocol.AppendText(c.buf, frame, text)
}

// discard forgets what was appended.
func (c *clientWriter) discard() { c.buf = c.buf[:0] }

// flush writes what was appended. stalled is how long a client that does not keep up took for it; 0: the client keeps up.
func (c *clientWriter) flush() (stalled time.Duration, err error) {
	if !c.begun || len(c.buf) == 0 {
		return 0, nil
	}
	before := time.Now()
	if c.deadline.Sub(before) < writeTimeout/2 {
		c.deadline = before.Add(writeTimeout)
		_ = c.control.SetWriteDeadline(c.deadline) // where it cannot be set, the server's own holds
	}
	n, err := c.w.Write(c.buf)
	if err == nil {
		err = c.control.Flush()
	}
	c.sent += int64(n)
	c.buf = c.buf[:0]
	if cap(c.buf) > maxKeptBuffer {
		c.buf = nil
	}
	if took := time.Since(before); took > slowWrite {
		stalled = took
	}
	return stalled, err
}

// flushLast writes the last event, also after the exchange is over. A client that has left does not need it.
func (c *clientWriter) flushLast() {
	_ = c.control.SetWriteDeadline(time.Now().Add(lastWriteTimeout))
	if _, err := c.w.Write(c.buf); err == nil {
		_ = c.control.Flush()
	}
	c.buf = nil
}

// end writes the trailer of a stream, and leaves the connection fit for other requests.
func (c *clientWriter) end(r *record.Record) {
	if !c.begun {
		return
	}
	h := c.w.Header()
	h.Set(trailerChunks, strconv.Itoa(r.Chunks))
	h.Set(trailerForced, strconv.Itoa(r.Forced))
	h.Set(trailerOver, strconv.Itoa(r.Over))
	h.Set(trailerResumes, strconv.Itoa(r.Resumes))
	_ = c.control.SetWriteDeadline(time.Time{})
}
