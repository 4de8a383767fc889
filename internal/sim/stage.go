// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// job is one generation: what is to be said, as whom, and how it ends.
type job struct {
	model    string // as it was asked for
	prompt   string
	tokens   []string
	cut      bool   // max_tokens ended it
	asked    int    // tokens of the prompt
	usage    bool   // usage was asked for
	servedBy string // the model that really answers
}

// dialect says the parts of a stream in the words of a protocol.
type dialect interface {
	opening() []event         // before the first text
	text(t string) event      // a chunk
	hollow() []event          // events without any text
	failure(m string) []event // an error inside the stream
	ending(j *job) []event    // after the last text, the end marker not included
	marker() []event          // the end marker
}

// stage is where one stream is played.
type stage struct {
	call    *call
	ctx     context.Context
	job     *job
	dialect dialect
	out     *events
	pace    *pacer
}

// errAbort breaks the connection off.
var errAbort = errors.New("the script breaks the connection off")

// stream plays a job to a client, as the script's misbehaviour has it.
func (c *call) stream(w http.ResponseWriter, r *http.Request, j *job, d dialect) {
	play := c.trait.play
	if play == nil {
		play = perform
	}
	err := play(&stage{
		call: c, ctx: r.Context(), job: j, dialect: d,
		out: newEvents(w, c), pace: newPacer(c.engine, c.script, j.prompt),
	})
	if err != nil { // the client left, or is meant to see a broken connection
		panic(http.ErrAbortHandler)
	}
}

// perform plays a stream well.
func perform(s *stage) error {
	return s.inTurn(func() error {
		if err := s.speak(s.job.tokens); err != nil {
			return err
		}
		return s.finish()
	})
}

// inTurn opens the stream, waits in line, and then for the first token, before it goes on to act.
func (s *stage) inTurn(act func() error) error {
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
	if err := s.out.send(s.dialect.opening()...); err != nil {
		return err
	}
	return act()
}

// speak sends tokens at the script's pace, the first one at once.
func (s *stage) speak(tokens []string) error {
	group := max(s.call.script.TokensPerEvent, 1)
	for i := 0; i < len(tokens); i += group {
		if i > 0 {
			if err := s.pause(s.call.script.TokenInterval * time.Duration(group)); err != nil {
				return err
			}
		}
		if err := s.say(tokens[i:min(i+group, len(tokens))]...); err != nil {
			return err
		}
	}
	return nil
}

// say sends tokens in one event.
func (s *stage) say(tokens ...string) error {
	s.call.count(s.job, len(tokens))
	return s.out.send(s.dialect.text(strings.Join(tokens, "")))
}

func (s *stage) finish() error {
	if err := s.out.send(s.dialect.ending(s.job)...); err != nil {
		return err
	}
	return s.out.send(s.dialect.marker()...)
}

func (s *stage) pause(gap time.Duration) error { return s.pace.after(s.ctx, gap) }

// half is the first half of the tokens, rounded up.
func (s *stage) half() []string { return s.job.tokens[:(len(s.job.tokens)+1)/2] }

func (c *call) count(j *job, tokens int) {
	c.entry.sent(tokens)
	c.engine.tally.add(j.servedBy, tokens)
}

func (c *call) slots() int {
	if c.script.Slots == 0 && c.engine.protocol == MultiLoRA {
		return 1
	}
	return c.script.Slots
}
