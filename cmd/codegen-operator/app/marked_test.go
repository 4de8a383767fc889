// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestAllThatIsOwnedIsMarked: the same of every other kind of route, ConfigMap, HTTPRoute with its Services, and each
// part of a gateway; and those that somebody took the marks off get them again.
func TestAllThatIsOwnedIsMarked(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s, _ := newGatewayStage(t)
	s.operator(withImage)
	b := s.apply(s.backend(func(spec *v1alpha1.CodeGenBackendSpec) {
		byGateway(spec)
		gateway := spec.Route.Gateway
		byHTTPRoute(spec)
		spec.Route.Gateway, spec.Route.ConfigMap = gateway, &v1alpha1.ConfigMapRoute{Name: "hapa-backend"}
	}))
	s.becomes(b, "all routes to carry vllm", everyRouteIs(v1alpha1.EngineVLLM, 3))
	s.flipTwice(b)
	s.becomes(b, "all routes to carry vllm again", everyRouteIs(v1alpha1.EngineVLLM, 3))
	for _, o := range s.ownedBy(b, v1alpha1.RouteHTTPRoute, 5) {
		s.marked(b, v1alpha1.RouteHTTPRoute, o)
	}
	named := metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa-backend"}
	owned := map[client.Object]v1alpha1.RouteKind{
		&corev1.ConfigMap{ObjectMeta: named}: v1alpha1.RouteConfigMap,
		s.httpRoute("hapa"):                  v1alpha1.RouteHTTPRoute,
	}
	for _, part := range s.parts() {
		owned[part] = v1alpha1.RouteGateway
	}
	for o, kind := range owned {
		must(t, s.client.Get(t.Context(), key(o), o))
		s.marked(b, kind, o)
		s.unmark(o)
	}
	for o, kind := range owned {
		s.until("the annotations of "+o.GetName()+" to be there again", func() (bool, string) {
			must(t, s.client.Get(t.Context(), key(o), o))
			return o.GetAnnotations()["argocd.argoproj.io/sync-options"] != "", "they are not"
		})
		s.marked(b, kind, o)
	}
}

// unmark takes off an object what keeps GitOps tools away from it.
func (s *stage) unmark(o client.Object) {
	s.Helper()
	patch := `{"metadata": {"annotations": {"kustomize.toolkit.fluxcd.io/reconcile": null, "argocd.argoproj.io/sync-options": null}}}`
	must(s.T, s.client.Patch(s.Context(), o, client.RawPatch("application/merge-patch+json", []byte(patch))))
}

// ownedBy are the Services, EndpointSlices and HTTPRoutes of a route: at least so many.
func (s *stage) ownedBy(b *v1alpha1.CodeGenBackend, kind v1alpha1.RouteKind, least int) []client.Object {
	s.Helper()
	var found []client.Object
	for _, list := range []client.ObjectList{&corev1.ServiceList{}, &discoveryv1.EndpointSliceList{}, &gatewayv1.HTTPRouteList{}} {
		must(s.T, s.client.List(s.Context(), list, client.InNamespace(s.namespace), client.MatchingLabels{
			"serving.codegen.dev/backend": b.Name, "app.kubernetes.io/component": "route-" + string(kind)}))
		must(s.T, meta.EachListItem(list, func(item runtime.Object) error {
			found = append(found, item.(client.Object))
			return nil
		}))
	}
	if len(found) < least {
		s.Errorf("%d objects are labelled as parts of the %s, want %d", len(found), kind, least)
	}
	return found
}
