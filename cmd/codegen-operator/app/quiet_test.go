// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestQuiet counts the writes to a healthy, idle backend, canary and all: fewer than one a minute.
func TestQuiet(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend(withCanary, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Chunking = v1alpha1.StreamingContract{} }))
	s.becomes(b, "everything to be settled", all(active(v1alpha1.EngineVLLM), bothHealthy,
		says(v1alpha1.ConditionOutputCorrect, v1alpha1.ReasonOutputMatched)))
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
		t.Errorf("%d writes in two minutes, want fewer than one a minute", writes)
	}
	if runs := len(s.vllm.Streams()); runs < 10 {
		t.Errorf("only %d streams were asked for meanwhile: nothing was measured", runs)
	}
}
