// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// Call is an endpoint of a client's protocol.
type Call int

// The calls that generate.
const (
	Chat Call = iota
	Completion
	CodeStream
	CodeGenerate
)

// calls are what telemetry calls them.
var calls = [...]string{Chat: "openai.chat", Completion: "openai.completion", CodeStream: "codegen.stream", CodeGenerate: "codegen.generate"}

func (c Call) String() string { return calls[c] }

// openAI tells whether the client speaks OpenAI; else it speaks CodeGen.
func (c Call) openAI() bool { return c == Chat || c == Completion }

// Problem is why a request is refused, or an answer failed.
type Problem struct {
	// Status is the HTTP status.
	Status int
	// Field is the member of the request that is at fault; empty: none.
	Field string
	// Message is a sentence for whoever wrote the client.
	Message string
}

func (p *Problem) Error() string { return p.Message }

func invalid(field, message string) *Problem {
	return &Problem{Status: 400, Field: field, Message: message}
}
