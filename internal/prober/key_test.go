// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// asking refuses every request without the key.
func asking(f *fake, key string, status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		asked := f.requests(openAIStream, time.Time{})
		if asked[len(asked)-1].key != key {
			w.WriteHeader(status)
			return
		}
		saying("data: {\"choices\":[{\"delta\":{\"content\":\"OK\"}}]}\n\ndata: [DONE]\n\n")(w, r)
	}
}

func TestWrongKeys(t *testing.T) {
	for name, c := range map[string]struct {
		stream func(*fake) http.HandlerFunc
		want   KeyCheck
	}{
		"refused with 401": {func(f *fake) http.HandlerFunc { return asking(f, "right", 401) }, KeyEnforced},
		"refused with 403": {func(f *fake) http.HandlerFunc { return asking(f, "right", 403) }, KeyEnforced},
		"let in":           {func(*fake) http.HandlerFunc { return nil }, KeyNotEnforced},
		"neither":          {func(f *fake) http.HandlerFunc { return asking(f, "right", 500) }, KeyUnknown},
	} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, f := only(t)
			config := configFor("vllm")
			config.Endpoint.Key = "right"
			f.set(func(b *behavior) { b.stream = c.stream(f) })
			s.ensure(config)
			s.untilHealthy()
			pass(time.Hour)
			s.mustStay(health.Healthy)
			if got := s.observed().Key; got != c.want {
				t.Errorf("the key is %s, want %s", got, c.want)
			}
			wrong := 0
			for _, r := range f.requests("", time.Time{}) {
				if strings.Contains(r.key, "wrong-") {
					wrong++
				}
			}
			between(t, "wrong keys in an hour", wrong, 6, 8)
		})
	}
}

// An engine that needs no key gets none.
func TestNoKey(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		s.ensure(configFor("vllm"))
		s.untilHealthy()
		pass(time.Hour)
		if got := s.observed().Key; got != "" {
			t.Errorf("the key is %s", got)
		}
		for _, r := range f.requests("", time.Time{}) {
			if r.key != "" {
				t.Fatalf("a key was shown: %s", r.key)
			}
		}
	})
}

// A key that is no longer enforced is noticed, and wakes.
func TestAKeyThatIsNoLongerAskedFor(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Endpoint.Key = "right"
		f.set(func(b *behavior) { b.stream = asking(f, "right", 401) })
		s.ensure(config)
		s.until(time.Minute, func(s EngineObservation) bool { return s.Key == KeyEnforced })
		s.untilHealthy()
		f.set(func(b *behavior) { b.stream = nil })
		s.until(11*time.Minute, func(s EngineObservation) bool { return s.Key == KeyNotEnforced })
	})
}

// The first refusal of a key wakes the reconciler, which may have a new one; with a new key in time, the engine stays Healthy.
func TestARotatedKeyCostsNoHealth(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Endpoint.Key = "old"
		s.ensure(config)
		s.untilHealthy()
		pass(time.Minute)
		s.counted()
		f.set(func(b *behavior) { b.models = refusing(401, "") })
		for wakes := 0; wakes == 0; _, wakes = s.counted() {
			pass(10 * time.Millisecond)
		}
		s.mustStay(health.Healthy)
		f.set(func(b *behavior) { b.models = nil })
		rotated := *config
		rotated.Endpoint.Key = "new"
		s.ensure(&rotated)
		for range 60 {
			pass(time.Second)
			if got := s.observed(); got.Health == health.Unhealthy {
				t.Fatalf("it is unhealthy: %s", got.Message)
			}
		}
		s.mustStay(health.Healthy)
	})
}
