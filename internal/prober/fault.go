// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// Reasons that only the watch can give; the others come from the clients.
const (
	reasonModelsMissing    = "ModelsMissing"
	reasonHung             = "EngineHung"
	reasonOutputWrong      = "OutputWrong"
	reasonOutputFabricated = "OutputFabricated"
	reasonOffTarget        = "OffTarget"
)

func passed() health.Outcome { return health.Outcome{Verdict: health.Pass} }

func failed(reason, message string) health.Outcome {
	return health.Outcome{Verdict: health.Fail, Reason: reason, Message: message}
}

func inconclusive(reason, message string) health.Outcome {
	return health.Outcome{Verdict: health.Inconclusive, Reason: reason, Message: message}
}

// outcomeOf says what a fault means. Saturation is not sickness, and what we cut off ourselves tells nothing.
func outcomeOf(f *engine.Fault) health.Outcome {
	switch {
	case f == nil:
		return passed()
	case f.Cancelled, f.Reason == engine.Saturated:
		return inconclusive(string(f.Reason), f.Message)
	default:
		return failed(string(f.Reason), f.Message)
	}
}

// resultOf is the result of a check that ended with a fault, or without one.
func resultOf(f *engine.Fault) result {
	r := result{outcome: outcomeOf(f)}
	if f != nil {
		r.wait = f.RetryAfter
	}
	return r
}
