// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// gatewayAPI installs HTTPRoutes in the shared control plane, once.
var gatewayAPI = sync.OnceValue(func() error { return shared.InstallGatewayAPI(context.Background()) })

// newGatewayStage is a stage in a cluster with the Gateway API, and with a gateway controller.
func newGatewayStage(t *testing.T) (*stage, *gatewayController) {
	t.Helper()
	must(t, gatewayAPI())
	s := newStage(t)
	return s, s.gatewayController()
}

// gatewayController plays the controller of all Gateways that HTTPRoutes name: it accepts each HTTPRoute as soon as it changes.
type gatewayController struct {
	stage  *stage
	mu     sync.Mutex
	answer func(*gatewayv1.HTTPRoute) []metav1.Condition // guarded by mu; nil: it says nothing
}

func (s *stage) gatewayController() *gatewayController {
	s.Helper()
	g := &gatewayController{stage: s, answer: accepting}
	w, err := s.client.Watch(s.Context(), &gatewayv1.HTTPRouteList{}, client.InNamespace(s.namespace))
	must(s.T, err)
	ended := make(chan struct{})
	s.Cleanup(func() { w.Stop(); <-ended })
	go func() {
		defer close(ended)
		for event := range w.ResultChan() {
			if route, ok := event.Object.(*gatewayv1.HTTPRoute); ok && event.Type != "DELETED" {
				g.say(route)
			}
		}
	}()
	return g
}

// say writes what the controller thinks of an HTTPRoute. Where that fails the HTTPRoute has changed, or the test is over.
func (g *gatewayController) say(route *gatewayv1.HTTPRoute) {
	g.mu.Lock()
	answer := g.answer
	g.mu.Unlock()
	if answer == nil || (len(route.Status.Parents) > 0 && route.Status.Parents[0].Conditions[0].ObservedGeneration == route.Generation) {
		return
	}
	route.Status.Parents = nil
	for _, ref := range route.Spec.ParentRefs {
		route.Status.Parents = append(route.Status.Parents, gatewayv1.RouteParentStatus{
			ParentRef: ref, ControllerName: "example.com/gateway", Conditions: answer(route),
		})
	}
	_ = g.stage.client.Status().Update(context.Background(), route)
}

// answers has the controller give another answer from the next change on.
func (g *gatewayController) answers(answer func(*gatewayv1.HTTPRoute) []metav1.Condition) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answer = answer
}

func accepting(route *gatewayv1.HTTPRoute) []metav1.Condition {
	return []metav1.Condition{
		said(route, gatewayv1.RouteConditionAccepted, metav1.ConditionTrue, "Accepted"),
		said(route, gatewayv1.RouteConditionResolvedRefs, metav1.ConditionTrue, "ResolvedRefs"),
	}
}

func refusing(route *gatewayv1.HTTPRoute) []metav1.Condition {
	return []metav1.Condition{said(route, gatewayv1.RouteConditionAccepted, metav1.ConditionFalse, "NotAllowedByListeners")}
}

func unresolved(route *gatewayv1.HTTPRoute) []metav1.Condition {
	return []metav1.Condition{
		said(route, gatewayv1.RouteConditionAccepted, metav1.ConditionTrue, "Accepted"),
		said(route, gatewayv1.RouteConditionResolvedRefs, metav1.ConditionFalse, "BackendNotFound"),
	}
}

func said(route *gatewayv1.HTTPRoute, kind gatewayv1.RouteConditionType, status metav1.ConditionStatus, reason string) metav1.Condition {
	return metav1.Condition{
		Type: string(kind), Status: status, Reason: reason, Message: "so it is", ObservedGeneration: route.Generation, LastTransitionTime: metav1.Now(),
	}
}

// byHTTPRoute routes by an HTTPRoute that the operator makes, at the Gateway web.
func byHTTPRoute(spec *v1alpha1.CodeGenBackendSpec) {
	spec.Route = v1alpha1.RouteSpec{HTTPRoute: &v1alpha1.HTTPRouteRoute{Name: "hapa", ParentRefs: []v1alpha1.ParentReference{{Name: "web"}}}}
}

func (s *stage) httpRoute(name string) *gatewayv1.HTTPRoute {
	s.Helper()
	var route gatewayv1.HTTPRoute
	must(s.T, s.client.Get(s.Context(), client.ObjectKey{Namespace: s.namespace, Name: name}, &route))
	return &route
}

// weighs waits until the backendRefs of the first rule of an HTTPRoute have these weights.
func (s *stage) weighs(name string, vllm, legacy int32) {
	s.Helper()
	s.until(fmt.Sprintf("the weights %d/%d", vllm, legacy), func() (bool, string) {
		var route gatewayv1.HTTPRoute
		if err := s.client.Get(s.Context(), client.ObjectKey{Namespace: s.namespace, Name: name}, &route); err != nil {
			return false, err.Error()
		}
		refs := route.Spec.Rules[0].BackendRefs
		return len(refs) == 2 && *refs[0].Weight == vllm && *refs[1].Weight == legacy, weightsText(refs)
	})
}

func weightsText(refs []gatewayv1.HTTPBackendRef) string {
	var text string
	for _, ref := range refs {
		text += fmt.Sprintf("%s=%d ", ref.Name, *ref.Weight)
	}
	return text
}

// routeIs reports whether the first route of the status is in a state, and carries an engine.
func routeIs(state v1alpha1.RouteState, engine v1alpha1.EngineName) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(st *v1alpha1.CodeGenBackendStatus) bool {
		return len(st.Routes) > 0 && st.Routes[0].State == state && st.Routes[0].Engine == engine
	}
}
