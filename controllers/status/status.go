// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// Compute returns the status of an object after a reconcile.
func Compute(before *v1alpha1.CodeGenBackend, r Result) v1alpha1.CodeGenBackendStatus {
	status := *before.Status.DeepCopy()
	sameSpec := status.ObservedGeneration == before.Generation
	status.ObservedGeneration = before.Generation
	remember(&status, r)
	status.WouldBe = v1alpha1.EngineName(r.Decision.WouldBe)
	status.Pin = pinAfter(before, r)
	status.Routes = routesAfter(before, r)
	status.Engines = enginesAfter(before, r, sameSpec)
	status.Canaries = comparePairs(before, canariesAfter(before, r))
	status.Streaming = streamingOf(&before.Spec, &status)
	setConditions(before, &status, r)
	return status
}

// remember records what must outlive a restart, if the decision was carried out.
func remember(status *v1alpha1.CodeGenBackendStatus, r Result) {
	if !r.Moved() {
		return
	}
	memory := r.Decision.Memory
	if r.Decision.Flipped {
		status.Flips = flipHistory(status, r)
	}
	status.CooldownSeconds = int32(memory.Cooldown.Seconds())
	status.Failback = failbackAfter(memory)
	status.Active = v1alpha1.EngineName(memory.Active)
	status.Since = metav1.NewTime(memory.Since)
}

// keptFlips is how many flips the history keeps.
const keptFlips = 10

// flipHistory returns the flip history with the new flip first.
func flipHistory(status *v1alpha1.CodeGenBackendStatus, r Result) []v1alpha1.Flip {
	flip := v1alpha1.Flip{
		Time:    metav1.NewMicroTime(r.Now),
		From:    status.Active,
		To:      v1alpha1.EngineName(r.Decision.Active),
		Reason:  string(r.Decision.Reason),
		Message: Shorten(r.Decision.Message),
	}
	flips := append([]v1alpha1.Flip{flip}, status.Flips...)
	return flips[:min(len(flips), keptFlips)]
}

// Measured returns the part of a status that holds what was measured of the engines and canaries of a backend, for a
// check without an operator.
func Measured(backend *v1alpha1.CodeGenBackend, observed prober.Observation, now time.Time) v1alpha1.CodeGenBackendStatus {
	r := Result{Now: now, Observed: observed}
	return v1alpha1.CodeGenBackendStatus{Engines: enginesAfter(backend, r, false), Canaries: comparePairs(backend, canariesAfter(backend, r))}
}
