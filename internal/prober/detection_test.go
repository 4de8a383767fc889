// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// worst is the longest of several times.
type worst struct {
	mu   sync.Mutex
	time time.Duration // guarded by mu
}

func (w *worst) take(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.time = max(w.time, d)
}

// detections plays a death at sixty random moments, and returns the longest time until it was found.
func detections(t *testing.T, why reason.Reason, prepare func(*fake, *EngineConfig), die func(*fake)) time.Duration {
	t.Helper()
	var longest worst
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		phase := time.Duration(random.Int64N(int64(12 * time.Second)))
		synctest.Test(t, func(t *testing.T) {
			s, f := only(t)
			config := configFor("vllm")
			prepare(f, config)
			s.ensure(config)
			s.untilHealthy()
			pass(phase)
			s.mustStay(health.Healthy)
			die(f)
			longest.take(s.untilUnhealthy(why))
		})
	}
	t.Logf("%s was found within %v", why, longest.time)
	return longest.time
}

func asIs(*fake, *EngineConfig) {}

// canaried runs long canaries most of the time, so that one is often under way at the wrong moment.
func canaried(f *fake, config *EngineConfig) {
	long := newCanary("long")
	long.Cadence.Period = 6 * time.Second
	long.Targets, long.Expect = anything, nil
	config.Canaries = []Canary{long}
	f.set(func(b *behavior) {
		b.tokens, b.gap = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}, 500*time.Millisecond
	})
}

// busy generates for others all the time.
func busy(f *fake, _ *EngineConfig) { f.set(func(b *behavior) { b.rate, b.queue = 1000, true }) }

func hang(f *fake) {
	f.set(func(b *behavior) { b.stream, b.rate = silence, 0 })
	f.stall()
}

func TestAKilledEngineIsFoundAtOnce(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*fake, *EngineConfig){"idle": asIs, "canaried": canaried, "busy": busy} {
		if took := detections(t, "ConnectionRefused", prepare, (*fake).kill); took > 250*time.Millisecond {
			t.Errorf("%s: it took %v", name, took)
		}
	}
}

func TestAVanishedEngineIsFoundInTime(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*fake, *EngineConfig){"idle": asIs, "canaried": canaried, "busy": busy} {
		if took := detections(t, "Timeout", prepare, (*fake).vanish); took > 4*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
	}
}

func TestAHungEngineIsFoundInTime(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*fake, *EngineConfig){
		"idle": asIs, "canaried": canaried, "busy": busy,
		"without a counter":         func(f *fake, _ *EngineConfig) { f.set(func(b *behavior) { b.mute = true }) },
		"without metrics":           func(f *fake, _ *EngineConfig) { f.set(func(b *behavior) { b.metrics = refusing(404, "") }) },
		"with metrics that hang":    func(f *fake, _ *EngineConfig) { f.set(func(b *behavior) { b.metrics = hanging }) },
		"with one sequence at once": single,
	} {
		if took := detections(t, "EngineHung", prepare, hang); took > 9*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
	}
}

// single makes it a server that runs one sequence at a time.
func single(_ *fake, config *EngineConfig) { config.Endpoint.Protocol = "MultiLoRA" }

// Metrics that hang with everything else take time as well.
func TestAWhollyHungEngineIsFoundInTime(t *testing.T) {
	t.Parallel()
	took := detections(t, "EngineHung", busy, func(f *fake) {
		hang(f)
		f.set(func(b *behavior) { b.metrics = hanging })
	})
	if took > 9500*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}

// A server that closes connections, announced or not, is not probed in a loop, and stays Healthy.
func TestServersThatCloseConnections(t *testing.T) {
	for name, closing := range map[string]func(*fake){
		"after each answer": func(f *fake) { f.idle = func(c io.Closer) { c.Close() } },
		"after a while":     func(f *fake) { f.rests = time.Second },
		"now and then":      func(f *fake) { f.rests = 5 * time.Second },
	} {
		t.Run(name, func(t *testing.T) {
			inFakeTime(t, func(t *testing.T) {
				s, f := only(t)
				f.kill()
				closing(f)
				f.revive()
				s.ensure(configFor("vllm"))
				s.untilHealthy()
				s.counted()
				pass(20 * time.Minute)
				checks, wakes := s.counted()
				between(t, "probes", checks[KindProbe], 600, 900)
				between(t, "wakes", wakes, 0, 0)
				s.mustStay(health.Healthy)
			})
		})
	}
}

// After a server has closed idle connections, the tripwire still finds its death.
func TestADeathAfterAFalseAlarm(t *testing.T) {
	t.Parallel()
	took := detections(t, "ConnectionRefused", asIs, func(f *fake) {
		f.hangUp()
		pass(time.Duration(rand.Int64N(int64(time.Second))))
		f.kill()
	})
	if took > 500*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}
