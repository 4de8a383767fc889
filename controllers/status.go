// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
)

// statusAfter is the status of an object after a reconcile. It reads nothing but its arguments.
func statusAfter(before *v1alpha1.CodeGenBackend, a account) v1alpha1.CodeGenBackendStatus {
	status := *before.Status.DeepCopy()
	sameSpec := status.ObservedGeneration == before.Generation
	status.ObservedGeneration = before.Generation
	remember(&status, a)
	status.WouldBe = v1alpha1.EngineName(a.decision.WouldBe)
	status.Pin = pinAfter(before, a)
	status.Routes = routesAfter(before, a)
	status.Engines = enginesAfter(before, a, sameSpec)
	status.Canaries = canariesAfter(before, a)
	status.Streaming = streamingOf(&before.Spec, &status)
	setConditions(before, &status, a)
	return status
}

// remember writes down what must outlive a restart, if the decision was carried out.
func remember(status *v1alpha1.CodeGenBackendStatus, a account) {
	if !a.moved() {
		return
	}
	memory := a.decision.Memory
	if a.decision.Flipped {
		status.Flips = ledger(status, a)
	}
	status.CooldownSeconds = int32(memory.Cooldown.Seconds())
	status.Failback = failbackAfter(memory)
	status.Active = v1alpha1.EngineName(memory.Active)
	status.Since = metav1.NewTime(memory.Since)
}

// keptFlips is how many flips the ledger holds.
const keptFlips = 10

// ledger is the ledger with the new flip on top.
func ledger(status *v1alpha1.CodeGenBackendStatus, a account) []v1alpha1.Flip {
	flip := v1alpha1.Flip{
		Time:    metav1.NewMicroTime(a.now),
		From:    status.Active,
		To:      v1alpha1.EngineName(a.decision.Active),
		Reason:  string(a.decision.Reason),
		Message: cut(a.decision.Message),
	}
	flips := append([]v1alpha1.Flip{flip}, status.Flips...)
	return flips[:min(len(flips), keptFlips)]
}

// longestMessage is what the schema lets into a message, in characters.
const longestMessage = 1024

// cut shortens a message to what the schema lets in, and drops its full stop: conditions are shown in lists.
func cut(message string) string {
	message = strings.TrimSuffix(message, ".")
	runes := []rune(message)
	if len(runes) <= longestMessage {
		return message
	}
	return string(runes[:longestMessage-1]) + "…"
}

// engineStatus finds an engine in a status; nil: it is not there.
func engineStatus(status *v1alpha1.CodeGenBackendStatus, e decide.Engine) *v1alpha1.EngineStatus {
	for i := range status.Engines {
		if status.Engines[i].Name == v1alpha1.EngineName(e) {
			return &status.Engines[i]
		}
	}
	return nil
}
