// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"errors"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// State is what carrying by one kind of route came to. Where none of Ready, Moving and Pending holds, it failed.
type State struct {
	// Kind and Name tell which route it is.
	Kind v1alpha1.RouteKind
	Name string
	// Ready: the route carries the destination.
	Ready bool
	// Moving: the route was told of the destination, and does not carry it everywhere yet.
	Moving bool
	// Pending: it cannot be told yet, and nothing was changed.
	Pending bool
	// Actual is, after an error, the engine that the route carries all the same, empty for none; nil: what it carried before.
	Actual *v1alpha1.EngineName
	// Unsure: an error left open what the route carries now. It is tried again before anything is said of it.
	Unsure bool
	// Lost: the route carries nothing of ours, because its object is somebody else's or not there.
	Lost bool
	// Mend: it stays so until someone mends what the message names.
	Mend bool
	// Reason and Message are those of the condition Routed.
	Reason, Message string
	// Err is the error to try again after, with backoff; nil where trying again soon would not help.
	Err error
	// Retry is when to look again although nothing tells us of a change; 0: never.
	Retry time.Duration
	// VLLMPercent is the share of requests that go to vllm; nil: the route cannot split.
	VLLMPercent *int32
	// Gateway is the deployed gateway; nil: the route is none.
	Gateway *v1alpha1.GatewayStatus
	// DeliveryKey is the idempotency key of the latest POST that was taken; empty: none, or the route is no webhook.
	DeliveryKey string
}

// failed tells whether the route could not be told.
func (s State) failed() bool { return !s.Ready && !s.Moving && !s.Pending }

// failed is the state after an error that is worth trying again.
func failed(err error) State {
	return State{Reason: v1alpha1.ReasonApplyFailed, Message: err.Error(), Err: err, Unsure: errors.Is(err, errUnsure)}
}
