// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// benched is a watch that has not begun, on an engine behind pipes.
func benched(b *testing.B) *worker {
	b.Helper()
	n, f := newTown(), newFake(b)
	n.place(f, "vllm", "192.0.2.1")
	plan := at("vllm")
	plan.Canaries = []Canary{flipping(jay("one")), jay("two")}
	quiet := teller{wake: func() {}, checked: func(Kind, health.Outcome) {}, ran: func(Run) {}}
	w, err := laid(plan, n.network(), quiet, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.client.Close() })
	return w
}

// BenchmarkWatchProbe is one probe, health and models, with the server's part in it.
func BenchmarkWatchProbe(b *testing.B) {
	w := benched(b)
	probe := w.probing()
	b.ReportAllocs()
	for b.Loop() {
		if r := probe(context.Background()); r.outcome != passed() {
			b.Fatal(r.outcome)
		}
	}
}

// BenchmarkWatchLearn is what the watch itself does about one probe: learn, publish, and find out what is due next.
func BenchmarkWatchLearn(b *testing.B) {
	w := benched(b)
	now := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		w.learn(settled{check: w.probe, result: result{outcome: passed(), began: now, ended: now}})
		w.rest(now)
	}
}
