// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// Whatever hangs, Forget and Close take no time and leave nothing: the bubble ends only when all its goroutines have.
func TestNothingIsLeft(t *testing.T) {
	for name, harm := range map[string]func(*fake){
		"well":               func(*fake) {},
		"canaries under way": func(f *fake) { f.set(func(b *behavior) { b.first, b.rate = time.Hour, 1000 }) },
		"pulses under way":   func(f *fake) { f.set(func(b *behavior) { b.stream = silence }) },
		"reads of the load":  func(f *fake) { f.set(func(b *behavior) { b.metrics = hanging }) },
		"a last read, at a timeout": func(f *fake) {
			f.set(func(b *behavior) { b.stream, b.metrics = silence, slowly(400*time.Millisecond, f.count) })
		},
		"probes under way": (*fake).vanish,
		"dead":             (*fake).kill,
	} {
		for _, end := range []string{"Forget", "Close", "Ensure"} {
			inFakeTimeSub(t, name+"/"+end, func(t *testing.T) {
				s, f := healthyScene(t)
				harm(f)
				pass(time.Minute + 100*time.Millisecond*time.Duration(len(name)))
				began := time.Now()
				switch end {
				case "Forget":
					s.manager.Forget(backendKey)
				case "Close":
					s.manager.Close()
				default:
					s.ensure(nil)
				}
				synctest.Wait()
				if took := time.Since(began); took > 0 {
					t.Errorf("it took %v", took)
				}
				if got := s.observed(); got.Health != health.Unknown {
					t.Errorf("observed: %+v", got)
				}
				if n := f.connections(); n != 0 && name != "probes under way" { // a vanished engine does not see connections close
					t.Errorf("%d connections are left", n)
				}
			})
		}
	}
}

// The last read of the counter, after a pulse's own time, is cut off as well, whenever the worker stops.
func TestTheEndMayComeAtAnyMoment(t *testing.T) {
	t.Parallel()
	for i := range 100 {
		synctest.Test(t, func(t *testing.T) {
			s, f := only(t)
			s.ensure(configFor("vllm"))
			s.untilHealthy()
			f.set(func(b *behavior) { b.stream, b.metrics = silence, slowly(400*time.Millisecond, f.count) })
			pass(time.Duration(i) * 100 * time.Millisecond)
			began := time.Now()
			s.manager.Forget(backendKey)
			if took := time.Since(began); took > 0 {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// A config that is applied while its backend is forgotten, or the manager is closed, has no effect.
func TestAConfigThatComesTooLate(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		b := s.manager.backend(backendKey)
		s.manager.Forget(backendKey)
		if err := s.manager.apply(backendKey, b, Config{VLLM: configFor("vllm")}); err != nil || len(b.workers) != 0 {
			t.Errorf("there are %d workers, and the error %v", len(b.workers), err)
		}
	})
}

// After Close nothing is probed, even where a config came at the same moment.
func TestCloseDuringEnsure(t *testing.T) {
	t.Parallel()
	for i := range 50 {
		synctest.Test(t, func(t *testing.T) {
			s, _ := only(t)
			ensured := make(chan struct{})
			go func() {
				defer close(ensured)
				for j := range 20 {
					config := configFor("vllm")
					config.Endpoint.Key = Secret(strings.Repeat("k", j+1))
					_ = s.manager.Ensure(backendKey, Config{VLLM: config, Legacy: config})
				}
			}()
			if i%2 == 0 {
				s.manager.Forget(backendKey)
			}
			s.manager.Close()
			<-ensured
			s.ensure(configFor("vllm"))
			if s.manager.Config(backendKey) != (Config{}) || s.observed().Health != health.Unknown {
				t.Error("something is probed after the end")
			}
			s.manager.Close()
		})
	}
}
