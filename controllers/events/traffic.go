// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// traffic returns an event if an engine was selected, traffic flipped, or, in mode Observe, would have been moved.
func traffic(before, after *v1alpha1.CodeGenBackendStatus) []Event {
	switch {
	case before.Active == "" && after.Active != "":
		return []Event{normal(v1alpha1.ReasonSelected, actionRoute, fmt.Sprintf("traffic goes to %s", after.Active))}
	case before.Active != after.Active && len(after.Flips) > 0:
		return []Event{flipped(after.Flips[0])}
	case after.WouldBe != "" && after.WouldBe != before.WouldBe:
		return []Event{normal(v1alpha1.ReasonWouldFlip, actionObserve, fmt.Sprintf("in mode Auto, %s would be active", after.WouldBe))}
	}
	return nil
}

// flipped returns the event of a flip. Leaving an unhealthy engine is a warning; coming back is not.
func flipped(flip v1alpha1.Flip) Event {
	message := fmt.Sprintf("flipped from %s to %s: %s", flip.From, flip.To, flip.Message)
	if flip.Reason == v1alpha1.FlipActiveUnhealthy {
		return warning(reason.Reason(flip.Reason), actionFlip, message)
	}
	return normal(reason.Reason(flip.Reason), actionFlip, message)
}

// failback returns an event if a gradual failback went one step further, or was aborted.
func failback(before, after *v1alpha1.CodeGenBackendStatus) []Event {
	was, is := before.FailbackOrZero(), after.FailbackOrZero()
	switch {
	case !is.AbortedTime.IsZero() && !is.AbortedTime.Equal(&was.AbortedTime):
		return []Event{warning(v1alpha1.ReasonFailbackAborted, actionFailback, fmt.Sprintf(
			"the failback to vllm was aborted at %d %%, and legacy has all traffic again", was.VLLMPercent))}
	case is.VLLMPercent > was.VLLMPercent:
		return []Event{normal(v1alpha1.ReasonFailbackStep, actionFailback, fmt.Sprintf(
			"vllm has %d %% of the traffic", is.VLLMPercent))}
	}
	return nil
}

// pins returns an event if a pin has expired: it is still in the spec, where it may mislead a reader.
func pins(before, after *v1alpha1.CodeGenBackendStatus) []Event {
	if after.Pin != v1alpha1.PinExpired || before.Pin == v1alpha1.PinExpired {
		return nil
	}
	return []Event{normal(v1alpha1.ReasonPinExpired, actionPin,
		"the pin has expired and is ignored: remove spec.failover.pin, or set a later time")}
}
