// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"strings"
	"time"
)

// newCodeGenEncoder is the encoder of a build of the CodeGen backend.
func newCodeGenEncoder(c *call) encoder {
	if c.script.Build == BuildOlder {
		return &bufferedEncoder{clock: c.now}
	}
	return codeGenEncoder{double: c.script.Build == BuildDoubleEnd}
}

// codeGenEncoder writes the events of newer builds.
type codeGenEncoder struct{ double bool }

type codeGenEvent struct {
	Type     string `json:"type"`
	Content  string `json:"content"`
	Complete bool   `json:"is_complete"`
}

func (codeGenEncoder) opening() []event { return nil }

func (codeGenEncoder) text(tokens ...string) event {
	return encode(codeGenEvent{Type: "token", Content: strings.Join(tokens, "")})
}

func (c codeGenEncoder) empty() []event { return []event{c.text(""), c.text("")} }

func (codeGenEncoder) failure(m string) []event {
	return []event{encode(codeGenEvent{Type: "error", Content: m, Complete: true})}
}

func (codeGenEncoder) ending(*generation) []event { return nil }

func (c codeGenEncoder) marker() []event {
	done := encode(codeGenEvent{Type: "done", Complete: true})
	if c.double {
		return []event{done, event(doneMarker)}
	}
	return []event{done}
}

// bufferedEncoder writes the events of older, buffering builds, which number their chunks.
type bufferedEncoder struct {
	chunk int
	clock func() time.Time
}

type bufferedEvent struct {
	Text  string  `json:"text"`
	Chunk int     `json:"chunk_id"`
	Time  float64 `json:"timestamp"`
}

func (b *bufferedEncoder) opening() []event { return nil }

func (b *bufferedEncoder) text(tokens ...string) event {
	b.chunk++
	return encode(bufferedEvent{Text: strings.Join(tokens, ""), Chunk: b.chunk, Time: unixSeconds(b.clock())})
}

func (b *bufferedEncoder) empty() []event { return []event{b.text("")} }

func (b *bufferedEncoder) failure(m string) []event { return []event{encode(object{"error": m})} }

func (b *bufferedEncoder) ending(*generation) []event { return nil }

func (b *bufferedEncoder) marker() []event { return []event{event(doneMarker)} }
