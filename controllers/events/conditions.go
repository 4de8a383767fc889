// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// transition turns a change of a condition's status into an event.
type transition struct {
	condition string
	abnormal  metav1.ConditionStatus // the status that is worth a warning
	action    string
}

var transitions = []transition{
	{v1alpha1.ConditionVLLMHealthy, metav1.ConditionFalse, actionProbe},
	{v1alpha1.ConditionLegacyHealthy, metav1.ConditionFalse, actionProbe},
	{v1alpha1.ConditionRouted, metav1.ConditionFalse, actionRoute},
	{v1alpha1.ConditionStalled, metav1.ConditionTrue, actionReconcile},
	{v1alpha1.ConditionStreamingOnTarget, metav1.ConditionFalse, actionCanary},
	{v1alpha1.ConditionOutputCorrect, metav1.ConditionFalse, actionCanary},
	{v1alpha1.ConditionReady, metav1.ConditionFalse, actionServe},
}

// conditions returns the events of all conditions.
func conditions(before, after *v1alpha1.CodeGenBackendStatus) []Event {
	var all []Event
	for _, t := range transitions {
		was, is := meta.FindStatusCondition(before.Conditions, t.condition), meta.FindStatusCondition(after.Conditions, t.condition)
		if is != nil {
			all = append(all, t.between(was, is)...)
		}
	}
	return all
}

// between returns the event of one condition, if there is one. A normal status is an event only after an abnormal one.
func (t transition) between(was, is *metav1.Condition) []Event {
	wasAbnormal, isAbnormal := was != nil && was.Status == t.abnormal, is.Status == t.abnormal
	message := fmt.Sprintf("%s: %s", t.condition, is.Message)
	switch {
	case isAbnormal && is.Reason == v1alpha1.ReasonProgressing:
		return nil // a start is not an event
	case isAbnormal && (!wasAbnormal || t.reasonChanged(was, is)):
		return []Event{warning(reason.Reason(is.Reason), t.action, message)}
	case wasAbnormal && !isAbnormal && is.Status != metav1.ConditionUnknown:
		return []Event{normal(reason.Reason(is.Reason), t.action, message)}
	}
	return nil
}

// reasonChanged reports whether a new reason is an event. It is not for the health of an engine, where the reason may
// change with every probe.
func (t transition) reasonChanged(was, is *metav1.Condition) bool {
	return t.action != actionProbe && was.Reason != is.Reason
}
