// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/prober"
	"github.com/codegen-dev/codegen-operator/test/scene"
)

// TestHistoryHoldsTenRuns, newest first, and each once, also across a restart that forgets those in memory.
func TestHistoryHoldsTenRuns(t *testing.T) {
	s := scene.New().BothHealthy()
	s.Backend.Spec.Canaries = []v1alpha1.CanarySpec{{Name: "c", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM}}}
	var runs []prober.Run
	for n := range 14 {
		if n == 7 {
			runs = nil // a restart
		}
		s.Pass(time.Minute + 3*time.Second).BothHealthy()
		runs = append([]prober.Run{passingRun(s.Now, n)}, runs...)
		s.Observed.VLLM.Canaries = []prober.CanaryObservation{{Name: "c", Runs: runs}}
		s.Reconcile().Pass(time.Second).Reconcile()
	}
	history := s.Backend.Status.Canaries[0].History
	if len(history) != 10 || !history[0].Time.Time.Equal(runs[0].Ended) {
		t.Fatalf("%d runs, newest %v", len(history), history[0].Time)
	}
	for i := 1; i < len(history); i++ {
		if got := history[i-1].Time.Sub(history[i].Time.Time); got != time.Minute+4*time.Second {
			t.Errorf("runs %d and %d are %v apart", i-1, i, got)
		}
	}
}

// TestHistoryHoldsTenFlips, newest first.
func TestHistoryHoldsTenFlips(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile()
	for range 8 {
		s.Pass(time.Hour).See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).Reconcile()
		s.Pass(time.Hour).See(decide.VLLM, health.Healthy, reason.Serving).Reconcile()
	}
	flips := s.Backend.Status.Flips
	if len(flips) != 10 || flips[0].To != v1alpha1.EngineVLLM || !flips[0].Time.Time.Equal(s.Now) ||
		flips[1].Reason != v1alpha1.FlipActiveUnhealthy {
		t.Errorf("the flip history is %+v", flips)
	}
}

// TestStreamingShowsTheActiveEngine alone: numbers of an engine that does not serve would look like good news.
func TestStreamingShowsTheActiveEngine(t *testing.T) {
	s := scene.New().BothHealthy()
	s.Backend.Spec.Canaries = []v1alpha1.CanarySpec{{Name: "c", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM}}}
	s.Observed.VLLM.Canaries = []prober.CanaryObservation{{Name: "c", Runs: []prober.Run{passingRun(s.Now, 0)}}}
	s.Reconcile()
	if got := s.Backend.Status.Streaming; got == nil || *got.Chunks != 50 || got.FirstChunk != "200ms" || got.Duration != "4000ms" ||
		got.ChunksPerSecond != "12.5" {
		t.Errorf("got %+v", got)
	}
	s.See(decide.VLLM, health.Unhealthy, v1alpha1.EngineHung).Reconcile()
	if got := s.Backend.Status.Streaming; got != nil {
		t.Errorf("legacy serves, and %+v is shown", got)
	}
}
