// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// enginesAfter returns the status of both engines.
func enginesAfter(before *v1alpha1.CodeGenBackend, r Result, sameSpec bool) []v1alpha1.EngineStatus {
	var engines []v1alpha1.EngineStatus
	for _, e := range []decide.Engine{decide.VLLM, decide.Legacy} {
		after := engineOf(e, r.Observed.Of(e))
		if old := before.Status.Engine(v1alpha1.EngineName(e)); old != nil && sameSpec && r.Observed.Of(e).Probed {
			keepKnown(old, &after)
		}
		engines = append(engines, after)
	}
	return engines
}

// keepKnown keeps what was known until new evidence contradicts it: after a restart of the operator or of an engine,
// what is observed is unknown for some seconds, which is not a change.
func keepKnown(old, after *v1alpha1.EngineStatus) {
	unseen := after.Health == v1alpha1.HealthUnknown
	if unseen && old.Health != v1alpha1.HealthUnknown {
		after.Health, after.Reason, after.Message = old.Health, old.Reason, old.Message
	}
	if after.LastCheckTime.IsZero() {
		after.LastCheckTime, after.Streak = old.LastCheckTime, old.Streak
	}
	if after.KeyCheck == v1alpha1.KeyUnknown && old.KeyCheck != "" {
		after.KeyCheck = old.KeyCheck
	}
	if after.Continuation == "" {
		after.Continuation = old.Continuation
	}
	for i := range after.Models {
		if unseen && after.Models[i].State == v1alpha1.ModelUnknown && i < len(old.Models) && old.Models[i].Name == after.Models[i].Name {
			after.Models[i] = old.Models[i]
		}
	}
}

func engineOf(e decide.Engine, seen prober.EngineObservation) v1alpha1.EngineStatus {
	status := v1alpha1.EngineStatus{
		Name:    v1alpha1.EngineName(e),
		Health:  v1alpha1.Health(seen.Health),
		Reason:  string(seen.Reason),
		Message: Shorten(seen.Message),
		Streak:  int64(seen.Streak),
	}
	if !seen.Probed {
		status.Message = "not probed: Stalled says why"
	}
	if !seen.LastCheck.IsZero() {
		status.LastCheckTime = metav1.NewTime(seen.LastCheck)
	}
	status.KeyCheck, status.Continuation = v1alpha1.KeyCheck(seen.Key), v1alpha1.Continuation(seen.Continuation)
	for _, m := range seen.Models {
		status.Models = append(status.Models, v1alpha1.ModelStatus{Name: m.Name, State: v1alpha1.ModelState(m.Presence)})
	}
	return status
}
