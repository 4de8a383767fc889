// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bytes"
	"net/http"
	"strings"
)

// player sends the stream of one generation.
type player func(*stream) error

// players are the streams that end other than they should, or hide how they went.
var players = map[Misbehaviour]player{
	Busy:            busy,
	ErrorInStream:   errorInStream,
	Truncated:       truncated,
	NoEndMarker:     noEndMarker,
	UnfinishedEvent: unfinishedEvent,
	HeadersOnly:     headersOnly,
	Buffered:        buffered,
	Padding:         padding,
	Drip:            drip,
	Endless:         endless,
	HugeEvent:       hugeEvent,
	DeepJSON:        deepJSON,
}

// play sends the stream of a generation to a client, as the script's misbehaviour has it.
func (c *call) play(w http.ResponseWriter, r *http.Request, g *generation, e encoder) {
	send := players[c.behaviour.name]
	if send == nil {
		send = playNormally
	}
	c.playBy(send, w, r, g, e)
}

func (c *call) playBy(send player, w http.ResponseWriter, r *http.Request, g *generation, e encoder) {
	if send(newStream(c, w, r, g, e)) != nil { // the client left, or is meant to see a broken connection
		panic(http.ErrAbortHandler)
	}
}

func busy(s *stream) error {
	if err := s.out.begin(); err != nil {
		return err
	}
	if err := s.pause(s.call.script.BusyWait); err != nil {
		return err
	}
	return playNormally(s)
}

func errorInStream(s *stream) error {
	return s.queued(func() error {
		if err := s.sendAll(s.half()); err != nil {
			return err
		}
		if err := s.out.send(s.encoder.failure("CUDA error: an illegal memory access was encountered")...); err != nil {
			return err
		}
		return s.out.send(s.encoder.marker()...)
	})
}

func truncated(s *stream) error {
	return s.queued(func() error {
		if err := s.sendAll(s.half()); err != nil {
			return err
		}
		return errAbort
	})
}

func noEndMarker(s *stream) error {
	return s.queued(func() error {
		if err := s.sendAll(s.generation.tokens); err != nil {
			return err
		}
		return s.out.send(s.encoder.ending(s.generation)...)
	})
}

func unfinishedEvent(s *stream) error {
	return s.queued(func() error {
		if err := s.sendAll(s.generation.tokens); err != nil {
			return err
		}
		if err := s.out.send(s.encoder.ending(s.generation)...); err != nil {
			return err
		}
		return s.out.raw([]byte("data: " + string(s.encoder.marker()[0]) + "\n"))
	})
}

func headersOnly(s *stream) error { return s.out.begin() }

func buffered(s *stream) error {
	s.out.hold()
	if err := playNormally(s); err != nil {
		return err
	}
	return s.out.release()
}

const (
	realChunks  = 4  // how many chunks with text Padding sends
	emptyRounds = 15 // how many rounds of hollow events follow each
)

func padding(s *stream) error {
	return s.queued(func() error {
		per := (len(s.generation.tokens) + realChunks - 1) / realChunks
		for left := s.generation.tokens; len(left) > 0; left = left[min(per, len(left)):] {
			if err := s.sendTokens(left[:min(per, len(left))]...); err != nil {
				return err
			}
			if err := s.pad(); err != nil {
				return err
			}
		}
		return s.finish()
	})
}

func (s *stream) pad() error {
	for range emptyRounds {
		if err := s.pause(s.call.script.TokenInterval); err != nil {
			return err
		}
		if err := s.out.send(s.encoder.empty()...); err != nil {
			return err
		}
	}
	return nil
}

func drip(s *stream) error {
	return s.queued(func() error {
		empty := "data: " + string(s.encoder.text("")) + "\n\n"
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

func endless(s *stream) error {
	return s.queued(func() error {
		for {
			if err := s.sendTokens("pass\n"); err != nil {
				return err
			}
			if err := s.pause(0); err != nil {
				return err
			}
		}
	})
}

// hugeEvent never holds its line as a whole, so that it may be longer than there is memory.
func hugeEvent(s *stream) error {
	return s.queued(func() error {
		const hole = "HERE"
		before, after, _ := bytes.Cut(plain(s.encoder.text(hole))[0], []byte(hole))
		s.call.count(s.generation.servedBy, 1)
		if err := s.out.raw(before); err != nil {
			return err
		}
		if err := s.repeat(s.call.script.HugeEventBytes); err != nil {
			return err
		}
		if err := s.out.raw(after); err != nil {
			return err
		}
		return s.finish()
	})
}

// repeat sends the same letter so many times.
func (s *stream) repeat(times int) error {
	piece := bytes.Repeat([]byte("a"), 64<<10)
	for ; times > 0; times -= len(piece) {
		if err := s.out.raw(piece[:min(times, len(piece))]); err != nil {
			return err
		}
	}
	return nil
}

const depth = 100_000

func deepJSON(s *stream) error {
	return s.queued(func() error {
		deep := strings.Repeat("[", depth) + strings.Repeat("]", depth)
		if err := s.out.send(event(`{"choices":` + deep + `,"text":` + deep + `}`)); err != nil {
			return err
		}
		return s.finish()
	})
}
