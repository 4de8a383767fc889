// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/prober"
	"github.com/codegen-dev/codegen-operator/test/scene"
)

// TestContinuationInTheStatus: each change is written, once, and what is known outlives a restart of the operator, but not a new spec.
func TestContinuationInTheStatus(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile()
	for _, step := range []struct {
		name   string
		seen   prober.Continuation
		edited bool
		want   v1alpha1.Continuation
		writes int
	}{
		{"not asked", "", false, "", 0},
		{"proven", prober.ContinuationProven, false, v1alpha1.ContinuationProven, 1},
		{"still proven", prober.ContinuationProven, false, v1alpha1.ContinuationProven, 0},
		{"the operator restarts", "", false, v1alpha1.ContinuationProven, 0},
		{"the engine restarts", prober.ContinuationUnknown, false, v1alpha1.ContinuationUnknown, 1},
		{"ignored", prober.ContinuationIgnored, false, v1alpha1.ContinuationIgnored, 1},
		{"refused", prober.ContinuationRefused, false, v1alpha1.ContinuationRefused, 1},
		{"the spec changes", "", true, "", 1},
	} {
		before := s.Writes
		if step.edited {
			s.Backend.Generation++
		}
		s.Observed.VLLM.Continuation = step.seen
		s.Pass(time.Second).Reconcile()
		if got := s.Backend.Status.Engine(v1alpha1.EngineVLLM).Continuation; got != step.want || s.Writes-before != step.writes {
			t.Errorf("%s: got %q in %d writes, want %q in %d", step.name, got, s.Writes-before, step.want, step.writes)
		}
	}
}
