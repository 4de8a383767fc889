// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/controllers/spec"
	"github.com/codegen-dev/codegen-operator/internal/decide"
)

// routesAfter returns the status of the declared routes. If no route was applied, it is what it was before.
func routesAfter(before *v1alpha1.CodeGenBackend, r Result) []v1alpha1.RouteStatus {
	if len(r.Routes.Routes) == 0 && r.Routes.Reason != v1alpha1.ReasonNoRoute {
		return before.Status.Routes
	}
	var routes []v1alpha1.RouteStatus
	for _, route := range r.Routes.Routes {
		routes = append(routes, routeAfter(before.Status.Routes, route, v1alpha1.EngineName(r.Decision.Active)))
	}
	return routes
}

// routeAfter returns the status of one route. It points to the active engine once all of it does, and until then to the engine before.
// While it cannot be applied, its status stays as it was.
func routeAfter(before []v1alpha1.RouteStatus, s state.Route, to v1alpha1.EngineName) v1alpha1.RouteStatus {
	status, known := knownRoute(before, s)
	if known && s.Pending {
		return status
	}
	switch {
	case s.Ready:
		status.Engine, status.VLLMPercent = to, s.VLLMPercent
	case s.Actual != nil:
		status.Engine, status.VLLMPercent = *s.Actual, nil
	case s.Lost:
		status.Engine, status.VLLMPercent = "", nil
	}
	status.Gateway = gatewayAfter(status.Gateway, s.Gateway)
	if s.DeliveryKey != "" {
		status.DeliveryKey = s.DeliveryKey
	}
	status.State, status.Reason, status.Message = stateOf(s), string(s.Reason), Shorten(s.Message)
	return status
}

// gatewayAfter returns the status of a gateway. While its replicas are replaced, it has the previous version.
func gatewayAfter(before, now *v1alpha1.GatewayStatus) *v1alpha1.GatewayStatus {
	if now != nil && before != nil && now.Version == "" {
		now.Version = before.Version
	}
	return now
}

// knownRoute returns the status of a route from before.
func knownRoute(before []v1alpha1.RouteStatus, s state.Route) (status v1alpha1.RouteStatus, known bool) {
	for _, r := range before {
		if r.Kind == s.Kind && r.Name == s.Name {
			return r, true
		}
	}
	return v1alpha1.RouteStatus{Kind: s.Kind, Name: s.Name}, false
}

func stateOf(s state.Route) v1alpha1.RouteState {
	switch {
	case s.Ready:
		return v1alpha1.RouteReady
	case s.Moving:
		return v1alpha1.RouteMoving
	case s.Pending:
		return v1alpha1.RouteUnknown
	}
	return v1alpha1.RouteFailed
}

// failbackAfter returns the status of a gradual failback; nil: there is none.
func failbackAfter(m decide.Memory) *v1alpha1.FailbackStatus {
	if m.Share == 0 && m.LastAbort.IsZero() {
		return nil
	}
	status := &v1alpha1.FailbackStatus{VLLMPercent: int32(m.Share), AbortedTime: metav1.NewMicroTime(m.LastAbort)} //nolint:gosec // a percentage
	if m.Share > 0 {
		status.Since = metav1.NewMicroTime(m.ShareSince)
	}
	return status
}

// pinAfter says whether the declared pin is in force.
func pinAfter(before *v1alpha1.CodeGenBackend, r Result) v1alpha1.PinState {
	pin := spec.Policy(before).Pin
	switch {
	case pin == nil:
		return ""
	case pin.Expired(r.Now):
		return v1alpha1.PinExpired
	}
	return v1alpha1.PinInForce
}
