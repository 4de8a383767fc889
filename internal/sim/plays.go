// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bytes"
	"strings"
)

// plays are the streams that end otherwise than they should, or hide how they went.
var plays = []trait{
	{name: Busy, means: "a long line before the first token, others are served", play: busy, moves: true},
	{name: ErrorInStream, means: "an error event inside the stream, an end marker after it", play: errorInStream},
	{name: Truncated, means: "the connection closes in the middle", play: truncated},
	{name: NoEndMarker, means: "all the text and no end marker", play: noEndMarker},
	{name: UnfinishedEvent, means: "no blank line after the end marker", play: unfinishedEvent},
	{name: HeadersOnly, means: "nothing after the headers", play: headersOnly},
	{name: Buffered, means: "everything at once at the end", play: buffered},
	{name: Padding, means: "few chunks among many hollow events", play: padding},
	{name: Drip, means: "now and then a byte, a comment or an empty event, for ever", play: drip},
	{name: Endless, means: "text without pause and without end", play: endless},
	{name: HugeEvent, means: "one line of HugeEventBytes", play: hugeEvent},
	{name: DeepJSON, means: "JSON nested a hundred thousand levels deep", play: deepJSON},
}

func busy(s *stage) error {
	if err := s.out.begin(); err != nil {
		return err
	}
	if err := s.pause(s.call.script.BusyWait); err != nil {
		return err
	}
	return perform(s)
}

func errorInStream(s *stage) error {
	return s.inTurn(func() error {
		if err := s.speak(s.half()); err != nil {
			return err
		}
		if err := s.out.send(s.dialect.failure("CUDA error: an illegal memory access was encountered")...); err != nil {
			return err
		}
		return s.out.send(s.dialect.marker()...)
	})
}

func truncated(s *stage) error {
	return s.inTurn(func() error {
		if err := s.speak(s.half()); err != nil {
			return err
		}
		return errAbort
	})
}

func noEndMarker(s *stage) error {
	return s.inTurn(func() error {
		if err := s.speak(s.job.tokens); err != nil {
			return err
		}
		return s.out.send(s.dialect.ending(s.job)...)
	})
}

func unfinishedEvent(s *stage) error {
	return s.inTurn(func() error {
		if err := s.speak(s.job.tokens); err != nil {
			return err
		}
		if err := s.out.send(s.dialect.ending(s.job)...); err != nil {
			return err
		}
		return s.out.raw([]byte("data: " + string(s.dialect.marker()[0]) + "\n"))
	})
}

func headersOnly(s *stage) error { return s.out.begin() }

func buffered(s *stage) error {
	s.out.hold()
	if err := perform(s); err != nil {
		return err
	}
	return s.out.release()
}

const (
	realChunks  = 4  // how many chunks with text Padding sends
	hollowTurns = 15 // how many rounds of hollow events follow each
)

func padding(s *stage) error {
	return s.inTurn(func() error {
		per := (len(s.job.tokens) + realChunks - 1) / realChunks
		for left := s.job.tokens; len(left) > 0; left = left[min(per, len(left)):] {
			if err := s.say(left[:min(per, len(left))]...); err != nil {
				return err
			}
			if err := s.pad(); err != nil {
				return err
			}
		}
		return s.finish()
	})
}

func (s *stage) pad() error {
	for range hollowTurns {
		if err := s.pause(s.call.script.TokenInterval); err != nil {
			return err
		}
		if err := s.out.send(s.dialect.hollow()...); err != nil {
			return err
		}
	}
	return nil
}

func drip(s *stage) error {
	return s.inTurn(func() error {
		empty := "data: " + string(s.dialect.text("")) + "\n\n"
		for {
			for _, drop := range []string{":", "\n\n", ": still here\n\n", empty} {
				if err := s.out.raw([]byte(drop)); err != nil {
					return err
				}
				if err := s.pause(s.call.script.DripInterval); err != nil {
					return err
				}
			}
		}
	})
}

func endless(s *stage) error {
	return s.inTurn(func() error {
		for {
			if err := s.say("pass\n"); err != nil {
				return err
			}
			if err := s.pause(0); err != nil {
				return err
			}
		}
	})
}

// hugeEvent never holds its line as a whole, so that it may be longer than there is memory.
func hugeEvent(s *stage) error {
	return s.inTurn(func() error {
		const hole = "HERE"
		before, after, _ := bytes.Cut(plain(s.dialect.text(hole))[0], []byte(hole))
		s.call.count(s.job, 1)
		if err := s.out.raw(before); err != nil {
			return err
		}
		if err := s.drone(s.call.script.HugeEventBytes); err != nil {
			return err
		}
		if err := s.out.raw(after); err != nil {
			return err
		}
		return s.finish()
	})
}

// drone sends the same letter so many times.
func (s *stage) drone(times int) error {
	piece := bytes.Repeat([]byte("a"), 64<<10)
	for ; times > 0; times -= len(piece) {
		if err := s.out.raw(piece[:min(times, len(piece))]); err != nil {
			return err
		}
	}
	return nil
}

const depth = 100_000

func deepJSON(s *stage) error {
	return s.inTurn(func() error {
		deep := strings.Repeat("[", depth) + strings.Repeat("]", depth)
		if err := s.out.send(event(`{"choices":` + deep + `,"text":` + deep + `}`)); err != nil {
			return err
		}
		return s.finish()
	})
}
