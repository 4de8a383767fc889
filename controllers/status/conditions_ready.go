// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// ready is True while clients are served by a healthy engine, whichever it is.
func ready(v view) verdict {
	active := v.status.Engine(v.status.Active)
	unserved := v.unserved()
	switch {
	case unserved != nil:
		return no(unservedReason(unserved), unserved.Message)
	case active == nil:
		return v.unselected()
	case active.Health == v1alpha1.HealthUnhealthy:
		return no(v.heldReason(), fmt.Sprintf("%s is active and unhealthy (%s): %s", active.Name, active.Reason, active.Message))
	case active.Health != v1alpha1.HealthHealthy:
		return unknown(v1alpha1.ReasonProgressing, fmt.Sprintf("%s is active and not proven healthy yet: %s", active.Name, active.Message))
	case active.Name == v1alpha1.EngineLegacy:
		return yes(v1alpha1.ReasonServingFromLegacy, "legacy serves")
	default:
		return yes(v1alpha1.ReasonServing, "vllm serves")
	}
}

// IsReady reports whether the condition Ready is True.
func IsReady(status *v1alpha1.CodeGenBackendStatus) bool {
	return meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionReady)
}

// unselected says why no engine serves yet.
func (v view) unselected() verdict {
	for _, e := range v.status.Engines {
		if e.Health != v1alpha1.HealthUnhealthy {
			return no(v1alpha1.ReasonProgressing, v.Decision.Message)
		}
	}
	return no(v1alpha1.ReasonNoHealthyEngine, v.Decision.Message)
}

// heldReason says why traffic stays on an unhealthy engine.
func (v view) heldReason() reason.Reason {
	switch {
	case v.spec.Mode == v1alpha1.ModePaused, v.spec.Mode == v1alpha1.ModeObserve:
		return v1alpha1.ReasonHeldOnUnhealthy
	case v.Decision.Reason == reason.Pinned:
		return v1alpha1.ReasonPinnedToUnhealthy
	default:
		return v1alpha1.ReasonNoHealthyEngine
	}
}

// degraded is True while something is not as declared.
func degraded(v view) verdict {
	switch {
	case !IsReady(v.status):
		return yes(v1alpha1.ReasonNotServing, "see Ready")
	case v.status.Active == v1alpha1.EngineLegacy && v.Decision.Reason != reason.Pinned:
		return yes(v1alpha1.ReasonServedByLegacy, "legacy serves while vllm is preferred: "+v.Decision.Message)
	}
	if model := missingModel(v.status); model != "" {
		return yes(v1alpha1.EngineModelsMissing, model)
	}
	for _, c := range v.conclusive() {
		if c.Verdict == v1alpha1.VerdictFail {
			return yes(v1alpha1.ReasonCanaryFailing, fmt.Sprintf("canary %s: %s", c.Name, c.Message))
		}
	}
	return no(v1alpha1.ReasonAsDeclared, "everything is as declared")
}

func missingModel(status *v1alpha1.CodeGenBackendStatus) string {
	for _, e := range status.Engines {
		for _, m := range e.Models {
			switch m.State {
			case v1alpha1.ModelMissing:
				return fmt.Sprintf("engine %s does not list model %s", e.Name, m.Name)
			case v1alpha1.ModelBroken:
				return fmt.Sprintf("engine %s lists model %s, which does not generate", e.Name, m.Name)
			}
		}
	}
	return ""
}
