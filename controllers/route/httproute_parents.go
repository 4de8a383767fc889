// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// lookAtParents is when to look again at what parents say, should nothing tell us that they have said it: clients wait for it.
const lookAtParents = 5 * time.Second

// asParentsSay is the state of an HTTPRoute that was written: it carries the active engine once each of its parents has accepted it as it is
// now, and has resolved what it refers to. It carries nothing where all of them refuse it.
func asParentsSay(route *gatewayv1.HTTPRoute, d Desired) state.Route {
	var objections []string
	lost := true
	for _, ref := range route.Spec.ParentRefs {
		objection, refused := parentSays(route, ref)
		lost = lost && refused
		if objection != "" {
			objections = append(objections, objection)
		}
	}
	if len(route.Spec.ParentRefs) == 0 {
		objections = []string{fmt.Sprintf("HTTPRoute %s names no Gateway in parentRefs", route.Name)}
	}
	if len(objections) > 0 {
		return state.Route{Moving: true, Lost: lost, Reason: v1alpha1.ReasonParentNotReady, RequeueAfter: lookAtParents, Message: strings.Join(objections, "; ")}
	}
	return state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady, VLLMPercent: new(d.VLLMPercent), Message: carrying(route.Name, d)}
}

func carrying(name string, d Desired) string {
	message := fmt.Sprintf("HTTPRoute %s carries %s", name, d.Engine)
	if d.VLLMPercent > 0 && d.VLLMPercent < whole {
		message += fmt.Sprintf(", with %d %% of the requests to vllm", d.VLLMPercent)
	}
	return message
}

// parentSays is what a parent has against an HTTPRoute; empty: nothing. refused: it does not accept it, as it is now.
func parentSays(route *gatewayv1.HTTPRoute, ref gatewayv1.ParentReference) (objection string, refused bool) {
	parent, answered := parentName(ref), false
	for _, status := range route.Status.Parents {
		if identity(route, status.ParentRef) != identity(route, ref) {
			continue
		}
		answered = true
		if objection, refused := objectionIn(status.Conditions, route.Generation); objection != "" {
			return fmt.Sprintf("%s %s of HTTPRoute %s", parent, objection, route.Name), refused
		}
	}
	if !answered {
		return fmt.Sprintf("%s has said nothing of HTTPRoute %s yet: is it there, and does its controller run?", parent, route.Name), false
	}
	return "", false
}

// objectionIn is what the conditions of a parent have against a generation of a route. A condition that does not tell which
// generation it is of counts as one of the latest.
func objectionIn(conditions []metav1.Condition, generation int64) (objection string, refused bool) {
	for _, kind := range []gatewayv1.RouteConditionType{gatewayv1.RouteConditionAccepted, gatewayv1.RouteConditionResolvedRefs} {
		c := meta.FindStatusCondition(conditions, string(kind))
		switch {
		case c == nil:
			return fmt.Sprintf("has not said %s yet", kind), false
		case c.ObservedGeneration != 0 && c.ObservedGeneration < generation:
			return "has not taken up the latest change", false
		case c.Status != metav1.ConditionTrue:
			return fmt.Sprintf("says %s=%s (%s: %s)", kind, c.Status, c.Reason, c.Message), kind == gatewayv1.RouteConditionAccepted && c.Status == metav1.ConditionFalse
		}
	}
	return "", false
}

func parentName(ref gatewayv1.ParentReference) string {
	name := string(ref.Name)
	if ref.Namespace != nil {
		name = string(*ref.Namespace) + "/" + name
	}
	return string(cmp.Or(owned.Deref(ref.Kind), "Gateway")) + " " + name
}

// parent is a parent reference with its defaults filled in.
type parent struct {
	group     gatewayv1.Group
	kind      gatewayv1.Kind
	namespace gatewayv1.Namespace
	name      gatewayv1.ObjectName
	section   gatewayv1.SectionName
	port      gatewayv1.PortNumber
}

func identity(route *gatewayv1.HTTPRoute, ref gatewayv1.ParentReference) parent {
	p := parent{group: gatewayv1.GroupName, name: ref.Name, section: owned.Deref(ref.SectionName), port: owned.Deref(ref.Port)}
	if ref.Group != nil {
		p.group = *ref.Group // an empty one is the core group, and no default
	}
	p.kind = cmp.Or(owned.Deref(ref.Kind), "Gateway")
	p.namespace = cmp.Or(owned.Deref(ref.Namespace), gatewayv1.Namespace(route.Namespace))
	return p
}
