// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// TestWritesOfADay: probes every two seconds and a canary every minute for a day make fewer than one write a minute.
func TestWritesOfADay(t *testing.T) {
	s := newScene()
	s.backend.Spec.Canaries = []v1alpha1.CanarySpec{{Name: "c", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM}}}
	day := s.now.Add(24 * time.Hour)
	for n := 0; s.now.Before(day); n++ {
		s.bothHealthy()
		s.seen.VLLM.Streak = n
		if n%30 == 0 {
			s.seen.VLLM.Canaries = []prober.CanaryObservation{{Name: "c", Runs: []prober.Run{passing(s.now, n)}}}
		}
		s.reconcile().pass(2 * time.Second)
	}
	if minutes := 24 * 60; s.writes >= minutes || s.writes < minutes*8/10 {
		t.Errorf("%d writes in %d minutes", s.writes, minutes)
	}
}

func passing(at time.Time, n int) prober.Run {
	return prober.Run{
		Canary: "c", Ended: at, Outcome: health.Outcome{Verdict: health.Pass}, Output: measure.Matched,
		Numbers: measure.Numbers{Chunks: 50 + n%7, FirstChunk: time.Duration(200+n%11) * time.Millisecond, Duration: 4 * time.Second, ChunksPerSecond: 12.5},
	}
}

// TestSickEngineIsQuiet: an engine whose reason changes with every probe does not make a write each time.
func TestSickEngineIsQuiet(t *testing.T) {
	s := newScene().bothHealthy().reconcile()
	reasons := []string{v1alpha1.EngineTimeout, v1alpha1.EngineConnectionRefused, v1alpha1.EngineHTTPError}
	for n := range 300 {
		s.see(decide.VLLM, health.Unhealthy, reasons[n%3]).see(decide.Legacy, health.Healthy, health.Serving)
		s.pass(2 * time.Second).reconcile()
	}
	if s.writes > 12 {
		t.Errorf("%d writes in ten minutes", s.writes)
	}
}

// TestTransitionsAreWrittenAtOnce whatever was written just before.
func TestTransitionsAreWrittenAtOnce(t *testing.T) {
	s := newScene().bothHealthy().reconcile()
	writes := s.writes
	s.pass(time.Millisecond).see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).reconcile()
	if s.writes != writes+1 || s.backend.Status.Active != v1alpha1.EngineLegacy {
		t.Errorf("%d writes, active %s", s.writes-writes, s.backend.Status.Active)
	}
}
