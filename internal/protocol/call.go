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

// calls are what telemetry calls them, the protocol of the client, and where an engine of that protocol is asked the same.
var calls = [...]struct {
	name, path string
	protocol   Protocol
}{
	Chat:         {"openai.chat", chatPath, OpenAI},
	Completion:   {"openai.completion", completionPath, OpenAI},
	CodeStream:   {"codegen.stream", codePath, CodeGen},
	CodeGenerate: {"codegen.generate", codePath, CodeGen},
}

func (c Call) String() string { return calls[c].name }

// Protocol is what the client speaks: OpenAI or CodeGen.
func (c Call) Protocol() Protocol { return calls[c].protocol }

// openAI tells whether the client speaks OpenAI; else it speaks CodeGen.
func (c Call) openAI() bool { return c.Protocol() == OpenAI }
