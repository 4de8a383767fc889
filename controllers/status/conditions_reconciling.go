// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// reconciling is whether a change of the spec is still on its way into the routes. A failover is no such change: clients are served, and whoever
// waits for the object has what was asked for. Once Unknown, because someone has to mend something, it is told anew when that is done.
func reconciling(v view) verdict {
	switch {
	case meta.IsStatusConditionTrue(v.status.Conditions, v1alpha1.ConditionStalled):
		return v.stopped()
	case v.Routes.Reason == v1alpha1.ReasonNotActing && !v.Routes.Ready && !v.settled():
		return unknown(v1alpha1.ReasonNotActing, "what the spec declares is not carried out: "+v.Routes.Message)
	case v.settled() || v.Routes.Ready:
		return no(v1alpha1.ReasonReconciled, "the routes have carried what the spec declares")
	}
	return yes(v.Routes.Reason, "not every route carries what the spec declares yet: "+v.Routes.Message)
}

// settled tells whether the spec, as it is now, was carried before.
func (v view) settled() bool {
	c := meta.FindStatusCondition(v.status.Conditions, v1alpha1.ConditionReconciling)
	return c != nil && c.Status == metav1.ConditionFalse && c.ObservedGeneration == v.status.ObservedGeneration
}

// stopped is what is said of a change that cannot go on. One that was carried before stays so.
func (v view) stopped() verdict {
	if v.settled() {
		return v.standing(v1alpha1.ConditionReconciling, verdict{})
	}
	return unknown(v.standing(v1alpha1.ConditionStalled, verdict{}).reason, "see Stalled")
}
