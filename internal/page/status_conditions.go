// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// conditions are those that are not as they should be.
func (s *sheet) conditions(b *v1alpha1.CodeGenBackend) {
	rows := grid{}
	for _, c := range b.Status.Conditions {
		if tone := ToneOfCondition(c); tone != Good && !Expected(b, c) {
			rows = append(rows, []cell{{c.Type, tone}, {string(c.Status), tone}, {c.Reason, Plain}, {Tidy(c.Message), Plain}})
		}
	}
	s.section("Conditions that are not as they should be", rows, nil)
}

// abnormal are the conditions that should be False.
var abnormal = map[string]bool{v1alpha1.ConditionDegraded: true, v1alpha1.ConditionReconciling: true, v1alpha1.ConditionStalled: true}

// ToneOfCondition is how a condition is meant.
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

// Expected tells of what nobody declared, which cannot be as it should be.
func Expected(b *v1alpha1.CodeGenBackend, c metav1.Condition) bool {
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
