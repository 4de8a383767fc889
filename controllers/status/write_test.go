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
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/prober"
	"github.com/codegen-dev/codegen-operator/test/scene"
)

// TestWritesOfADay: probes every two seconds and a canary every minute for a day make fewer than one write a minute.
func TestWritesOfADay(t *testing.T) {
	s := scene.New()
	s.Backend.Spec.Canaries = []v1alpha1.CanarySpec{{Name: "c", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM}}}
	day := s.Now.Add(24 * time.Hour)
	for n := 0; s.Now.Before(day); n++ {
		s.BothHealthy()
		s.Observed.VLLM.Streak = n
		if n%30 == 0 {
			s.Observed.VLLM.Canaries = []prober.CanaryObservation{{Name: "c", Runs: []prober.Run{passingRun(s.Now, n)}}}
		}
		s.Reconcile().Pass(2 * time.Second)
	}
	if minutes := 24 * 60; s.Writes >= minutes || s.Writes < minutes*8/10 {
		t.Errorf("%d writes in %d minutes", s.Writes, minutes)
	}
}

func passingRun(at time.Time, n int) prober.Run {
	return prober.Run{
		Canary: "c", Ended: at, Outcome: health.Outcome{Verdict: health.Pass}, Output: measure.Matched,
		Numbers: measure.Numbers{
			Chunks:          50 + n%7,
			FirstChunk:      time.Duration(200+n%11) * time.Millisecond,
			Duration:        4 * time.Second,
			ChunksPerSecond: 12.5,
		},
	}
}

// TestSickEngineIsQuiet: an engine whose reason changes with every probe does not make a write each time.
func TestSickEngineIsQuiet(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile()
	reasons := []reason.Reason{reason.Timeout, reason.ConnectionRefused, reason.HTTPError}
	for n := range 300 {
		s.See(decide.VLLM, health.Unhealthy, reasons[n%3]).See(decide.Legacy, health.Healthy, reason.Serving)
		s.Pass(2 * time.Second).Reconcile()
	}
	if s.Writes > 12 {
		t.Errorf("%d writes in ten minutes", s.Writes)
	}
}

// TestTransitionsAreWrittenAtOnce whatever was written just before.
func TestTransitionsAreWrittenAtOnce(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile()
	writes := s.Writes
	s.Pass(time.Millisecond).See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).Reconcile()
	if s.Writes != writes+1 || s.Backend.Status.Active != v1alpha1.EngineLegacy {
		t.Errorf("%d writes, active %s", s.Writes-writes, s.Backend.Status.Active)
	}
}
