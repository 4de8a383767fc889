// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"maps"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The periods and thresholds of the API's defaults.
var (
	probing    = Cadence{Period: 2 * time.Second, Timeout: time.Second}
	pulsing    = Cadence{Period: 5 * time.Second, Timeout: 2 * time.Second}
	thresholds = health.Thresholds{Failure: 2, Success: 3}
)

var backendKey = Key{Namespace: "default", Name: "hapa"}

// configFor is a config for the engine at a host.
func configFor(host string) *EngineConfig {
	return &EngineConfig{
		Endpoint: engine.Endpoint{Protocol: protocol.OpenAI, URL: "http://" + host + ":8000"},
		Models:   []string{"prompt"}, Probe: probing, Pulse: pulsing, Thresholds: thresholds,
	}
}

// scene is a manager, a network, and what the manager reported.
type scene struct {
	t       *testing.T
	network *testNetwork
	manager *Manager
	woken   chan struct{}
	pulsed  chan struct{} // after each pulse

	mu     sync.Mutex
	wakes  int                     // guarded by mu
	checks map[Kind]int            // guarded by mu
	latest map[Kind]health.Outcome // guarded by mu
	runs   map[decide.Engine][]Run // guarded by mu
}

// play makes a scene that ends with the test, inside its bubble.
func play(t *testing.T) *scene {
	t.Helper()
	s := newScene(t)
	s.manager = New(s.network.engineNetwork(), s.wake, s)
	t.Cleanup(s.manager.Close)
	return s
}

func newScene(t *testing.T) *scene {
	t.Helper()
	return &scene{
		t: t, network: newTestNetwork(), woken: make(chan struct{}, 1), pulsed: make(chan struct{}, 1),
		checks: map[Kind]int{}, latest: map[Kind]health.Outcome{},
		runs: map[decide.Engine][]Run{},
	}
}

// inFakeTime runs a test in a bubble, in parallel with other tests.
func inFakeTime(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, test)
}

// only plays a scene with one engine, under the name vllm.
func only(t *testing.T) (*scene, *fake) {
	t.Helper()
	s, f := play(t), newFake(t)
	s.network.serve(f, "vllm", "192.0.2.1")
	return s, f
}

func (s *scene) wake(Key) {
	s.mu.Lock()
	s.wakes++
	s.mu.Unlock()
	poke(s.woken)
}

// poke signals a waiter without blocking.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (s *scene) Checked(_ Key, _ decide.Engine, kind Kind, o health.Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checks[kind]++
	s.latest[kind] = o
	if kind == KindPulse {
		poke(s.pulsed)
	}
	poke(s.woken) // a reason may change without a wake
}

func (s *scene) Ran(_ Key, e decide.Engine, run Run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs[e] = append(s.runs[e], run)
}

// ensure probes vllm by this config.
func (s *scene) ensure(config *EngineConfig) {
	s.t.Helper()
	if err := s.manager.Ensure(backendKey, Config{VLLM: config}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) observed() EngineObservation { return s.manager.Observe(backendKey).VLLM }

// until waits for a condition, and returns how long that took.
func (s *scene) until(limit time.Duration, is func(EngineObservation) bool) time.Duration {
	s.t.Helper()
	begin := time.Now()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		if is(s.observed()) {
			return time.Since(begin)
		}
		select {
		case <-s.woken:
		case <-deadline.C:
			s.t.Fatalf("after %v it did not come to that: %+v", limit, s.observed())
		}
	}
}

func is(h health.Health) func(EngineObservation) bool {
	return func(s EngineObservation) bool { return s.Health == h }
}

func (s *scene) untilHealthy() {
	s.t.Helper()
	s.until(time.Minute, is(health.Healthy))
}

// untilUnhealthy expects this reason, and returns how long that took.
func (s *scene) untilUnhealthy(why reason.Reason) time.Duration {
	s.t.Helper()
	took := s.until(5*time.Minute, is(health.Unhealthy))
	if got := s.observed(); got.Reason != why || got.Message == "" {
		s.t.Fatalf("it is unhealthy for %s (%s), not for %s", got.Reason, got.Message, why)
	}
	return took
}

// pass advances the time.
func pass(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
	synctest.Wait()
}

// counted returns the checks of each kind and the wakes since the last call.
func (s *scene) counted() (checks map[Kind]int, wakes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	checks, wakes = maps.Clone(s.checks), s.wakes
	clear(s.checks)
	s.wakes = 0
	return checks, wakes
}

func (s *scene) last(k Kind) health.Outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.latest[k]
}

func (s *scene) mustStay(h health.Health) {
	s.t.Helper()
	if got := s.observed(); got.Health != h {
		s.t.Fatalf("health is %s (%s: %s), want %s", got.Health, got.Reason, got.Message, h)
	}
}

// inFakeTimeSub is inFakeTime for one of several stories.
func inFakeTimeSub(t *testing.T, name string, test func(*testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { inFakeTime(t, test) })
}
