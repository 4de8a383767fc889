// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// asExpected are conditions just as a story tells them.
func asExpected(story []expected) []metav1.Condition {
	var all []metav1.Condition
	for _, t := range story {
		all = append(all, metav1.Condition{Type: t.condition, Status: t.status, Reason: t.reason, Message: "because"})
	}
	return all
}

func TestConditionMismatches(t *testing.T) {
	t.Parallel()
	for _, story := range [][]expected{servedByVLLM, servedAfterKill, servedAfterHang} {
		if odd := mismatches(asExpected(story), story); len(odd) > 0 {
			t.Errorf("nothing is odd in it, but %v", odd)
		}
	}
	for name, tt := range map[string]struct {
		conditions []metav1.Condition
		want       string
	}{
		"absent":         {nil, "Ready is absent, expected True Serving"},
		"another reason": {asExpected(servedAfterKill), "Ready is True ServingFromLegacy (because), expected True Serving"},
	} {
		if odd := mismatches(tt.conditions, servedByVLLM); len(odd) == 0 || odd[0] != tt.want {
			t.Errorf("%s: %v, want first %q", name, odd, tt.want)
		}
	}
	if odd := strings.Join(mismatches(asExpected(servedAfterKill), servedAfterHang), ";"); odd != "VLLMHealthy is False ConnectionRefused (because), expected False EngineHung" {
		t.Errorf("a kill is told from a hang by %q", odd)
	}
}

func TestHistoryMismatch(t *testing.T) {
	t.Parallel()
	away := v1alpha1.Flip{From: "vllm", To: "legacy", Reason: v1alpha1.FlipActiveUnhealthy}
	back := v1alpha1.Flip{From: "legacy", To: "vllm", Reason: v1alpha1.FlipPreferredHealthy}
	for name, tt := range map[string]struct {
		flips    []v1alpha1.Flip
		expected int
		want     string
	}{
		"nothing yet":  {nil, 0, ""},
		"as expected":  {[]v1alpha1.Flip{away, back, away}, 3, ""},
		"too many":     {[]v1alpha1.Flip{back, away}, 1, "the flip history has 2 flips, expected 1"},
		"none":         {nil, 1, "the flip history has 0 flips, expected 1"},
		"another move": {[]v1alpha1.Flip{away, away}, 2, "flip 2 is vllm to legacy, ActiveUnhealthy; expected legacy to vllm, PreferredHealthy"},
	} {
		got := ""
		if err := historyMismatch(tt.flips, tt.expected); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		measured
		holds bool
	}{
		"in time":        {measured{took: time.Second, most: time.Second}, true},
		"too late":       {measured{took: time.Second + 1, most: time.Second}, false},
		"too early":      {measured{took: 29 * time.Second, least: 30 * time.Second, most: time.Minute}, false},
		"only told":      {measured{took: time.Hour}, true},
		"after cooldown": {measured{took: 30 * time.Second, least: 30 * time.Second, most: time.Minute}, true},
	} {
		if err := tt.check(); (err == nil) != tt.holds {
			t.Errorf("%s: %v", name, err)
		}
	}
}
