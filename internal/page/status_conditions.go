// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// conditions writes the conditions that need attention.
func (s *builder) conditions(b *v1alpha1.CodeGenBackend) {
	rows := grid{}
	for _, c := range b.Status.Conditions {
		if tone := ToneOfCondition(c); tone != Good && !NotDeclared(b, c) {
			rows = append(rows, []cell{{c.Type, tone}, {string(c.Status), tone}, {c.Reason, Plain}, {Sanitize(c.Message), Plain}})
		}
	}
	s.section("Conditions that need attention", rows, nil)
}

// abnormal are the conditions that should be False.
var abnormal = map[string]bool{v1alpha1.ConditionDegraded: true, v1alpha1.ConditionReconciling: true, v1alpha1.ConditionStalled: true}

// ToneOfCondition returns the tone of a condition.
func ToneOfCondition(c metav1.Condition) Tone {
	want := metav1.ConditionTrue
	if abnormal[c.Type] {
		want = metav1.ConditionFalse
	}
	switch {
	case c.Status == want:
		return Good
	case c.Status == metav1.ConditionUnknown, c.Type == v1alpha1.ConditionReconciling:
		return Doubtful
	default:
		return Bad
	}
}

// NotDeclared reports whether a condition is about something that the backend does not declare, such as a route.
func NotDeclared(b *v1alpha1.CodeGenBackend, c metav1.Condition) bool {
	return c.Reason == v1alpha1.ReasonNoRoute || c.Reason == v1alpha1.ReasonNotMeasured && len(b.Spec.Canaries) == 0
}

func conditionOf(b *v1alpha1.CodeGenBackend, kind string) *metav1.Condition {
	for i := range b.Status.Conditions {
		if c := &b.Status.Conditions[i]; c.Type == kind {
			return c
		}
	}
	return nil
}
