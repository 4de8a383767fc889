// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"cmp"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// routeRequirements: each route points to the active engine.
func routeRequirements(b *v1alpha1.CodeGenBackend) []Requirement {
	var rows []Requirement
	for i := range b.Status.Routes {
		rows = append(rows, routeRequirement(&b.Status.Routes[i], b.Status.Active))
	}
	return rows
}

func routeRequirement(route *v1alpha1.RouteStatus, active v1alpha1.EngineName) Requirement {
	r := Requirement{
		Of: "route", Name: Sanitize(route.Name), Through: string(route.Kind), Requirement: requiresActive,
		Target: cmp.Or(string(active), "none"), Measured: cmp.Or(string(route.Engine), string(route.State)), Message: Sanitize(route.Message),
	}
	switch route.State {
	case v1alpha1.RouteReady:
		r.Verdict, r.Message = Pass, ""
	case v1alpha1.RouteMoving:
		r.Verdict = Inconclusive
	case v1alpha1.RouteFailed:
		r.Verdict = Fail
	default:
		r.Verdict = NotMeasured
	}
	return r
}
