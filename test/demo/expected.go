// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// expected is a condition as the story expects it.
type expected struct {
	condition string
	status    metav1.ConditionStatus
	reason    string
}

// The conditions at each step of the story.
var (
	servedByVLLM = []expected{
		{v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonServing},
		{v1alpha1.ConditionDegraded, metav1.ConditionFalse, v1alpha1.ReasonAsDeclared},
		{v1alpha1.ConditionVLLMHealthy, metav1.ConditionTrue, v1alpha1.EngineServing},
		{v1alpha1.ConditionLegacyHealthy, metav1.ConditionTrue, v1alpha1.EngineServing},
		{v1alpha1.ConditionStreamingOnTarget, metav1.ConditionTrue, v1alpha1.ReasonOnTarget},
		{v1alpha1.ConditionOutputCorrect, metav1.ConditionTrue, v1alpha1.ReasonOutputMatched},
		{v1alpha1.ConditionRouted, metav1.ConditionTrue, v1alpha1.ReasonRoutesReady},
		{v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled},
	}
	proven = []expected{
		{v1alpha1.ConditionVLLMHealthy, metav1.ConditionTrue, v1alpha1.EngineServing},
	}
	servedAfterKill = servedByLegacy(v1alpha1.EngineConnectionRefused)
	servedAfterHang = servedByLegacy(v1alpha1.EngineHung)
)

// servedByLegacy are the conditions while vllm is unhealthy.
func servedByLegacy(reason string) []expected {
	return []expected{
		{v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonServingFromLegacy},
		{v1alpha1.ConditionDegraded, metav1.ConditionTrue, v1alpha1.ReasonServedByLegacy},
		{v1alpha1.ConditionVLLMHealthy, metav1.ConditionFalse, reason},
		{v1alpha1.ConditionLegacyHealthy, metav1.ConditionTrue, v1alpha1.EngineServing},
		{v1alpha1.ConditionRouted, metav1.ConditionTrue, v1alpha1.ReasonRoutesReady},
		{v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled},
	}
}

// mismatches lists the conditions that are not as expected.
func mismatches(conditions []metav1.Condition, story []expected) []string {
	var odd []string
	for _, t := range story {
		c := meta.FindStatusCondition(conditions, t.condition)
		switch {
		case c == nil:
			odd = append(odd, fmt.Sprintf("%s is absent, expected %s %s", t.condition, t.status, t.reason))
		case c.Status != t.status || c.Reason != t.reason:
			odd = append(odd, fmt.Sprintf("%s is %s %s (%s), expected %s %s", t.condition, c.Status, c.Reason, c.Message, t.status, t.reason))
		}
	}
	return odd
}

// flip is a flip as the story expects it.
type flip struct {
	from, to v1alpha1.EngineName
	reason   string
}

// expectedFlips are the flips of the story, the oldest first.
var expectedFlips = []flip{
	{v1alpha1.EngineVLLM, v1alpha1.EngineLegacy, v1alpha1.FlipActiveUnhealthy},
	{v1alpha1.EngineLegacy, v1alpha1.EngineVLLM, v1alpha1.FlipPreferredHealthy},
	{v1alpha1.EngineVLLM, v1alpha1.EngineLegacy, v1alpha1.FlipActiveUnhealthy},
}

// historyMismatch is how a flip history, newest first, differs from the first n flips of the story.
func historyMismatch(flips []v1alpha1.Flip, n int) error {
	if len(flips) != n {
		return fmt.Errorf("the flip history has %d flips, expected %d", len(flips), n)
	}
	for i, told := range expectedFlips[:n] {
		f := flips[n-1-i] // the newest comes first
		if (flip{f.From, f.To, f.Reason}) != told {
			return fmt.Errorf("flip %d is %s to %s, %s; expected %s to %s, %s", i+1, f.From, f.To, f.Reason, told.from, told.to, told.reason)
		}
	}
	return nil
}
