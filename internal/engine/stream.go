// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"io"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const (
	// maxStream bounds the body of a stream, in bytes.
	maxStream = 1 << 20
	// maxEvents bounds the events of a stream, of whatever kind.
	maxEvents = 20_000
	// lingering bounds how long a stream may stay open after its end marker, for the connection's sake.
	lingering = 100 * time.Millisecond
)

// Recording is one generation as it arrived.
type Recording struct {
	// Events are in the order of their arrival, up to the end marker or to what broke the stream.
	Events []measure.Event
	// Fault is what went wrong; nil: the stream came to its end marker and carries text. The events before a fault are kept.
	Fault *Fault
}

// Stream asks for a generation and records it to its end. Times count from just before the request is handed to the
// transport, so that connecting is in them where no idle connection is at hand, as for any client. Only the context bounds
// the time.
func (c *Client) Stream(ctx context.Context, g protocol.Generation) Recording {
	req, err := c.post(g)
	if err != nil {
		return Recording{Fault: &Fault{Reason: reason.Unknown, Message: clean(c.secret, "cannot "+err.Error(), maxMessage)}}
	}
	ctx, done := c.attach(ctx)
	defer done()
	start := time.Now()
	resp, fault := c.send(ctx, req, eventStream, g.Model)
	if fault != nil {
		return Recording{Fault: fault}
	}
	defer resp.Body.Close()
	recording := c.record(ctx, resp.Body, start)
	if recording.Fault == nil {
		linger(resp.Body, done)
	} else {
		recording.Fault.Status = resp.StatusCode
	}
	return recording
}

// linger reads what may follow an end marker, a little and for a moment: only a connection that was read to the end of the
// answer can be used again.
func linger(body io.Reader, giveUp func()) {
	timer := time.AfterFunc(lingering, giveUp)
	defer timer.Stop()
	_, _ = io.CopyN(io.Discard, body, maxErrorBody)
}
