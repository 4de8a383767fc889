// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// client is what is said to clients of one protocol.
type client interface {
	// frame is what stands around a text, opening the event before the first one (nil: there is none), and finish the event that says
	// why the answer ends (nil: the protocol does not say).
	frame(e Encoder) Frame
	opening(e Encoder) []byte
	finish(e Encoder, reason string) []byte
	// usage is the event that counts tokens (nil: the protocol has none).
	usage(e Encoder, usage []byte) []byte
	// end is the end marker, and failure the event that says that the answer is broken.
	end() []byte
	failure(p *Problem) []byte
	// document is a whole answer.
	document(e Encoder, a Answer) []byte
	// refusal is the body of an answer that is not a 200.
	refusal(p *Problem) []byte
	// models is a list of models.
	models(names []string) []byte
}

// clientOf is what clients of a protocol are told in. There are none of MultiLoRA.
func clientOf(p Protocol) client {
	if p == OpenAI {
		return openAIClient{}
	}
	return codeGenClient{}
}

// ErrorBody is the body of an answer that is not a 200, for a client of a protocol.
func ErrorBody(p Protocol, problem *Problem) []byte { return clientOf(p).refusal(problem) }

// ModelList lists models for a client of a protocol.
func ModelList(p Protocol, names []string) []byte { return clientOf(p).models(names) }
