// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

func vllmHealthy(v view) verdict { return v.healthy(v1alpha1.EngineVLLM) }

func legacyHealthy(v view) verdict { return v.healthy(v1alpha1.EngineLegacy) }

func (v view) healthy(name v1alpha1.EngineName) verdict {
	engine := v.status.Engine(name)
	switch engine.Health {
	case v1alpha1.HealthHealthy:
		return yes(reason.Reason(engine.Reason), engine.Message)
	case v1alpha1.HealthUnhealthy:
		return no(reason.Reason(engine.Reason), engine.Message)
	default:
		return unknown(reason.Reason(engine.Reason), engine.Message)
	}
}

// stalled is True while a user must fix the object, or what it refers to.
func stalled(v view) verdict {
	if !v.StallReason.IsZero() {
		return yes(v.StallReason.Reason, v.StallReason.Message)
	}
	for _, e := range v.status.Engines {
		if e.Health == v1alpha1.HealthUnhealthy && e.Reason == v1alpha1.EngineAddressForbidden {
			return yes(v1alpha1.ReasonForbiddenAddress, fmt.Sprintf("engine %s: %s", e.Name, e.Message))
		}
	}
	for _, r := range v.Routes.Routes {
		if r.Stalled {
			return yes(r.Reason, r.Message)
		}
	}
	return no(v1alpha1.ReasonNotStalled, "nothing prevents reconciling")
}
