// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// verdict is what one condition says.
type verdict struct {
	status          metav1.ConditionStatus
	reason, message string
}

func yes(reason, message string) verdict { return verdict{metav1.ConditionTrue, reason, message} }

func no(reason, message string) verdict { return verdict{metav1.ConditionFalse, reason, message} }

func unknown(reason, message string) verdict {
	return verdict{metav1.ConditionUnknown, reason, message}
}

// view is what a condition is judged by.
type view struct {
	spec   *v1alpha1.CodeGenBackendSpec
	status *v1alpha1.CodeGenBackendStatus
	account
}

// judgements are the conditions in the order in which they are judged: Ready and Degraded look at those before them.
var judgements = []struct {
	condition string
	judge     func(view) verdict
}{
	{v1alpha1.ConditionVLLMHealthy, vllmHealthy},
	{v1alpha1.ConditionLegacyHealthy, legacyHealthy},
	{v1alpha1.ConditionRouted, routed},
	{v1alpha1.ConditionStalled, stalled},
	{v1alpha1.ConditionStreamingOnTarget, streamingOnTarget},
	{v1alpha1.ConditionOutputCorrect, outputCorrect},
	{v1alpha1.ConditionReady, ready},
	{v1alpha1.ConditionDegraded, degraded},
}

func setConditions(backend *v1alpha1.CodeGenBackend, status *v1alpha1.CodeGenBackendStatus, a account) {
	v := view{spec: &backend.Spec, status: status, account: a}
	for _, j := range judgements {
		says := j.judge(v)
		meta.SetStatusCondition(&status.Conditions, metav1.Condition{
			Type: j.condition, Status: says.status, Reason: says.reason, Message: cut(says.message),
			ObservedGeneration: backend.Generation, LastTransitionTime: metav1.NewTime(a.now),
		})
	}
}

// standing is what a condition said before; absent: what it says now.
func (v view) standing(condition string, absent verdict) verdict {
	c := meta.FindStatusCondition(v.status.Conditions, condition)
	if c == nil {
		return absent
	}
	return verdict{c.Status, c.Reason, c.Message}
}
