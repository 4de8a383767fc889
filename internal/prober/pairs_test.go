// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"fmt"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// throughRoute is the same canary through the route.
func throughRoute(c Canary) Canary {
	c.Route = true
	return c
}

// pairedConfig is a config with two canaries, each straight and through the route, and the server that the route leads to.
func pairedConfig(t *testing.T, s *scene) (*EngineConfig, *fake) {
	t.Helper()
	front := newFake(t)
	s.network.serve(front, "front", "192.0.2.9")
	config := configFor("vllm")
	config.Canaries = []Canary{withFlip(newCanary("a")), throughRoute(withFlip(newCanary("a"))), newCanary("b"), throughRoute(newCanary("b"))}
	config.Route = &engine.Endpoint{Protocol: protocol.OpenAI, URL: "http://front:8000", Key: "of-clients"}
	return config, front
}

// The run through the route follows right after the straight one, and as often.
func TestPairedRunsGoTogether(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config, front := pairedConfig(t, s)
		s.ensure(config)
		s.untilHealthy()
		pass(20 * time.Minute)
		runs := s.runs[decide.VLLM]
		between(t, "runs", len(runs), 80, 100)
		for i := 1; i < len(runs); i++ {
			if runs[i].Route && (runs[i-1].Route || runs[i-1].Canary != runs[i].Canary || runs[i].Ended.Sub(runs[i-1].Ended) > time.Second) {
				t.Errorf("the run through the route of %s came after %s", runs[i].Canary, runs[i-1].Canary)
			}
		}
		if straight, route := len(f.requests(openAIStream, time.Time{})), front.requests(openAIStream, time.Time{}); straight < len(route) ||
			route[0].key != "Bearer of-clients" && route[0].key != "of-clients" {
			t.Errorf("%d streams went straight and %d through the route, with the key %q", straight, len(route), route[0].key)
		}
	})
}

// A failure of the route does not count against the engine.
func TestTheRouteNeverCountsAgainstTheEngine(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		config, front := pairedConfig(t, s)
		front.set(func(b *behavior) { b.stream = refusing(502, "") })
		s.ensure(config)
		s.untilHealthy()
		pass(10 * time.Minute)
		s.mustStay(health.Healthy)
		for _, c := range s.observed().Canaries {
			want := health.Pass
			if c.Route {
				want = health.Fail
			}
			if got := c.Runs[0].Outcome.Verdict; got != want {
				t.Errorf("%s through the route %v: %s", c.Name, c.Route, got)
			}
		}
	})
}

// A canary through the route alone keeps a period of its own.
func TestACanaryThroughTheRouteAlone(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		config, front := pairedConfig(t, s)
		config.Canaries = config.Canaries[1:2]
		s.ensure(config)
		s.untilHealthy()
		pass(10 * time.Minute)
		between(t, "runs through the route", len(front.requests(openAIStream, time.Time{})), 10, 14)
	})
}

// A run request runs all canaries now, once.
func TestCanariesOnDemand(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		config := configFor("vllm")
		for i := range 3 {
			config.Canaries = append(config.Canaries, newCanary(fmt.Sprint("jay-", i)))
			config.Canaries[i].Cadence.Period = time.Hour
		}
		s.ensure(config)
		s.untilHealthy()
		pass(15 * time.Minute) // until all streaks are confirmed
		before := len(s.runs[decide.VLLM])
		for range 2 {
			request := *config
			request.RunRequest = "now"
			s.ensure(&request)
			pass(10 * time.Second)
		}
		if n := len(s.runs[decide.VLLM]) - before; n != 3 {
			t.Errorf("%d canaries ran", n)
		}
	})
}

// A first failure through the route is confirmed, or gone, within seconds, although the canary is due once an hour.
func TestAFirstFailureThroughTheRouteIsConfirmed(t *testing.T) {
	for name, alone := range map[string]bool{"paired": false, "alone": true} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, _ := only(t)
			config, front := pairedConfig(t, s)
			for i := range config.Canaries {
				config.Canaries[i].Cadence.Period = time.Hour
			}
			if alone {
				config.Canaries = config.Canaries[1:2]
			}
			front.set(func(b *behavior) { b.stream = refusing(502, "") })
			s.ensure(config)
			asked := func() int { return len(front.requests(openAIStream, time.Time{})) }
			for range 3600 {
				if pass(time.Second); asked() > 0 {
					break
				}
			}
			front.set(func(b *behavior) { b.stream = nil })
			pass(20 * time.Second)
			if asked() < 2 {
				t.Errorf("%d runs went through the route", asked())
			}
			for _, c := range s.observed().Canaries {
				if len(c.Runs) > 0 && c.Runs[0].Outcome.Verdict != health.Pass {
					t.Errorf("%s through the route %v: %s", c.Name, c.Route, c.Runs[0].Outcome.Verdict)
				}
			}
		})
	}
}
