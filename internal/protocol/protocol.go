// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// Protocol is the wire format that an engine speaks.
type Protocol string

// The protocols.
const (
	// OpenAI is vLLM's own API server, and whatever is compatible with it.
	OpenAI Protocol = "OpenAI"
	// MultiLoRA is the multi-LoRA vLLM server.
	MultiLoRA Protocol = "MultiLoRA"
	// CodeGen is the code generation backend.
	CodeGen Protocol = "CodeGen"
)
