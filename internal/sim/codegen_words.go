// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "time"

// newCodeGenWords is the dialect of a CodeGen backend of some age.
func newCodeGenWords(c *call) dialect {
	if c.script.Build == BuildOlder {
		return &bufferedWords{clock: c.now}
	}
	return codeGenWords{double: c.script.Build == BuildDoubleEnd}
}

// codeGenWords is what newer backends say.
type codeGenWords struct{ double bool }

type codeGenEvent struct {
	Type     string `json:"type"`
	Content  string `json:"content"`
	Complete bool   `json:"is_complete"`
}

func (codeGenWords) opening() []event { return nil }

func (codeGenWords) text(t string) event { return encode(codeGenEvent{Type: "token", Content: t}) }

func (c codeGenWords) hollow() []event { return []event{c.text(""), c.text("")} }

func (codeGenWords) failure(m string) []event {
	return []event{encode(codeGenEvent{Type: "error", Content: m, Complete: true})}
}

func (codeGenWords) ending(*job) []event { return nil }

func (c codeGenWords) marker() []event {
	done := encode(codeGenEvent{Type: "done", Complete: true})
	if c.double {
		return []event{done, event(doneMarker)}
	}
	return []event{done}
}

// bufferedWords is what the older, buffering builds say: chunks are numbered.
type bufferedWords struct {
	chunk int
	clock func() time.Time
}

type bufferedEvent struct {
	Text  string  `json:"text"`
	Chunk int     `json:"chunk_id"`
	Time  float64 `json:"timestamp"`
}

func (b *bufferedWords) opening() []event { return nil }

func (b *bufferedWords) text(t string) event {
	b.chunk++
	return encode(bufferedEvent{Text: t, Chunk: b.chunk, Time: unixSeconds(b.clock())})
}

func (b *bufferedWords) hollow() []event { return []event{b.text("")} }

func (b *bufferedWords) failure(m string) []event { return []event{encode(object{"error": m})} }

func (b *bufferedWords) ending(*job) []event { return nil }

func (b *bufferedWords) marker() []event { return []event{event(doneMarker)} }
