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

// parentPeriod is how often to read the conditions of the parents, in case no event reports them: clients wait for them.
const parentPeriod = 5 * time.Second

// stateByParents returns the state of an HTTPRoute that was written. It is ready once each of its parents has accepted its latest
// generation, and has resolved its references. It is lost if all of them refuse it.
func stateByParents(route *gatewayv1.HTTPRoute, d Desired) state.Route {
	var objections []string
	lost := true
	for _, ref := range route.Spec.ParentRefs {
		objection, refused := parentObjection(route, ref)
		lost = lost && refused
		if objection != "" {
			objections = append(objections, objection)
		}
	}
	if len(route.Spec.ParentRefs) == 0 {
		objections = []string{fmt.Sprintf("HTTPRoute %s names no Gateway in parentRefs", route.Name)}
	}
	if len(objections) > 0 {
		return state.Route{Moving: true, Lost: lost, Reason: v1alpha1.ReasonParentNotReady, RequeueAfter: parentPeriod,
			Message: strings.Join(objections, "; ")}
	}
	return state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady, VLLMPercent: new(d.VLLMPercent), Message: readyMessage(route.Name, d)}
}

func readyMessage(name string, d Desired) string {
	message := fmt.Sprintf("HTTPRoute %s points to %s", name, d.Engine)
	if d.VLLMPercent > 0 && d.VLLMPercent < whole {
		message += fmt.Sprintf(", with %d %% of the requests to vllm", d.VLLMPercent)
	}
	return message
}

// parentObjection returns the objection of a parent to an HTTPRoute; empty: none. refused: the parent does not accept its latest
// generation.
func parentObjection(route *gatewayv1.HTTPRoute, ref gatewayv1.ParentReference) (objection string, refused bool) {
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
		return fmt.Sprintf(
			"%s has not reported on HTTPRoute %s yet: check that it exists and that its controller runs",
			parent,
			route.Name,
		), false
	}
	return "", false
}

// objectionIn returns the objection in the conditions of a parent to a generation of a route. A condition without observedGeneration
// counts as one of the latest generation.
func objectionIn(conditions []metav1.Condition, generation int64) (objection string, refused bool) {
	for _, kind := range []gatewayv1.RouteConditionType{gatewayv1.RouteConditionAccepted, gatewayv1.RouteConditionResolvedRefs} {
		c := meta.FindStatusCondition(conditions, string(kind))
		switch {
		case c == nil:
			return fmt.Sprintf("has not reported %s yet", kind), false
		case c.ObservedGeneration != 0 && c.ObservedGeneration < generation:
			return "has not observed the latest change", false
		case c.Status != metav1.ConditionTrue:
			return fmt.Sprintf("says %s=%s (%s: %s)", kind, c.Status, c.Reason, c.Message),
				kind == gatewayv1.RouteConditionAccepted && c.Status == metav1.ConditionFalse
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
