// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk_test

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
)

// BenchmarkJoiner is the cost of one token of an answer of 512.
func BenchmarkJoiner(b *testing.B) {
	b.ReportAllocs()
	schedule := chunk.NewSchedule(chunk.Range{Min: 50, Max: 100}, 512)
	for n := 0; n < b.N; {
		now := noon
		j := chunk.NewJoiner(schedule, chunk.DefaultHold)
		for range min(512, b.N-n) {
			now = now.Add(2 * time.Millisecond)
			j.Add(now, now, 1)
			n++
		}
		j.Flush(now)
	}
}

// TestNoAllocations: an answer costs none, however long it is.
func TestNoAllocations(t *testing.T) {
	schedule := chunk.NewSchedule(chunk.Range{Min: 50, Max: 100}, 512)
	chunks := 0
	if n := testing.AllocsPerRun(10, func() {
		j := chunk.NewJoiner(schedule, chunk.DefaultHold)
		for i := range 600 {
			j.Due()
			j.Add(noon, noon.Add(time.Duration(i)), 1)
		}
		j.Flush(noon)
		chunks = j.Stats().Chunks
	}); n != 0 {
		t.Errorf("an answer of %d chunks makes %v allocations", chunks, n)
	}
}
