// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "fmt"

// Format is the protocol's wire format. The error is for a protocol that is unknown.
func (p Protocol) Format() (Format, error) {
	switch p {
	case OpenAI:
		return openAI{}, nil
	case MultiLoRA:
		return multiLoRA{}, nil
	case CodeGen:
		return codeGen{}, nil
	}
	return nil, fmt.Errorf("unknown protocol %s", quote(string(p)))
}
