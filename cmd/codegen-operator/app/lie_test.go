// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// lie is a backend whose vllm is not what it seems, and what the status must come to.
type lie struct {
	name     string
	protocol sim.Protocol // empty: OpenAI
	script   sim.Script
	spec     []func(*v1alpha1.CodeGenBackendSpec)
	// later: the engine is honest until its canary has passed.
	later bool
	// way is what clients reach the engine through, and where that is; nil: the Service, which nothing carries here.
	way func(s *stage, address string) (clientURL string)
	// shows is what the status must come to, and event the reason of the warning that must be there; empty: none is asked for.
	shows []func(*v1alpha1.CodeGenBackendStatus) bool
	event string
	// then looks at what else must be so.
	then func(s *stage, l *liar)
}

// liar is a lie that is being told.
type liar struct {
	lie

	engine  *sim.Engine
	backend *v1alpha1.CodeGenBackend
}

// uncover tells all lies at once to one operator, and has a subtest for each.
func uncover(t *testing.T, lies ...lie) {
	t.Helper()
	newStage(t).uncover(lies...)
}

func (s *stage) uncover(lies ...lie) {
	s.Helper()
	s.operator()
	liars := make([]*liar, 0, len(lies))
	for _, l := range lies {
		liars = append(liars, s.liar(l))
	}
	for _, l := range liars {
		l.startLying(s)
	}
	for _, l := range liars {
		s.Run(l.name, func(t *testing.T) { l.found(s.in(t)) })
	}
}

// in is the stage of a subtest.
func (s *stage) in(t *testing.T) *stage {
	sub := *s
	sub.T = t
	return &sub
}

// places counts the addresses that were given away.
var places atomic.Int64

// place is an address of TEST-NET-1 that no other engine of the stage is at.
func place() string { return fmt.Sprintf("192.0.2.%d", 40+places.Add(1)%200) }

// liar starts an engine and applies a backend for it; legacy is that of the stage.
func (s *stage) liar(l lie) *liar {
	s.Helper()
	if l.protocol == "" {
		l.protocol = sim.OpenAI
	}
	script, address := l.script, place()
	if l.later {
		script.Misbehave = sim.None
	}
	engine := s.engine(l.protocol, script, address+":8002")
	if l.later {
		l.spec = append([]func(*v1alpha1.CodeGenBackendSpec){patient}, l.spec...)
	}
	b := s.backend(append([]func(*v1alpha1.CodeGenBackendSpec){func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.VLLM.Protocol, spec.VLLM.URL = v1alpha1.Protocol(l.protocol), "http://"+address+":8002"
		spec.Route.Service.Name = l.name
		if l.way != nil {
			spec.Route.ClientURL = l.way(s, address+":8002")
		}
	}}, l.spec...)...)
	b.Name = l.name
	return &liar{lie: l, engine: engine, backend: s.apply(b)}
}

// startLying waits until an honest engine has passed, and makes it lie then.
func (l *liar) startLying(s *stage) {
	s.Helper()
	if l.later {
		s.shows(l.backend, "the honest engine to pass", bothHealthy, settledIn(l.engine), ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictPass, ""))
		l.engine.SetScript(l.script)
	}
}

// settledIn reports whether vllm is selected and has had the pulse that a selection causes: the pulse must not be the first to
// meet a lie that is for the canary. Where that pulse came before the selection was written, none follows it.
func settledIn(vllm *sim.Engine) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		pulsed := slices.ContainsFunc(vllm.Streams(), func(r sim.Request) bool { return r.MaxTokens == 1 && r.Time.After(s.Since.Time) })
		return s.Active == v1alpha1.EngineVLLM && (pulsed || time.Since(s.Since.Time) > 20*time.Second)
	}
}

// patient gives an engine that answers until it lies more time than a busy machine takes from it.
func patient(spec *v1alpha1.CodeGenBackendSpec) {
	spec.VLLM.Probe = &v1alpha1.ProbeSpec{
		PeriodSeconds: 10, TimeoutSeconds: 10, Pulse: v1alpha1.PulseSpec{PeriodSeconds: 10, TimeoutSeconds: 10},
	}
}

// found waits until the lie is found out.
func (l *liar) found(s *stage) {
	s.Helper()
	l.backend = s.shows(l.backend, "the lie to be found out", l.shows...)
	if l.event != "" {
		s.warned(l.backend, l.event)
	}
	if l.then != nil {
		l.then(s, l)
	}
}

// shows waits until a status is as told in all ways.
func (s *stage) shows(
	b *v1alpha1.CodeGenBackend,
	what string,
	these ...func(*v1alpha1.CodeGenBackendStatus) bool,
) *v1alpha1.CodeGenBackend {
	s.Helper()
	return s.becomes(b, what, all(these...))
}
