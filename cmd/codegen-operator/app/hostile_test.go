// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// attacks are what the hostile engine does, one after the other.
var attacks = []sim.Misbehaviour{
	sim.Endless, sim.HugeEvent, sim.Drip, sim.DeepJSON, sim.GzipBomb, sim.Redirect, sim.InvalidUTF8, sim.NULBytes, sim.HTML200,
}

const (
	heapGrowth   = 64 << 20        // more than one stream may take, many times over, and a sixteenth of the line that is sent
	probeGap     = 4 * time.Second // two periods: one is what is promised, the other is for a busy machine
	strayRoutine = 4               // connections that happen to be open, or not, when one looks
)

// TestHostileEngine: an engine that means harm costs no memory to speak of, and delays no probe of another backend.
//
//nolint:paralleltest // the heap and the goroutines are those of the whole process: no other test may run beside this one
func TestHostileEngine(t *testing.T) {
	s := newStage(t)
	hostile := s.child()
	s.operator()
	b := s.apply(s.backend(jay()))
	s.shows(b, "the healthy backend to be settled", bothHealthy, settledIn(s.vllm), ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictPass, ""))
	routines, from := runtime.NumGoroutine(), time.Now()
	heap := watchHeap(t)

	pulsed := s.hostileBackend("pulsed", hostile, relentless(1))
	canaried := s.hostileBackend("canaried", hostile, relentless(3600), jay(unsettled))
	s.shows(canaried, "the first runs", ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictPass, ""))
	followed := 0
	for _, attack := range attacks {
		hostile.misbehave(s, attack)
		hostile.forget(s)
		s.until("the attack to be met", func() (bool, string) {
			pulses, canaries := hostile.met(s)
			return pulses >= 3 && canaries >= 2, fmt.Sprintf("%s: %d pulses, %d canaries", attack, pulses, canaries)
		})
		followed += hostile.counts(s).Elsewhere
	}

	if followed != 0 {
		t.Errorf("%d redirects were followed", followed)
	}
	if now := s.get(b); !all(active(v1alpha1.EngineVLLM), bothHealthy)(&now.Status) {
		t.Errorf("the healthy backend suffered:\n%s", statusText(now))
	}
	gap := longestGap(s.vllm, from)
	t.Logf("longest gap between two probes of the healthy engine: %v", gap)
	timing.AtMost(t, "the longest gap between two probes of the healthy engine", gap, probeGap)
	heap(heapGrowth)
	must(t, s.client.Delete(t.Context(), pulsed))
	must(t, s.client.Delete(t.Context(), canaried))
	s.until("the goroutines to go", func() (bool, string) {
		http.DefaultClient.CloseIdleConnections() // those of this test
		now := runtime.NumGoroutine()
		return now <= routines+strayRoutine, fmt.Sprintf("%d, before %d", now, routines)
	})
	t.Logf("goroutines: %d before, %d after", routines, runtime.NumGoroutine())
}

// relentless has vllm pulsed all the time, and never given up.
func relentless(pulseSeconds int32) func(*v1alpha1.CodeGenBackendSpec) {
	return func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.VLLM.Probe = &v1alpha1.ProbeSpec{
			PeriodSeconds: 1, FailureThreshold: 100, SuccessThreshold: 100,
			Pulse: v1alpha1.PulseSpec{PeriodSeconds: pulseSeconds, TimeoutSeconds: min(pulseSeconds, 60)},
		}
	}
}

// unsettled has a canary run at an eighth of its period for ever.
func unsettled(c *v1alpha1.CanarySpec) {
	c.FailureThreshold, c.SuccessThreshold, c.TimeoutSeconds = 100, 100, 3
}

func (s *stage) hostileBackend(name string, engine *child, change ...func(*v1alpha1.CodeGenBackendSpec)) *v1alpha1.CodeGenBackend {
	s.Helper()
	b := s.backend(change...)
	b.Name, b.Spec.VLLM.URL, b.Spec.Route.Service.Name = name, engine.url, name
	return s.apply(b)
}

// longestGap is the longest time without a probe since a moment.
func longestGap(e *sim.Engine, from time.Time) time.Duration {
	var longest time.Duration
	last := from
	for _, r := range e.Requests() {
		if r.Kind == sim.KindHealth && r.Time.After(from) {
			longest, last = max(longest, r.Time.Sub(last)), r.Time
		}
	}
	return max(longest, time.Since(last))
}

// watchHeap looks at the heap all the time, right after a collection; the returned function holds the most it grew against a bound.
func watchHeap(t *testing.T) func(bound uint64) {
	t.Helper()
	var base, most, dirty uint64
	base, _ = heapNow()
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for ticks := time.NewTicker(200 * time.Millisecond); ; <-ticks.C {
			clean, before := heapNow()
			most, dirty = max(most, clean), max(dirty, before)
			select {
			case <-over:
				return
			default:
			}
		}
	}()
	return func(bound uint64) {
		close(over)
		<-done
		t.Logf("heap: %d KiB at first, at most %d KiB, or %d KiB with garbage", base>>10, most>>10, dirty>>10)
		if most > base+bound {
			t.Errorf("the heap grew from %d to %d bytes", base, most)
		}
	}
}

// heapNow is what is on the heap after a collection, and what was before it.
func heapNow() (clean, dirty uint64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	dirty = m.HeapAlloc
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, dirty
}
