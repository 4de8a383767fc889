// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import (
	"fmt"
	"strings"
)

// phrase says how an engine is seen: "vllm is Unhealthy (Timeout: no answer in 1s)". A healthy one needs no reason.
func (s Observation) phrase(e Engine) string {
	seen := s.Of(e)
	switch seen.Health {
	case Healthy:
		return fmt.Sprintf("%s is Healthy", e)
	case Unhealthy:
		return fmt.Sprintf("%s is Unhealthy%s", e, seen.because())
	}
	return fmt.Sprintf("%s is Unknown%s", e, seen.because())
}

// both says how both engines are seen, beginning with one of them.
func (s Observation) both(first Engine) string {
	return fmt.Sprintf("%s and %s.", s.phrase(first), s.phrase(first.Other()))
}

// because gives reason and message in brackets, as far as there are any.
func (s EngineObservation) because() string {
	var known []string
	for _, part := range []string{s.Reason, strings.TrimRight(s.Message, ".")} {
		if part != "" && part != string(Unknown) {
			known = append(known, part)
		}
	}
	if len(known) == 0 {
		return ""
	}
	return " (" + strings.Join(known, ": ") + ")"
}

// pinMessage also tells that the pinned engine is down, because a pin holds it all the same.
func (s Observation) pinMessage(p Pin) string {
	message := fmt.Sprintf("Pinned to %s until %s", p.Engine, moment(p.Until))
	if p.Reason != "" {
		message += ": " + strings.TrimRight(p.Reason, ".")
	}
	if s.Of(p.Engine).Health == Unhealthy {
		message += ", although " + s.phrase(p.Engine)
	}
	return message + "."
}
