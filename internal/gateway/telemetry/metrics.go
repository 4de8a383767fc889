// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"cmp"
	"context"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

// Buckets: the first chunk from 1 ms to 30 s, whole answers from 10 ms to 10 minutes, chunks from 1 to 2,000, text held from 1 ms to 5 s.
var (
	firstBuckets  = []float64{.001, .0025, .005, .01, .025, .05, .1, .2, .35, .5, .75, 1, 1.5, 2, 3, 5, 10, 30}
	tookBuckets   = []float64{.01, .05, .1, .25, .5, 1, 2, 3, 4, 5, 7.5, 10, 15, 30, 60, 120, 300, 600}
	chunksBuckets = []float64{1, 2, 5, 10, 20, 30, 40, 50, 60, 75, 100, 125, 150, 200, 500, 1000, 2000}
	heldBuckets   = []float64{.001, .0025, .005, .01, .025, .05, .1, .15, .2, .25, .3, .5, 1, 5}
)

// breakerStates are the states of a breaker.
var breakerStates = []string{"closed", "half-open", "open"}

// Metrics count requests for Prometheus. The number of series is bounded by the models that the backend declares, whatever clients ask for.
type Metrics struct {
	table func() *table.Table

	requests, tokens, forced, over *prometheus.CounterVec
	failovers, resumes, keys       *prometheus.CounterVec
	inFlight, breaker              *prometheus.GaugeVec
	first, took, chunks, held      *prometheus.HistogramVec
}

// NewMetrics registers the metrics. The table says which models are declared. Like prometheus, it panics if the metrics are registered
// already.
func NewMetrics(registry prometheus.Registerer, now func() *table.Table) *Metrics {
	m := &Metrics{
		table: now,
		requests: counter("requests_total",
			"Requests, by the engine that answered or was asked last, and by outcome.", "engine", "model", "outcome"),
		tokens: counter("tokens_total", "Tokens of answers, by the engine's usage or else by its events.", "engine", "model"),
		forced: counter("forced_chunks_total",
			"Chunks that were closed because their text had been held for the whole hold.", "engine", "model"),
		over:      counter("over_chunks_total", "Chunks beyond the declared range.", "engine", "model"),
		failovers: counter("failovers_total", "Requests for which another engine than the first one was asked, by reason.", "engine", "reason"),
		resumes:   counter("resumes_total", "Answers that an engine continued after another one broke off.", "engine"),
		keys:      counter("key_requests_total", "Requests, by the name of the API key and by outcome.", "key", "outcome"),
		inFlight:  gauge("in_flight", "Requests that an engine is answering now.", "engine", "model"),
		breaker:   gauge("breaker_state", "1 for the state of an engine's circuit breaker, else 0.", "engine", "state"),
		first:     histogram("first_chunk_seconds", "Time to the first chunk.", firstBuckets),
		took:      histogram("duration_seconds", "Time to the end of the answer.", tookBuckets),
		chunks:    histogram("chunks", "Chunks in a streamed answer that came to its end.", chunksBuckets),
		held:      histogram("held_seconds", "The longest time that text of an answer was held.", heldBuckets),
	}
	registry.MustRegister(m.requests, m.tokens, m.forced, m.over, m.failovers, m.resumes, m.keys, m.inFlight, m.breaker,
		m.first, m.took, m.chunks, m.held)
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "codegen_gateway", Name: name, Help: help}, labels)
}

func gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	return prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "codegen_gateway", Name: name, Help: help}, labels)
}

func histogram(name, help string, buckets []float64) *prometheus.HistogramVec {
	options := prometheus.HistogramOpts{Namespace: "codegen_gateway", Name: name, Help: help, Buckets: buckets}
	return prometheus.NewHistogramVec(options, []string{"engine", "model"})
}

// Began implements record.Observer.
func (m *Metrics) Began(engine, model string) {
	m.inFlight.WithLabelValues(engine, m.declared(model)).Inc()
}

// Left implements record.Observer.
func (m *Metrics) Left(engine, model string) {
	m.inFlight.WithLabelValues(engine, m.declared(model)).Dec()
}

// Breaker implements record.Observer.
func (m *Metrics) Breaker(engine, state string) {
	for _, s := range breakerStates {
		value := 0.0
		if s == state {
			value = 1
		}
		m.breaker.WithLabelValues(engine, s).Set(value)
	}
}

// Finished implements record.Observer.
func (m *Metrics) Finished(_ context.Context, r record.Record) {
	engine, model := cmp.Or(r.Engine, "none"), m.declared(r.Model)
	m.requests.WithLabelValues(engine, model, r.Outcome).Inc()
	m.keys.WithLabelValues(r.Key, r.Outcome).Inc()
	if r.Failover != "" {
		m.failovers.WithLabelValues(engine, r.Failover).Inc()
	}
	if r.Resumes > 0 {
		m.resumes.WithLabelValues(engine).Add(float64(r.Resumes))
	}
	if r.Engine != "" && !r.Listing {
		m.answered(r, engine, model)
	}
}

// answered counts what an engine answered.
func (m *Metrics) answered(r record.Record, engine, model string) {
	m.tokens.WithLabelValues(engine, model).Add(float64(r.Tokens))
	m.took.WithLabelValues(engine, model).Observe(r.Duration.Seconds())
	if r.FirstChunk > 0 {
		m.first.WithLabelValues(engine, model).Observe(r.FirstChunk.Seconds())
	}
	if !r.Stream || r.Outcome != record.OK {
		return
	}
	m.chunks.WithLabelValues(engine, model).Observe(float64(r.Chunks))
	m.held.WithLabelValues(engine, model).Observe(r.LongestHold.Seconds())
	m.forced.WithLabelValues(engine, model).Add(float64(r.Forced))
	m.over.WithLabelValues(engine, model).Add(float64(r.Over))
}

// declared is a model that the backend declares, or other: clients may ask for any name.
func (m *Metrics) declared(model string) string {
	if t := m.table(); t != nil {
		for _, e := range []*table.Engine{t.VLLM, t.Legacy} {
			if e != nil && slices.Contains(e.Models, model) {
				return model
			}
		}
	}
	return "other"
}
