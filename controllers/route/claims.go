// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"fmt"
	"slices"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// Claims returns the objects that a backend declares as routes, as kind/name. Two backends must not share one, except
// for webhooks, which are told the name of the backend.
func (r Routes) Claims(backend *v1alpha1.CodeGenBackend) []string {
	var claims []string
	for _, kind := range r {
		if name := kind.Declared(backend); name != "" && kind.Kind() != v1alpha1.RouteWebhook {
			claims = append(claims, claim(kind.Kind(), name))
		}
	}
	return claims
}

// Unchanged reports whether a backend declares the routes that are in its status, and no others.
func (r Routes) Unchanged(backend *v1alpha1.CodeGenBackend) bool {
	var declared, known []string
	for _, kind := range r {
		if name := kind.Declared(backend); name != "" {
			declared = append(declared, claim(kind.Kind(), name))
		}
	}
	for _, route := range backend.Status.Routes {
		known = append(known, claim(route.Kind, route.Name))
	}
	slices.Sort(declared)
	slices.Sort(known)
	return slices.Equal(declared, known)
}

func claim(kind v1alpha1.RouteKind, name string) string { return string(kind) + "/" + name }

// claimedByOlder is the state of a route that an older backend declares as well.
func claimedByOlder(kind v1alpha1.RouteKind, name, older string) state.Route {
	return state.Route{Reason: v1alpha1.ReasonClaimedByOther, Lost: true, Stalled: true, RequeueAfter: pollPeriod, Message: fmt.Sprintf(
		"%s %s is declared by CodeGenBackend %s as well, which is older and keeps it: choose another name here, or remove it there",
		kind, name, older)}
}
