// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// conditions are those of a parent that has looked at a generation.
func conditions(generation int64, accepted, resolved metav1.ConditionStatus) []metav1.Condition {
	return []metav1.Condition{
		{Type: "Accepted", Status: accepted, Reason: "Because", Message: "so", ObservedGeneration: generation},
		{Type: "ResolvedRefs", Status: resolved, Reason: "Because", Message: "so", ObservedGeneration: generation},
	}
}

func from(ref gatewayv1.ParentReference, c []metav1.Condition) gatewayv1.RouteParentStatus {
	return gatewayv1.RouteParentStatus{ParentRef: ref, ControllerName: "example.com/gateway", Conditions: c}
}

func TestParents(t *testing.T) {
	t.Parallel()
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	web := gatewayv1.ParentReference{Name: "web"}
	spelled := gatewayv1.ParentReference{
		Group: new(gatewayv1.Group(gatewayv1.GroupName)), Kind: new(gatewayv1.Kind("Gateway")), Namespace: new(gatewayv1.Namespace("team")), Name: "web",
	}
	https := gatewayv1.ParentReference{Name: "web", SectionName: new(gatewayv1.SectionName("https"))}
	infra := gatewayv1.ParentReference{Name: "web", Namespace: new(gatewayv1.Namespace("infra"))}
	mesh := gatewayv1.ParentReference{Name: "web", Group: new(gatewayv1.Group("")), Kind: new(gatewayv1.Kind("Service"))}

	for name, c := range map[string]struct {
		refs  []gatewayv1.ParentReference
		said  []gatewayv1.RouteParentStatus
		want  string // the objections; empty: it is carried
		loses bool
	}{
		"all is well":                         {refs: []gatewayv1.ParentReference{web}, said: []gatewayv1.RouteParentStatus{from(web, conditions(3, yes, yes))}},
		"the parent spells its reference out": {refs: []gatewayv1.ParentReference{web}, said: []gatewayv1.RouteParentStatus{from(spelled, conditions(3, yes, yes))}},
		"a parent that tells no generation":   {refs: []gatewayv1.ParentReference{web}, said: []gatewayv1.RouteParentStatus{from(web, conditions(0, yes, yes))}},
		"an old answer of a parent that is named no more": {
			refs: []gatewayv1.ParentReference{web},
			said: []gatewayv1.RouteParentStatus{from(infra, conditions(1, no, no)), from(web, conditions(3, yes, yes))},
		},
		"nobody has said anything": {
			refs: []gatewayv1.ParentReference{web},
			want: "Gateway web has not reported on HTTPRoute hapa yet: check that it exists and that its controller runs",
		},
		"the answer is of another listener": {
			refs: []gatewayv1.ParentReference{https}, said: []gatewayv1.RouteParentStatus{from(web, conditions(3, yes, yes))},
			want: "Gateway web has not reported on HTTPRoute hapa yet: check that it exists and that its controller runs",
		},
		"the answer is of another kind": {
			refs: []gatewayv1.ParentReference{mesh}, said: []gatewayv1.RouteParentStatus{from(web, conditions(3, yes, yes))},
			want: "Service web has not reported on HTTPRoute hapa yet: check that it exists and that its controller runs",
		},
		"the answer is of an older generation": {
			refs: []gatewayv1.ParentReference{web}, said: []gatewayv1.RouteParentStatus{from(web, conditions(2, no, no))},
			want: "Gateway web has not observed the latest change of HTTPRoute hapa",
		},
		"half an answer": {
			refs: []gatewayv1.ParentReference{web}, said: []gatewayv1.RouteParentStatus{from(web, conditions(3, yes, yes)[:1])},
			want: "Gateway web has not reported ResolvedRefs yet of HTTPRoute hapa",
		},
		"references that are not resolved": {
			refs: []gatewayv1.ParentReference{infra}, said: []gatewayv1.RouteParentStatus{from(infra, conditions(3, yes, no))},
			want: "Gateway infra/web says ResolvedRefs=False (Because: so) of HTTPRoute hapa",
		},
		"one of two refuses": {
			refs: []gatewayv1.ParentReference{web, infra},
			said: []gatewayv1.RouteParentStatus{from(web, conditions(3, yes, yes)), from(infra, conditions(3, no, yes))},
			want: "Gateway infra/web says Accepted=False (Because: so) of HTTPRoute hapa",
		},
		"both refuse": {
			refs:  []gatewayv1.ParentReference{web, infra},
			said:  []gatewayv1.RouteParentStatus{from(web, conditions(3, no, yes)), from(infra, conditions(3, no, yes))},
			want:  "Gateway web says Accepted=False (Because: so) of HTTPRoute hapa; Gateway infra/web says Accepted=False (Because: so) of HTTPRoute hapa",
			loses: true,
		},
		"no parent": {want: "HTTPRoute hapa names no Gateway in parentRefs", loses: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			route := &gatewayv1.HTTPRoute{ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "hapa", Generation: 3}}
			route.Spec.ParentRefs, route.Status.Parents = c.refs, c.said
			got := stateByParents(route, Desired{Engine: v1alpha1.EngineLegacy, VLLMPercent: 10})
			if c.want == "" {
				if !got.Ready || got.Message != "HTTPRoute hapa points to legacy, with 10 % of the requests to vllm" || *got.VLLMPercent != 10 {
					t.Errorf("it is not wasReady: %+v", got)
				}
				return
			}
			if got.Ready || !got.Moving || got.Lost != c.loses || got.Message != c.want || got.Reason != v1alpha1.ReasonParentNotReady {
				t.Errorf("got %+v\nwant lost %v, %s", got, c.loses, c.want)
			}
		})
	}
}
