// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// Encoder writes in a client's protocol what an engine of another one generated, and what the gateway itself has to say.
type Encoder struct {
	// Call is the client's.
	Call Call
	// ID is of the request.
	ID string
	// Model is what the answer says that it is of.
	Model string
	// Created is when, in Unix seconds.
	Created int64
}

func (e Encoder) client() client { return clientOf(e.Call.Protocol()) }

// Frame is what stands around a text.
func (e Encoder) Frame() Frame { return e.client().frame(e) }

// Opening is the event before the first text; nil: there is none.
func (e Encoder) Opening() []byte { return e.client().opening(e) }

// Finish is the event that says why the answer ends; nil: the protocol does not say.
func (e Encoder) Finish(reason string) []byte { return e.client().finish(e, reason) }

// Usage is the event before the end marker that counts tokens; nil: the protocol has none.
func (e Encoder) Usage(usage []byte) []byte { return e.client().usage(e, usage) }

// End is the end marker.
func (e Encoder) End() []byte { return e.client().end() }

// Failure is the event that says that the answer is broken.
func (e Encoder) Failure(p *Problem) []byte { return e.client().failure(p) }

// Document gives a whole answer at once.
func (e Encoder) Document(a Answer) []byte { return e.client().document(e, a) }
