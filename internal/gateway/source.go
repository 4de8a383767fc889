// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// source is one engine's answer while it is read.
type source struct {
	engine *table.Engine
	ask    protocol.Ask
	answer *upstream.Answer
	framer *protocol.Framer
	reader *protocol.Reader
	// ctx is that of the request to the engine; unwatch ends it, and is nil where it is the client's own.
	ctx     context.Context
	unwatch context.CancelFunc
	// verdict tells the breaker how it went; it is called once.
	verdict  func(error)
	observer record.Observer
	// before is how many tokens the engines before it generated: it goes on with their answer.
	before int
	// heard: something came that the client waits for.
	heard bool
	// deadline is until when that must be.
	deadline time.Time
}

// bounds of answers, in bytes.
const (
	maxDocument  = 32 << 20
	maxComplaint = 64 << 10
)

// judge tells the breaker, the first time.
func (s *source) judge(err error) {
	if s.verdict != nil {
		s.verdict(err)
		s.verdict = nil
	}
}

// close ends the reading. An answer that came to its end leaves its connection for the next one.
func (s *source) close(ended bool) {
	s.judge(errNoVerdict)
	if s.unwatch != nil {
		defer s.unwatch()
	}
	if s.answer != nil && ended {
		s.answer.Finish()
	} else if s.answer != nil {
		s.answer.Close()
	}
	if s.framer != nil {
		putBuffer(s.framer.Buffer())
		s.framer = nil
	}
	s.observer.Left(string(s.engine.Name), s.ask.Model)
}

// open begins to read events.
func (s *source) open() {
	s.framer = protocol.NewFramer(getBuffer())
	s.reader = protocol.NewReader(s.ask.Protocol)
}

// unreadable is what is wrong with the head of a 200; empty: nothing.
func unreadable(h http.Header, stream bool) string {
	if encoding := h.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return "is compressed although that was not asked for"
	}
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	if stream && kind != "text/event-stream" || kind == "text/html" {
		return "is not of the kind that was asked for"
	}
	return ""
}

// readAll reads the rest of an answer, of at most so many bytes.
func readAll(a *upstream.Answer, limit int, deadline time.Time) ([]byte, error) {
	var all []byte
	for buf := make([]byte, 8<<10); ; {
		n, err := a.Read(buf, deadline)
		all = append(all, buf[:n]...)
		switch {
		case err == io.EOF: //nolint:errorlint // Read gives it as it is
			return all, nil
		case err != nil:
			return all, err
		case len(all) > limit:
			return all, io.ErrShortBuffer
		}
	}
}

// Buffers for what is read: a stream of a usual pace fits a chunk's worth of events into one.
const bufferSize = 3 << 10

var buffers = sync.Pool{New: func() any { b := make([]byte, bufferSize); return &b }}

func getBuffer() []byte { return *buffers.Get().(*[]byte) }

func putBuffer(b []byte) {
	if cap(b) <= 4*bufferSize {
		buffers.Put(&b)
	}
}
