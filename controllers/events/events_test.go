// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/events"
	"github.com/codegen-dev/codegen-operator/controllers/status"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/test/scene"
)

// between lists the events since a status, one line each.
func between(s *scene.Scene, before *v1alpha1.CodeGenBackendStatus) string {
	var lines []string
	for _, n := range events.Between(before, &s.Backend.Status) {
		lines = append(lines, n.Type+" "+string(n.Reason))
	}
	return strings.Join(lines, ", ")
}

// TestEvents: each transition has one event, and nothing else has.
func TestEvents(t *testing.T) {
	s := scene.New()
	for _, step := range []struct {
		play func()
		want string
	}{
		{func() { s.BothHealthy() }, "Normal Selected"},
		{func() {}, ""},
		{func() { s.See(decide.VLLM, health.Unhealthy, v1alpha1.EngineHung) }, "Warning ActiveUnhealthy, Warning EngineHung"},
		{func() { s.See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout) }, ""},
		{func() { s.See(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout) }, "Warning Timeout, Warning NoHealthyEngine"},
		{func() { s.See(decide.VLLM, health.Healthy, reason.Serving) }, "Warning ActiveUnhealthy, Normal Serving, Normal Serving"},
		{func() { s.StallReason = status.StallReason{Reason: v1alpha1.ReasonSecretMissing, Message: "create it"} }, "Warning SecretMissing"},
		{func() { s.StallReason = status.StallReason{} }, "Normal NotStalled"},
	} {
		before := s.Backend.Status.DeepCopy()
		step.play()
		s.Reconcile()
		if got := between(s, before); got != step.want {
			t.Errorf("got %q, want %q", got, step.want)
		}
	}
}
