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

// asTold are conditions just as a story tells them.
func asTold(story []told) []metav1.Condition {
	var all []metav1.Condition
	for _, t := range story {
		all = append(all, metav1.Condition{Type: t.condition, Status: t.status, Reason: t.reason, Message: "because"})
	}
	return all
}

func TestConditionsOtherwise(t *testing.T) {
	t.Parallel()
	for _, story := range [][]told{servedByVLLM, servedAfterKill, servedAfterHang} {
		if odd := otherwise(asTold(story), story); len(odd) > 0 {
			t.Errorf("nothing is odd in it, but %v", odd)
		}
	}
	for name, tt := range map[string]struct {
		conditions []metav1.Condition
		want       string
	}{
		"absent":         {nil, "Ready is absent, told was True Serving"},
		"another reason": {asTold(servedAfterKill), "Ready is True ServingFromLegacy (because), told was True Serving"},
	} {
		if odd := otherwise(tt.conditions, servedByVLLM); len(odd) == 0 || odd[0] != tt.want {
			t.Errorf("%s: %v, want first %q", name, odd, tt.want)
		}
	}
	if odd := strings.Join(otherwise(asTold(servedAfterKill), servedAfterHang), ";"); odd != "VLLMHealthy is False ConnectionRefused (because), told was False EngineHung" {
		t.Errorf("a kill is told from a hang by %q", odd)
	}
}

func TestLedgerOdd(t *testing.T) {
	t.Parallel()
	away := v1alpha1.Flip{From: "vllm", To: "legacy", Reason: v1alpha1.FlipActiveUnhealthy}
	back := v1alpha1.Flip{From: "legacy", To: "vllm", Reason: v1alpha1.FlipPreferredHealthy}
	for name, tt := range map[string]struct {
		flips []v1alpha1.Flip
		told  int
		want  string
	}{
		"nothing yet":  {nil, 0, ""},
		"as told":      {[]v1alpha1.Flip{away, back, away}, 3, ""},
		"too many":     {[]v1alpha1.Flip{back, away}, 1, "the ledger holds 2 flips, told were 1"},
		"none":         {nil, 1, "the ledger holds 0 flips, told were 1"},
		"another move": {[]v1alpha1.Flip{away, away}, 2, "flip 2 is vllm to legacy, ActiveUnhealthy; told was legacy to vllm, PreferredHealthy"},
	} {
		got := ""
		if err := ledgerOdd(tt.flips, tt.told); err != nil {
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
		if err := tt.within(); (err == nil) != tt.holds {
			t.Errorf("%s: %v", name, err)
		}
	}
}
