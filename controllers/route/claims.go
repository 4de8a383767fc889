// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"fmt"
	"slices"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Claims are the objects that a backend declares as routes, as kind/name. Two backends must not share one, but for webhooks, which are told
// whom they are told of.
func (r Routes) Claims(backend *v1alpha1.CodeGenBackend) []string {
	var claims []string
	for _, kind := range r {
		if name := kind.Declared(backend); name != "" && kind.Kind() != v1alpha1.RouteWebhook {
			claims = append(claims, claim(kind.Kind(), name))
		}
	}
	return claims
}

// AsBefore tells whether a backend declares the routes of which its status tells, and no others.
func (r Routes) AsBefore(backend *v1alpha1.CodeGenBackend) bool {
	var declared, told []string
	for _, kind := range r {
		if name := kind.Declared(backend); name != "" {
			declared = append(declared, claim(kind.Kind(), name))
		}
	}
	for _, route := range backend.Status.Routes {
		told = append(told, claim(route.Kind, route.Name))
	}
	slices.Sort(declared)
	slices.Sort(told)
	return slices.Equal(declared, told)
}

func claim(kind v1alpha1.RouteKind, name string) string { return string(kind) + "/" + name }

// Older tells whether one backend was there before another, and so wins what both declare. Of those made in the same second
// the one with the lesser UID counts as older, so that both come to the same answer.
func Older(a, b client.Object) bool {
	made, other := a.GetCreationTimestamp(), b.GetCreationTimestamp()
	if made.Equal(&other) {
		return a.GetUID() < b.GetUID()
	}
	return made.Before(&other)
}

// claimedBefore is the state of a route that an older backend declares as well.
func claimedBefore(kind v1alpha1.RouteKind, name, older string) State {
	return State{Reason: v1alpha1.ReasonClaimedByOther, Lost: true, Mend: true, Retry: lookAgain, Message: fmt.Sprintf(
		"%s %s is declared by CodeGenBackend %s as well, which is older and keeps it: choose another name here, or take it out there",
		kind, name, older)}
}
