// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
)

func vllmHealthy(v view) verdict { return v.healthy(decide.VLLM) }

func legacyHealthy(v view) verdict { return v.healthy(decide.Legacy) }

func (v view) healthy(e decide.Engine) verdict {
	engine := engineStatus(v.status, e)
	switch engine.Health {
	case v1alpha1.HealthHealthy:
		return yes(engine.Reason, engine.Message)
	case v1alpha1.HealthUnhealthy:
		return no(engine.Reason, engine.Message)
	default:
		return unknown(engine.Reason, engine.Message)
	}
}

// stalled is whether someone must mend the object, or what it names.
func stalled(v view) verdict {
	if !v.hindrance.none() {
		return yes(v.hindrance.reason, v.hindrance.message)
	}
	for _, e := range v.status.Engines {
		if e.Health == v1alpha1.HealthUnhealthy && e.Reason == v1alpha1.EngineAddressForbidden {
			return yes(v1alpha1.ReasonForbiddenAddress, fmt.Sprintf("engine %s: %s", e.Name, e.Message))
		}
	}
	for _, s := range v.routed.States {
		if s.Mend {
			return yes(s.Reason, s.Message)
		}
	}
	return no(v1alpha1.ReasonNotStalled, "nothing is in the way")
}
