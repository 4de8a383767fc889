// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// reconciling is True while a change of the spec is not applied to every route yet. A failover is not such a change: clients are served,
// and what the spec declares was applied. If it is Unknown, because a user must fix something, it is computed again once that is done.
func reconciling(v view) verdict {
	switch {
	case meta.IsStatusConditionTrue(v.status.Conditions, v1alpha1.ConditionStalled):
		return v.stopped()
	case v.Routes.Reason == v1alpha1.ReasonNotActing && !v.Routes.Ready && !v.settled():
		return unknown(v1alpha1.ReasonNotActing, "the spec is not applied: "+v.Routes.Message)
	case v.settled() || v.Routes.Ready:
		return no(v1alpha1.ReasonReconciled, "every route is applied as the spec declares")
	}
	return yes(v.Routes.Reason, "not every route is applied as the spec declares yet: "+v.Routes.Message)
}

// settled reports whether the current spec was applied before.
func (v view) settled() bool {
	c := meta.FindStatusCondition(v.status.Conditions, v1alpha1.ConditionReconciling)
	return c != nil && c.Status == metav1.ConditionFalse && c.ObservedGeneration == v.status.ObservedGeneration
}

// stopped is the verdict on a change that cannot go on. One that was applied before stays so.
func (v view) stopped() verdict {
	if v.settled() {
		return v.standing(v1alpha1.ConditionReconciling, verdict{})
	}
	return unknown(v.standing(v1alpha1.ConditionStalled, verdict{}).reason, "see Stalled")
}
