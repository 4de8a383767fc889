// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// Reasons that only the prober gives; the others come from the clients.
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

// outcomeOf is the outcome of a request that ended with a fault, or without one. Saturation is not sickness, and a request that
// we cancelled shows nothing.
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
