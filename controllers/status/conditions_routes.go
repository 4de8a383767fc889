// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"fmt"
	"slices"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// routed is True while every route points to the active engine. While a route cannot be applied yet, it says what it said before.
func routed(v view) verdict {
	outcome := v.Routes
	switch {
	case outcome.Reason == v1alpha1.ReasonNotActing && !outcome.Ready:
		return unknown(outcome.Reason, outcome.Message)
	case outcome.Pending, outcome.Reason == v1alpha1.ReasonNotActing:
		return v.standing(v1alpha1.ConditionRouted, unknown(outcome.Reason, outcome.Message))
	case outcome.Ready && outcome.Err == nil:
		return yes(outcome.Reason, outcome.Message)
	default:
		return no(outcome.Reason, v.notReady())
	}
}

// notReady says what prevents the routes from being ready, and, for a flip that has not begun, that it waits.
func (v view) notReady() string {
	if v.Decision.Flipped && !v.Moved() {
		return fmt.Sprintf("the flip to %s waits: %s", v.Decision.Active, v.Routes.Message)
	}
	return v.Routes.Message
}

// unserved returns a route whose clients are not served by a healthy engine; nil: there is none. Clients of a route that has not moved,
// or cannot be moved, stay with the engine that it points to.
func (v view) unserved() *v1alpha1.RouteStatus {
	if v.Routes.Ready || v.Routes.Pending {
		return nil
	}
	i := slices.IndexFunc(v.status.Routes, func(r v1alpha1.RouteStatus) bool {
		return (r.State == v1alpha1.RouteMoving || r.State == v1alpha1.RouteFailed) && !v.serves(r.Engine)
	})
	if i < 0 {
		return nil
	}
	return &v.status.Routes[i]
}

func (v view) serves(e v1alpha1.EngineName) bool {
	engine := v.status.Engine(e)
	return engine != nil && engine.Health == v1alpha1.HealthHealthy
}

// unservedReason returns the reason of Ready. A route that is moving has not failed.
func unservedReason(r *v1alpha1.RouteStatus) reason.Reason {
	if r.State == v1alpha1.RouteMoving {
		return v1alpha1.ReasonProgressing
	}
	return v1alpha1.ReasonRouteFailed
}
