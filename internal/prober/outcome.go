// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

func passed() health.Outcome { return health.Outcome{Verdict: health.Pass} }

func failed(why reason.Reason, message string) health.Outcome {
	return health.Outcome{Verdict: health.Fail, Reason: why, Message: message}
}

func inconclusive(why reason.Reason, message string) health.Outcome {
	return health.Outcome{Verdict: health.Inconclusive, Reason: why, Message: message}
}

// outcomeOf is the outcome of a request that ended with a fault, or without one. Saturation is not sickness, and a request that
// we cancelled shows nothing.
func outcomeOf(f *engine.Fault) health.Outcome {
	switch {
	case f == nil:
		return passed()
	case f.Cancelled, f.Reason == reason.Saturated:
		return inconclusive(f.Reason, f.Message)
	default:
		return failed(f.Reason, f.Message)
	}
}
