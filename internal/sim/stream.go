// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// stream is one generation on its way to a client.
type stream struct {
	call       *call
	ctx        context.Context
	generation *generation
	encoder    encoder
	out        *events
	pace       *pacer
}

// errAbort aborts the connection.
var errAbort = errors.New("the script aborts the connection")

func newStream(c *call, w http.ResponseWriter, r *http.Request, g *generation, e encoder) *stream {
	return &stream{
		call: c, ctx: r.Context(), generation: g, encoder: e,
		out: newEvents(w, c), pace: newPacer(c.engine, c.script, g.prompt),
	}
}

// playNormally sends the stream as a good engine does.
func playNormally(s *stream) error {
	return s.queued(func() error {
		if err := s.sendAll(s.generation.tokens); err != nil {
			return err
		}
		return s.finish()
	})
}

// queued opens the stream, waits in the queue, and then for the first token, before it calls act.
func (s *stream) queued(act func() error) error {
	if err := s.out.begin(); err != nil {
		return err
	}
	q := s.call.engine.queue
	if err := q.enter(s.ctx, s.call.slots()); err != nil {
		return err
	}
	defer q.leave()
	s.pace.restart()
	if err := s.pause(s.call.script.TimeToFirstToken); err != nil {
		return err
	}
	if err := s.out.send(s.encoder.opening()...); err != nil {
		return err
	}
	return act()
}

// sendAll sends tokens at the script's pace, the first one at once.
func (s *stream) sendAll(tokens []string) error {
	group := max(s.call.script.TokensPerEvent, 1)
	for i := 0; i < len(tokens); i += group {
		if i > 0 {
			if err := s.pause(s.call.script.TokenInterval * time.Duration(group)); err != nil {
				return err
			}
		}
		if err := s.sendTokens(tokens[i:min(i+group, len(tokens))]...); err != nil {
			return err
		}
	}
	return nil
}

// sendTokens sends tokens in one event.
func (s *stream) sendTokens(tokens ...string) error {
	s.call.count(s.generation.servedBy, len(tokens))
	return s.out.send(s.encoder.text(tokens...))
}

func (s *stream) finish() error {
	if err := s.out.send(s.encoder.ending(s.generation)...); err != nil {
		return err
	}
	return s.out.send(s.encoder.marker()...)
}

func (s *stream) pause(gap time.Duration) error { return s.pace.after(s.ctx, gap) }

// half is the first half of the tokens, rounded up.
func (s *stream) half() []string { return s.generation.tokens[:(len(s.generation.tokens)+1)/2] }
