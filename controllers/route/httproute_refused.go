// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// refusedHTTPRoute says why an HTTPRoute could not be read or written.
func refusedHTTPRoute(err error, name string) State {
	if withoutKind(err) {
		return gatewayAPIMissing()
	}
	return refused(err, "HTTPRoute", name, httpRouteNameField)
}

// withoutKind tells whether an error says that the cluster has no objects of that kind any more, and not just none of that name.
func withoutKind(err error) bool {
	return meta.IsNoMatchError(err) || apierrors.IsNotFound(err) && apierrors.HasStatusCause(err, metav1.CauseTypeUnexpectedServerResponse)
}
