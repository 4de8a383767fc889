// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"cmp"
	"slices"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// judgements are the conditions in the order in which they are computed: Reconciling, Ready and Degraded depend on earlier ones.
var judgements = []struct {
	condition string
	judge     func(view) verdict
}{
	{v1alpha1.ConditionVLLMHealthy, vllmHealthy},
	{v1alpha1.ConditionLegacyHealthy, legacyHealthy},
	{v1alpha1.ConditionRouted, routed},
	{v1alpha1.ConditionStalled, stalled},
	{v1alpha1.ConditionReconciling, reconciling},
	{v1alpha1.ConditionStreamingOnTarget, streamingOnTarget},
	{v1alpha1.ConditionOutputCorrect, outputCorrect},
	{v1alpha1.ConditionReady, ready},
	{v1alpha1.ConditionDegraded, degraded},
}

func setConditions(backend *v1alpha1.CodeGenBackend, status *v1alpha1.CodeGenBackendStatus, r Result) {
	v := view{spec: &backend.Spec, status: status, Result: r}
	for _, j := range judgements {
		says := j.judge(v)
		meta.SetStatusCondition(&status.Conditions, metav1.Condition{
			Type: j.condition, Status: says.status, Reason: string(says.reason), Message: Shorten(says.message),
			ObservedGeneration: backend.Generation, LastTransitionTime: metav1.NewTime(r.Now),
		})
	}
	slices.SortStableFunc(status.Conditions, func(a, b metav1.Condition) int { return cmp.Compare(place(a), place(b)) })
}

// shown is the order in which conditions are listed: the most important first.
var shown = []string{
	v1alpha1.ConditionReady, v1alpha1.ConditionDegraded, v1alpha1.ConditionVLLMHealthy, v1alpha1.ConditionLegacyHealthy,
	v1alpha1.ConditionStreamingOnTarget, v1alpha1.ConditionOutputCorrect, v1alpha1.ConditionRouted,
	v1alpha1.ConditionReconciling, v1alpha1.ConditionStalled,
}

func place(c metav1.Condition) int { return slices.Index(shown, c.Type) }
