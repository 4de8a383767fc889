// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"fmt"
	"slices"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// routed is what carrying came to. While it cannot be told, what was said before stands.
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

// notReady says what is in the way, and, in a flip that has not begun, that it waits.
func (v view) notReady() string {
	if v.Decision.Flipped && !v.Moved() {
		return fmt.Sprintf("the flip to %s waits: %s", v.Decision.Active, v.Routes.Message)
	}
	return v.Routes.Message
}

// unserved is a route whose clients are not served by a healthy engine; nil: there is none. Clients of a route that has not moved, or cannot be moved,
// stay with the engine that it carries.
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

// unservedReason: what is on its way is no failure.
func unservedReason(r *v1alpha1.RouteStatus) string {
	if r.State == v1alpha1.RouteMoving {
		return v1alpha1.ReasonProgressing
	}
	return v1alpha1.ReasonRouteFailed
}
