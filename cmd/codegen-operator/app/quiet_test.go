// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"maps"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestQuiet counts the writes to a healthy, idle backend, canary and all: fewer than one a minute.
func TestQuiet(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend(steady, withCanary, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Chunking = v1alpha1.StreamingContract{} }))
	s.becomes(b, "everything to be settled", all(active(v1alpha1.EngineVLLM), bothHealthy,
		says(v1alpha1.ConditionOutputCorrect, v1alpha1.ReasonOutputMatched), bothAsked))
	s.isQuiet(b)
}

// TestQuietWithRoutes: the same where every kind of route is declared, none of which is written either, and no webhook is called again.
func TestQuietWithRoutes(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s, _ := newGatewayStage(t)
	s.secret("switch-key", switchSecret)
	l := s.lever()
	s.operator(withImage)
	b := s.apply(s.backend(steady, byEvery, withCanary, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Chunking = v1alpha1.StreamingContract{} }))
	s.becomes(b, "everything to be settled", all(everyRouteIs(v1alpha1.EngineVLLM, 5), bothHealthy, servedByBoth,
		says(v1alpha1.ConditionOutputCorrect, v1alpha1.ReasonOutputMatched), bothAsked))
	routes, parts, calls := s.written(), s.versions(), len(l.all())
	s.isQuiet(b)
	if after := s.written(); !maps.Equal(routes, after) {
		t.Errorf("routes were written: %v, then %v", routes, after)
	}
	if after := s.versions(); !maps.Equal(parts, after) {
		t.Errorf("parts of the gateway were written: %v, then %v", parts, after)
	}
	if after := l.all(); len(after) != calls {
		t.Errorf("the webhook was called again: %+v", after[calls:])
	}
}

// steady keeps an engine healthy until it fails for longer than a busy machine takes from it.
func steady(spec *v1alpha1.CodeGenBackendSpec) {
	for _, e := range []*v1alpha1.EngineSpec{&spec.VLLM, &spec.Legacy} {
		e.Probe = &v1alpha1.ProbeSpec{TimeoutSeconds: 2, FailureThreshold: 20, Pulse: v1alpha1.PulseSpec{TimeoutSeconds: 5}}
	}
}

// bothAsked reports whether both engines have been asked to continue an answer.
func bothAsked(st *v1alpha1.CodeGenBackendStatus) bool {
	return all(continues(v1alpha1.EngineVLLM, v1alpha1.ContinuationProven), continues(v1alpha1.EngineLegacy, v1alpha1.ContinuationIgnored))(st)
}

// servedByBoth reports whether both replicas of a gateway are there, so that nothing more comes of it.
func servedByBoth(st *v1alpha1.CodeGenBackendStatus) bool {
	g := routeOf(st, v1alpha1.RouteGateway).Gateway
	return g != nil && g.ReadyReplicas != nil && *g.ReadyReplicas == 2 && g.Version != ""
}

// isQuiet counts the writes to an object in two minutes, in which its canaries go on.
func (s *stage) isQuiet(b *v1alpha1.CodeGenBackend) {
	s.Helper()
	from := s.get(b).ResourceVersion
	changes := s.watchStatus(b)

	minutes := time.NewTimer(115 * time.Second) // less than twice the time between two refreshes
	defer minutes.Stop()
	<-minutes.C
	var writes int
	for _, c := range changes() {
		if c.ResourceVersion != from {
			writes++
		}
	}
	if writes >= 2 {
		s.Errorf("%d writes in two minutes, want fewer than one a minute", writes)
	}
	if runs := len(s.vllm.Streams()); runs < 10 {
		s.Errorf("only %d streams were asked for meanwhile: nothing was measured", runs)
	}
}
