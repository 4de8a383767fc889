// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Route is the state of one route after it was applied. If none of Ready, Moving and Pending is set, applying it failed.
type Route struct {
	// Kind and Name identify the route.
	Kind v1alpha1.RouteKind
	Name string
	// Ready: the route points to the active engine.
	Ready bool
	// Moving: the route was changed, and does not point to the active engine everywhere yet.
	Moving bool
	// Pending: the route could not be applied yet, and nothing was changed.
	Pending bool
	// Actual is, after an error, the engine that the route points to nevertheless; empty: neither engine; nil: the same as before.
	Actual *v1alpha1.EngineName
	// Uncertain: after an error it is unknown whether the route was changed. It is applied again before anything is reported.
	Uncertain bool
	// Lost: the route points to neither engine, because its object does not exist or belongs to someone else.
	Lost bool
	// Stalled: the route stays like this until a user fixes what Message names.
	Stalled bool
	// Reason and Message become those of the condition Routed.
	Reason  reason.Reason
	Message string
	// Err is the error after which to try again with backoff; nil if trying again soon would not help.
	Err error
	// RequeueAfter is when to apply the route again although no event reports a change; 0: never.
	RequeueAfter time.Duration
	// VLLMPercent is the share of requests that go to vllm; nil: the route cannot split requests.
	VLLMPercent *int32
	// Gateway is the status of the deployed gateway; nil for all other kinds of routes.
	Gateway *v1alpha1.GatewayStatus
	// DeliveryKey is the idempotency key of the latest POST that the webhook accepted; empty if there is none, and
	// for all other kinds of routes.
	DeliveryKey string
}

// Failed reports whether the route could not be applied.
func (r Route) Failed() bool { return !r.Ready && !r.Moving && !r.Pending }

// severity orders routes: ready, pending, moving, failed.
func (r Route) severity() int {
	switch {
	case r.Ready:
		return 0
	case r.Pending:
		return 1
	case r.Moving:
		return 2
	}
	return 3
}
