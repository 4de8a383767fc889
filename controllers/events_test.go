// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// told is what is news since a status, one line each.
func (s *scene) told(before *v1alpha1.CodeGenBackendStatus) string {
	var lines []string
	for _, n := range changes(before, &s.backend.Status) {
		lines = append(lines, n.kind+" "+n.reason)
	}
	return strings.Join(lines, ", ")
}

// TestNews: each transition is told once, and nothing else is.
func TestNews(t *testing.T) {
	s := newScene()
	for _, step := range []struct {
		play func()
		want string
	}{
		{func() { s.bothHealthy() }, "Normal Selected"},
		{func() {}, ""},
		{func() { s.see(decide.VLLM, health.Unhealthy, v1alpha1.EngineHung) }, "Warning ActiveUnhealthy, Warning EngineHung"},
		{func() { s.see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout) }, ""},
		{func() { s.see(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout) }, "Warning Timeout, Warning NoHealthyEngine"},
		{func() { s.see(decide.VLLM, health.Healthy, health.Serving) }, "Warning ActiveUnhealthy, Normal Serving, Normal Serving"},
		{func() { s.hindrance = hindrance{v1alpha1.ReasonSecretMissing, "create it"} }, "Warning SecretMissing"},
		{func() { s.hindrance = hindrance{} }, "Normal NotStalled"},
	} {
		before := s.backend.Status.DeepCopy()
		step.play()
		s.reconcile()
		if got := s.told(before); got != step.want {
			t.Errorf("got %q, want %q", got, step.want)
		}
	}
}
