// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tmaxmax/go-sse"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// recorder takes the events of one stream.
type recorder struct {
	client *Client
	events []measure.Event
	// count is of events of whatever kind, chunks of those with text; worded: one of them is more than white space.
	count, chunks int
	worded        bool
}

// record reads a stream to its end marker, or to what breaks it.
func (c *Client) record(ctx context.Context, body io.Reader, start time.Time) Recording {
	source := &stamped{source: body, start: start, left: maxStream}
	r := &recorder{client: c}
	// The framer bounds the events; the parser's own bound only has to let them pass.
	for e, err := range sse.Read(&framer{source: source}, &sse.ReadConfig{MaxEventSize: 2 * maxEvent}) {
		if err != nil {
			return r.broken(ctx, err)
		}
		if over, problem := r.take(e, source.at); over {
			return r.close(problem)
		}
	}
	return r.broken(ctx, io.EOF)
}

// take takes one event. It is over with the end marker (no problem), with an error event, or with too many events.
func (r *recorder) take(e sse.Event, at time.Duration) (over bool, problem string) {
	if r.count++; r.count > maxEvents {
		return true, fmt.Sprintf("sent more than %d events", maxEvents)
	}
	if e.Data == "" {
		return false, ""
	}
	got := r.client.read(e)
	got.At = at
	r.keep(got)
	if got.Error != "" {
		return true, "sent an error in its stream: " + got.Error
	}
	return got.End, ""
}

func (r *recorder) keep(e measure.Event) {
	r.events = append(r.events, e)
	if e.Text != "" {
		r.chunks++
		r.worded = r.worded || strings.TrimSpace(e.Text) != ""
	}
}

// read reads the data of an event; its error becomes fit for people.
func (c *Client) read(e sse.Event) measure.Event {
	got := c.wire.event(e.Data)
	if e.Type == "error" && got.Error == "" {
		got.Error = orMute(complaint([]byte(e.Data)))
	}
	if got.Error != "" {
		got.Error = orMute(c.secret.clean(got.Error, maxExcerpt))
	}
	return got
}

// close ends a recording: with a problem, with an end marker after nothing, or well.
func (r *recorder) close(problem string) Recording {
	blank := problem == "" && !r.worded
	if blank {
		problem = "generated nothing but white space"
	}
	if problem == "" {
		return Recording{Events: r.events}
	}
	message := r.client.secret.clean(r.client.where()+" "+problem, maxMessage)
	return Recording{Events: r.events, Fault: &Fault{Reason: StreamBroken, Message: message, Blank: blank}}
}

// broken ends a recording for which no end marker came.
func (r *recorder) broken(ctx context.Context, err error) Recording {
	if errors.Is(err, io.EOF) && ctx.Err() == nil {
		return r.close(fmt.Sprintf("ended its stream without an end marker, after %d chunks", r.chunks))
	}
	fault := r.client.witness(eventStream).fault(ctx, err)
	if fault.Reason == Timeout {
		fault.Message = r.client.secret.clean(fmt.Sprintf("%s did not end its stream in time; %d chunks came", r.client.where(), r.chunks), maxMessage)
	}
	return Recording{Events: r.events, Fault: fault}
}
