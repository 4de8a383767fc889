// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package metrics

import (
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// Labels of the metrics.
const (
	labelNamespace = "namespace"
	labelName      = "name"
	labelEngine    = "engine"
	labelCanary    = "canary"
	labelKind      = "kind"
	labelVerdict   = "verdict"
	labelReason    = "reason"
	labelFrom      = "from"
	labelTo        = "to"
	labelCondition = "condition"
	labelStatus    = "status"
	labelThrough   = "through"
	labelTarget    = "target"
	labelBound     = "bound"
)

// Metrics are the metrics of every backend. The series of a backend are removed with it.
type Metrics struct {
	active  *prometheus.GaugeVec
	ready   *prometheus.GaugeVec
	healthy *prometheus.GaugeVec
	checks  *prometheus.CounterVec
	flips   *prometheus.CounterVec
	first   *prometheus.HistogramVec
	took    *prometheus.HistogramVec
	chunks  *prometheus.HistogramVec
	seconds *engineSeconds
	status  *statusMetrics

	mu       sync.Mutex
	canaries map[prober.Key]map[string]bool // guarded by mu; those that have series
}

// Buckets: the first chunk from 10 ms to 30 s, whole streams from 100 ms to 10 minutes, chunks from 1 to 2,000.
var (
	firstBuckets  = []float64{.01, .025, .05, .1, .2, .35, .5, .75, 1, 1.5, 2, 3, 5, 7.5, 10, 15, 30}
	tookBuckets   = []float64{.1, .25, .5, 1, 2, 3, 4, 5, 7.5, 10, 15, 30, 60, 120, 300, 600}
	chunksBuckets = []float64{1, 2, 5, 10, 20, 30, 40, 50, 60, 75, 100, 150, 200, 500, 1000, 2000}
)

// New registers the metrics. It panics if they are registered already, as prometheus does.
func New(registry prometheus.Registerer) *Metrics {
	m := &Metrics{
		active:  gauge("active", "1 for the active engine, 0 for the other one.", labelEngine),
		ready:   gauge("ready", "1 while clients are served by a healthy engine, else 0."),
		healthy: gauge("engine_healthy", "1 while the engine is healthy, else 0.", labelEngine),
		checks:  counter("checks_total", "Probes, pulses and canaries, by outcome.", labelEngine, labelKind, labelVerdict, labelReason),
		flips:   counter("flips_total", "Changes of the active engine.", labelFrom, labelTo, labelReason),
		first:   histogram("canary_first_chunk_seconds", "Time to the first chunk of canary streams.", firstBuckets),
		took:    histogram("canary_duration_seconds", "Time to the last chunk of canary streams.", tookBuckets),
		chunks:  histogram("canary_chunks", "Chunks of canary streams.", chunksBuckets),
		seconds: newEngineSeconds(time.Now),
		status:  newStatusMetrics(),

		canaries: map[prober.Key]map[string]bool{},
	}
	registry.MustRegister(m.active, m.ready, m.healthy, m.checks, m.flips, m.first, m.took, m.chunks, m.seconds, m.status)
	return m
}

const subsystem = "codegen_backend"

func labelled(more ...string) []string { return append([]string{labelNamespace, labelName}, more...) }

func gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	return prometheus.NewGaugeVec(prometheus.GaugeOpts{Subsystem: subsystem, Name: name, Help: help}, labelled(labels...))
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Subsystem: subsystem, Name: name, Help: help}, labelled(labels...))
}

func histogram(name, help string, buckets []float64) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Subsystem: subsystem, Name: name, Help: help, Buckets: buckets},
		labelled(labelEngine, labelCanary))
}

// Report sets the gauges from a status, and records which engine is active.
func (m *Metrics) Report(backend *v1alpha1.CodeGenBackend) {
	of := func(v *prometheus.GaugeVec, more ...string) prometheus.Gauge {
		return v.WithLabelValues(append([]string{backend.Namespace, backend.Name}, more...)...)
	}
	of(m.ready).Set(oneIf(meta.IsStatusConditionTrue(backend.Status.Conditions, v1alpha1.ConditionReady)))
	for _, e := range backend.Status.Engines {
		of(m.active, string(e.Name)).Set(oneIf(backend.Status.Active == e.Name))
		of(m.healthy, string(e.Name)).Set(oneIf(e.Health == v1alpha1.HealthHealthy))
	}
	m.expectFlips(backend)
	m.seconds.report(backend)
	m.status.report(backend)
	m.prune(backend)
}

func (m *Metrics) remember(key prober.Key, canary string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.canaries[key] == nil {
		m.canaries[key] = map[string]bool{}
	}
	m.canaries[key][canary] = true
}

// prune removes the series of canaries that are no longer declared.
func (m *Metrics) prune(backend *v1alpha1.CodeGenBackend) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.canaries[client.ObjectKeyFromObject(backend)]
	for canary := range known {
		if slices.ContainsFunc(backend.Spec.Canaries, func(c v1alpha1.CanarySpec) bool { return c.Name == canary }) {
			continue
		}
		delete(known, canary)
		of := prometheus.Labels{labelNamespace: backend.Namespace, labelName: backend.Name, labelCanary: canary}
		for _, v := range []*prometheus.HistogramVec{m.first, m.took, m.chunks} {
			v.DeletePartialMatch(of)
		}
	}
}

// Checked implements prober.Observer.
func (m *Metrics) Checked(key prober.Key, e decide.Engine, kind prober.Kind, o health.Outcome) {
	m.checks.WithLabelValues(key.Namespace, key.Name, string(e), string(kind), string(o.Verdict), string(o.Reason)).Inc()
}

// Ran implements prober.Observer.
func (m *Metrics) Ran(key prober.Key, e decide.Engine, run prober.Run) {
	of := func(v *prometheus.HistogramVec) prometheus.Observer {
		return v.WithLabelValues(key.Namespace, key.Name, string(e), run.Canary)
	}
	if run.Outcome.Verdict == health.Inconclusive {
		return
	}
	m.remember(key, run.Canary)
	of(m.chunks).Observe(float64(run.Numbers.Chunks))
	if run.Numbers.Chunks > 0 {
		of(m.first).Observe(run.Numbers.FirstChunk.Seconds())
		of(m.took).Observe(run.Numbers.Duration.Seconds())
	}
}

// Forget removes all series of a backend.
func (m *Metrics) Forget(key prober.Key) {
	m.mu.Lock()
	delete(m.canaries, key)
	m.mu.Unlock()
	m.seconds.forget(key)
	m.status.forget(key)
	of := prometheus.Labels{labelNamespace: key.Namespace, labelName: key.Name}
	for _, v := range []interface {
		DeletePartialMatch(prometheus.Labels) int
	}{m.active, m.ready, m.healthy, m.checks, m.flips, m.first, m.took, m.chunks} {
		v.DeletePartialMatch(of)
	}
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
