// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"slices"
)

// check finds names that are unknown; "" is the default.
func (s Script) check() error {
	if _, err := ParseMisbehaviour(string(s.Misbehave)); err != nil {
		return err
	}
	if !slices.Contains([]Build{"", BuildNewest, BuildDoubleEnd, BuildOlder}, s.Build) {
		return fmt.Errorf("unknown build %q: use newest, double-end or older", s.Build)
	}
	if !slices.Contains([]string{"", "content", "reasoning_content", "tool_calls"}, s.TextIn) {
		return fmt.Errorf("unknown field %q for text: use content, reasoning_content or tool_calls", s.TextIn)
	}
	if !s.Continuation.known() {
		return fmt.Errorf("unknown continuation %q: use continue, refuse, restart or stray", s.Continuation)
	}
	return nil
}
