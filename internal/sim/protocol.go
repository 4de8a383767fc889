// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"strings"
)

// Protocol is a wire format that an engine can speak.
type Protocol string

const (
	// OpenAI is vLLM's own API server, and anything compatible with it.
	OpenAI Protocol = "OpenAI"
	// MultiLoRA is the multi-LoRA vLLM server, which runs one sequence at a time.
	MultiLoRA Protocol = "MultiLoRA"
	// CodeGen is the code generation backend, which stands before an engine of its own.
	CodeGen Protocol = "CodeGen"
)

// Protocols lists every protocol.
func Protocols() []Protocol { return []Protocol{OpenAI, MultiLoRA, CodeGen} }

// ParseProtocol finds a protocol by its name, whatever the case. The error lists the names.
func ParseProtocol(name string) (Protocol, error) {
	for _, p := range Protocols() {
		if strings.EqualFold(string(p), name) {
			return p, nil
		}
	}
	return "", fmt.Errorf("unknown protocol %q: use one of %v", name, Protocols())
}
