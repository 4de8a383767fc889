// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// httpRouteNameField is where the spec names a managed HTTPRoute, and with it the Services of its engines.
const httpRouteNameField = "spec.route.httpRoute.name"

// httpRouteFailed is the state of an HTTPRoute that could not be read or written.
func httpRouteFailed(err error, name string) state.Route {
	if isKindMissing(err) {
		return gatewayAPIMissing()
	}
	return notWritten(err, "HTTPRoute", name, httpRouteNameField)
}

// isKindMissing reports whether an error means that the cluster no longer has objects of that kind, and not just none of that name.
func isKindMissing(err error) bool {
	return meta.IsNoMatchError(err) || apierrors.IsNotFound(err) && apierrors.HasStatusCause(err, metav1.CauseTypeUnexpectedServerResponse)
}

// gatewayAPIMissing is the state of an HTTPRoute without the Gateway API. No event reports that it was installed, so
// the route is applied again.
func gatewayAPIMissing() state.Route {
	return state.Route{Reason: v1alpha1.ReasonGatewayAPIMissing, Lost: true, Stalled: true, RequeueAfter: pollPeriod,
		Message: "the cluster has no HTTPRoutes (gateway.networking.k8s.io/v1): install the Gateway API, or remove spec.route.httpRoute"}
}
