// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sse"
)

// recorder takes the events of one stream.
type recorder struct {
	client *Client
	source *timestampReader
	framer *sse.Framer
	parser *protocol.Parser
	events []measure.Event
	chunks int
	// generated: one of the chunks is more than white space.
	generated bool
	// complete: the latest event says that the answer is complete, after which some servers send no end marker.
	complete bool
}

// record reads a stream to its end marker, or to what breaks it.
func (c *Client) record(ctx context.Context, body io.Reader, start time.Time) Recording {
	r := &recorder{
		client: c, source: &timestampReader{source: body, start: start, left: maxStream},
		framer: sse.NewFramer(make([]byte, 2<<10)), parser: protocol.NewParser(c.format),
	}
	for {
		failed := r.read()
		if over, problem := r.drain(); over {
			return r.close(problem)
		}
		if failed != nil {
			return r.broken(ctx, failed)
		}
	}
}

// read reads once. It does not read on before the events of the last read are taken, so that all of them have its time.
func (r *recorder) read() error {
	free, err := r.framer.Free()
	if err != nil {
		return err
	}
	n, err := r.source.Read(free)
	r.framer.Advance(n)
	return err
}

// drain takes the events that are complete. The stream is over with the end marker (no problem), with an error event, or with too many
// events.
func (r *recorder) drain() (over bool, problem string) {
	for {
		e, ok := r.framer.Next()
		if r.framer.Count() > maxEvents {
			return true, fmt.Sprintf("sent more than %d events", maxEvents)
		}
		if !ok {
			return false, ""
		}
		if over, problem = r.take(e); over {
			return over, problem
		}
	}
}

func (r *recorder) take(e sse.Event) (over bool, problem string) {
	if len(e.Data) == 0 {
		return false, ""
	}
	got := r.parse(e)
	got.At = r.source.at
	r.keep(got)
	if got.Error != "" {
		return true, "sent an error in its stream: " + got.Error
	}
	return got.End, ""
}

func (r *recorder) keep(e measure.Event) {
	r.events = append(r.events, e)
	if e.IsChunk() {
		r.chunks++
		r.generated = r.generated || !e.IsBlank()
	}
}

// parse reads an event; its error becomes fit for people.
func (r *recorder) parse(e sse.Event) measure.Event {
	event := r.parser.Parse(e.Data)
	r.complete = event.Complete
	got := event.Measured()
	if string(e.Type) == "error" && got.Error == "" {
		got.Error = cmp.Or(protocol.ErrorMessage(e.Data), protocol.NoMessage)
	}
	if got.Error != "" {
		got.Error = cmp.Or(clean(r.client.secret, got.Error, maxExcerpt), protocol.NoMessage)
	}
	return got
}

// close ends a recording: with a problem, with an end marker after nothing, or well.
func (r *recorder) close(problem string) Recording {
	blank := problem == "" && !r.generated
	if blank {
		problem = "generated nothing but white space"
	}
	if problem == "" {
		return Recording{Events: r.events}
	}
	message := clean(r.client.secret, r.client.where()+" "+problem, maxMessage)
	return Recording{Events: r.events, Fault: &Fault{Reason: reason.StreamBroken, Message: message, Blank: blank}}
}

// broken ends a recording for which no end marker came.
func (r *recorder) broken(ctx context.Context, err error) Recording {
	switch {
	case errors.Is(err, io.EOF) && r.complete:
		return r.close("")
	case errors.Is(err, io.EOF) && ctx.Err() == nil:
		return r.close(fmt.Sprintf("ended its stream without an end marker, after %d chunks", r.chunks))
	}
	fault := r.client.classify(eventStream).fault(ctx, err)
	if fault.Reason == reason.Timeout {
		message := fmt.Sprintf("%s did not end its stream in time; %d chunks came", r.client.where(), r.chunks)
		fault.Message = clean(r.client.secret, message, maxMessage)
	}
	return Recording{Events: r.events, Fault: fault}
}
