// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// traffic tells of placements, of flips, and of what Observe would have done.
func traffic(before, after *v1alpha1.CodeGenBackendStatus) []news {
	switch {
	case before.Active == "" && after.Active != "":
		return []news{{corev1.EventTypeNormal, "Selected", "Route", fmt.Sprintf("traffic goes to %s", after.Active)}}
	case before.Active != after.Active && len(after.Flips) > 0:
		flip := after.Flips[0]
		return []news{{kindOf(flip), flip.Reason, "Flip", fmt.Sprintf("flipped from %s to %s: %s", flip.From, flip.To, flip.Message)}}
	case after.WouldBe != "" && after.WouldBe != before.WouldBe:
		return []news{{corev1.EventTypeNormal, "WouldFlip", "Observe", fmt.Sprintf("in mode Auto, %s would be active", after.WouldBe)}}
	}
	return nil
}

// kindOf: leaving a sick engine is a warning, coming back is not.
func kindOf(flip v1alpha1.Flip) string {
	if flip.Reason == v1alpha1.FlipActiveUnhealthy {
		return corev1.EventTypeWarning
	}
	return corev1.EventTypeNormal
}

// failback tells of the steps of a gradual failback, and of one that was given up.
func failback(before, after *v1alpha1.CodeGenBackendStatus) []news {
	was, is := failbackOrNone(before), failbackOrNone(after)
	switch {
	case !is.AbortedTime.IsZero() && !is.AbortedTime.Equal(&was.AbortedTime):
		return []news{{corev1.EventTypeWarning, v1alpha1.ReasonFailbackAborted, "Failback", fmt.Sprintf(
			"the failback to vllm was given up at %d %%, and legacy has all of the traffic again", was.VLLMPercent)}}
	case is.VLLMPercent > was.VLLMPercent:
		return []news{{corev1.EventTypeNormal, v1alpha1.ReasonFailbackStep, "Failback", fmt.Sprintf(
			"vllm has %d %% of the traffic", is.VLLMPercent)}}
	}
	return nil
}

func failbackOrNone(status *v1alpha1.CodeGenBackendStatus) v1alpha1.FailbackStatus {
	if status.Failback == nil {
		return v1alpha1.FailbackStatus{}
	}
	return *status.Failback
}

// pins tell of a pin that has run out: it stays in the spec, where somebody may believe in it.
func pins(before, after *v1alpha1.CodeGenBackendStatus) []news {
	if after.Pin != v1alpha1.PinExpired || before.Pin == v1alpha1.PinExpired {
		return nil
	}
	return []news{{corev1.EventTypeNormal, v1alpha1.ReasonPinExpired, "Pin",
		"the pin has run out and is ignored: take spec.failover.pin out, or set a later time"}}
}
