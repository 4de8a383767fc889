// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// TestHistoryHoldsTenRuns, newest first, and each once, also across a restart that forgets those in memory.
func TestHistoryHoldsTenRuns(t *testing.T) {
	s := newScene().bothHealthy()
	s.backend.Spec.Canaries = []v1alpha1.CanarySpec{{Name: "c", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM}}}
	var runs []prober.Run
	for n := range 14 {
		if n == 7 {
			runs = nil // a restart
		}
		s.pass(time.Minute + 3*time.Second).bothHealthy()
		runs = append([]prober.Run{passing(s.now, n)}, runs...)
		s.seen.VLLM.Canaries = []prober.CanaryObservation{{Name: "c", Runs: runs}}
		s.reconcile().pass(time.Second).reconcile()
	}
	history := s.backend.Status.Canaries[0].History
	if len(history) != keptRuns || !history[0].Time.Time.Equal(runs[0].Ended) {
		t.Fatalf("%d runs, newest %v", len(history), history[0].Time)
	}
	for i := 1; i < len(history); i++ {
		if got := history[i-1].Time.Sub(history[i].Time.Time); got != time.Minute+4*time.Second {
			t.Errorf("runs %d and %d are %v apart", i-1, i, got)
		}
	}
}

// TestLedgerHoldsTenFlips, newest first.
func TestLedgerHoldsTenFlips(t *testing.T) {
	s := newScene().bothHealthy().reconcile()
	for range 8 {
		s.pass(time.Hour).see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).reconcile()
		s.pass(time.Hour).see(decide.VLLM, health.Healthy, health.Serving).reconcile()
	}
	flips := s.backend.Status.Flips
	if len(flips) != keptFlips || flips[0].To != v1alpha1.EngineVLLM || !flips[0].Time.Time.Equal(s.now) || flips[1].Reason != v1alpha1.FlipActiveUnhealthy {
		t.Errorf("the ledger is %+v", flips)
	}
}

// TestCut keeps to the schema's bound, and to whole characters.
func TestCut(t *testing.T) {
	long := strings.Repeat("é", 3000)
	if got := cut(long); utf8.RuneCountInString(got) != longestMessage || !utf8.ValidString(got) {
		t.Errorf("%d characters", utf8.RuneCountInString(got))
	}
	if got := cut("short"); got != "short" {
		t.Error(got)
	}
}

// TestStreamingShowsTheActiveEngine alone: numbers of an engine that does not serve would look like good news.
func TestStreamingShowsTheActiveEngine(t *testing.T) {
	s := newScene().bothHealthy()
	s.backend.Spec.Canaries = []v1alpha1.CanarySpec{{Name: "c", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM}}}
	s.seen.VLLM.Canaries = []prober.CanaryObservation{{Name: "c", Runs: []prober.Run{passing(s.now, 0)}}}
	s.reconcile()
	if got := s.backend.Status.Streaming; got == nil || *got.Chunks != 50 || got.FirstChunk != "200ms" || got.Duration != "4000ms" || got.ChunksPerSecond != "12.5" {
		t.Errorf("got %+v", got)
	}
	s.see(decide.VLLM, health.Unhealthy, v1alpha1.EngineHung).reconcile()
	if got := s.backend.Status.Streaming; got != nil {
		t.Errorf("legacy serves, and %+v is shown", got)
	}
}
