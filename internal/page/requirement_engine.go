// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// engineRequirements are what is required of an engine: health, and the declared models.
func engineRequirements(b *v1alpha1.CodeGenBackend, name v1alpha1.EngineName) []Requirement {
	status := engineOf(b, name)
	rows := []Requirement{healthRequirement(status)}
	spec := &b.Spec.VLLM
	if name == v1alpha1.EngineLegacy {
		spec = &b.Spec.Legacy
	}
	if len(spec.Models) > 0 {
		rows = append(rows, modelsRequirement(status, spec.Models))
	}
	return rows
}

// engineOf returns the status of an engine; one that has none yet has only a name.
func engineOf(b *v1alpha1.CodeGenBackend, name v1alpha1.EngineName) v1alpha1.EngineStatus {
	for _, e := range b.Status.Engines {
		if e.Name == name {
			return e
		}
	}
	return v1alpha1.EngineStatus{Name: name}
}

func healthRequirement(status v1alpha1.EngineStatus) Requirement {
	r := Requirement{
		Of:          "engine",
		Name:        string(status.Name),
		Requirement: requiresHealth,
		Target:      string(v1alpha1.HealthHealthy),
		Measured:    status.Reason,
	}
	switch status.Health {
	case v1alpha1.HealthHealthy:
		r.Verdict = Pass
	case v1alpha1.HealthUnhealthy:
		r.Verdict, r.Message = Fail, Sanitize(status.Message)
	default:
		r.Verdict, r.Message = NotMeasured, Sanitize(status.Message)
	}
	return r
}

func modelsRequirement(status v1alpha1.EngineStatus, declared []v1alpha1.ModelSpec) Requirement {
	r := Requirement{Of: "engine", Name: string(status.Name), Requirement: requiresModels, Verdict: Pass}
	var names, wrong []string
	for _, m := range declared {
		state := modelState(status, m.Name)
		names = append(names, m.Name)
		if state != v1alpha1.ModelReady {
			wrong = append(wrong, fmt.Sprintf("%s: %s", m.Name, state))
			r.Verdict = worse(r.Verdict, state)
		}
	}
	r.Target, r.Measured = strings.Join(names, ", "), fmt.Sprintf("%d/%d", len(names)-len(wrong), len(names))
	r.Message = strings.Join(wrong, ", ")
	return r
}

func worse(v Verdict, state v1alpha1.ModelState) Verdict {
	if state != v1alpha1.ModelUnknown {
		return Fail
	}
	if v == Pass {
		return NotMeasured
	}
	return v
}

// modelState returns the state of a model in the status.
func modelState(status v1alpha1.EngineStatus, model string) v1alpha1.ModelState {
	for _, m := range status.Models {
		if m.Name == model {
			return m.State
		}
	}
	return v1alpha1.ModelUnknown
}
