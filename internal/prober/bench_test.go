// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// newBenchWorker is a worker that has not started, on an engine behind pipes.
func newBenchWorker(b *testing.B) *worker {
	b.Helper()
	n, f := newTestNetwork(), newFake(b)
	n.serve(f, "vllm", "192.0.2.1")
	config := configFor("vllm")
	config.Canaries = []Canary{withFlip(newCanary("one")), newCanary("two")}
	quiet := notifier{wake: func() {}, checked: func(Kind, health.Outcome) {}, ran: func(Run) {}}
	w, err := newWorker(config, n.engineNetwork(), quiet, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.clients.close() })
	return w
}

// BenchmarkWorkerProbe measures one probe, health and models, including the server's part.
func BenchmarkWorkerProbe(b *testing.B) {
	w := newBenchWorker(b)
	run := probe(w.clients.straight, w.config.Models)
	b.ReportAllocs()
	for b.Loop() {
		if r := run(context.Background()); r.outcome != passed() {
			b.Fatal(r.outcome)
		}
	}
}

// BenchmarkWorkerRecord measures the worker's own part of one probe: record, publish, and find what is due next.
func BenchmarkWorkerRecord(b *testing.B) {
	w := newBenchWorker(b)
	now := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		w.record(result{check: w.checks.probe, outcome: passed(), began: now, ended: now})
		w.untilNext(now)
	}
}
