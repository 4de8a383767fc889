// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package metrics

import (
	"slices"
	"strconv"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// statusMetrics are the status as metrics, for alerts and dashboards. All metrics of a backend are exchanged at once: a scrape between
// two reasons of a condition would reset an alert that is pending.
type statusMetrics struct {
	condition, verdict, measured, bound, key, continues *prometheus.Desc

	mu       sync.Mutex
	backends map[prober.Key][]prometheus.Metric // guarded by mu
}

func newStatusMetrics() *statusMetrics {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName("", subsystem, name), help, labelled(labels...), nil)
	}
	return &statusMetrics{
		condition: describe("condition", "1 for the current status and reason of a condition.", labelCondition, labelStatus, labelReason),
		verdict:   describe("canary_verdict", "1 for the verdict of the latest run of a canary.", labelCanary, labelThrough, labelVerdict),
		measured: describe("canary_measured", "What the latest run of a canary measured, in the unit of the target.",
			labelCanary, labelThrough, labelTarget),
		bound: describe("canary_bound", "The bounds of a canary's targets, in the unit of the target.", labelCanary, labelTarget, labelBound),
		key:   describe("key_enforced", "1 while the engine refuses a wrong key, 0 while it accepts one.", labelEngine),
		continues: describe("engine_continues", "1 while the engine is proven to continue answers, 0 while it refuses to or begins again.",
			labelEngine),
		backends: map[prober.Key][]prometheus.Metric{},
	}
}

// report replaces the metrics of a backend.
func (s *statusMetrics) report(backend *v1alpha1.CodeGenBackend) {
	p := &builder{backend: backend}
	for _, c := range backend.Status.Conditions {
		p.add(s.condition, 1, c.Type, string(c.Status), c.Reason)
	}
	for i := range backend.Status.Engines {
		p.engine(s, &backend.Status.Engines[i])
	}
	for i := range backend.Status.Canaries {
		p.canary(s, &backend.Status.Canaries[i])
	}
	for i := range backend.Spec.Canaries {
		p.bounds(s.bound, &backend.Spec.Canaries[i])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.backends[client.ObjectKeyFromObject(backend)] = p.metrics
}

func (s *statusMetrics) forget(key prober.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.backends, key)
}

// Describe implements prometheus.Collector.
func (s *statusMetrics) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.condition, s.verdict, s.measured, s.bound, s.key, s.continues} {
		descriptions <- d
	}
}

// Collect implements prometheus.Collector. The metrics are sent without the lock, because the scraper may be slow.
func (s *statusMetrics) Collect(metrics chan<- prometheus.Metric) {
	s.mu.Lock()
	all := make([][]prometheus.Metric, 0, len(s.backends))
	for _, of := range s.backends {
		all = append(all, of)
	}
	s.mu.Unlock()
	for _, m := range slices.Concat(all...) {
		metrics <- m
	}
}

// builder builds the metrics of one backend.
type builder struct {
	backend *v1alpha1.CodeGenBackend
	metrics []prometheus.Metric
}

func (p *builder) add(what *prometheus.Desc, value float64, labels ...string) {
	p.metrics = append(p.metrics, prometheus.MustNewConstMetric(what, prometheus.GaugeValue, value,
		append([]string{p.backend.Namespace, p.backend.Name}, labels...)...))
}

// engine adds what is known of an engine beside its health; what is unknown has no series.
func (p *builder) engine(s *statusMetrics, e *v1alpha1.EngineStatus) {
	if e.KeyCheck == v1alpha1.KeyEnforced || e.KeyCheck == v1alpha1.KeyNotEnforced {
		p.add(s.key, oneIf(e.KeyCheck == v1alpha1.KeyEnforced), string(e.Name))
	}
	if e.Continuation != "" && e.Continuation != v1alpha1.ContinuationUnknown {
		p.add(s.continues, oneIf(e.Continuation == v1alpha1.ContinuationProven), string(e.Name))
	}
}

// canary adds the latest run of a canary. A run that was postponed measured nothing: the numbers are those of the run before it.
func (p *builder) canary(s *statusMetrics, c *v1alpha1.CanaryStatus) {
	if c.Verdict != "" {
		p.add(s.verdict, 1, c.Name, string(c.Through), string(c.Verdict))
	}
	for target, value := range measuredBy(c) {
		p.add(s.measured, value, c.Name, string(c.Through), target)
	}
}

// measuredBy returns what a run measured, by target, without what is absent.
func measuredBy(c *v1alpha1.CanaryStatus) map[string]float64 {
	got := map[string]float64{}
	if c.Chunks != nil {
		got[measure.TargetChunks] = float64(*c.Chunks)
	}
	if rate, err := strconv.ParseFloat(c.ChunksPerSecond, 64); err == nil {
		got[measure.TargetChunksPerSecond] = rate
	}
	milliseconds := map[string]*int64{
		measure.TargetFirstChunkMilliseconds: c.FirstChunkMilliseconds,
		measure.TargetDurationMilliseconds:   c.DurationMilliseconds,
	}
	if c.InterChunkMilliseconds != nil {
		milliseconds[measure.TargetInterChunkMilliseconds] = c.InterChunkMilliseconds.Max
	}
	for target, ms := range milliseconds {
		if ms != nil {
			got[target] = float64(*ms)
		}
	}
	return got
}

// bounds adds the bounds of a canary, its own or those of the backend.
func (p *builder) bounds(bound *prometheus.Desc, c *v1alpha1.CanarySpec) {
	t := c.TargetsOr(p.backend.Spec.Chunking.ChunkingSpec)
	for target, r := range map[string]*v1alpha1.Range{
		measure.TargetChunks: t.Chunks, measure.TargetDurationMilliseconds: t.DurationMilliseconds, measure.TargetChunksPerSecond: t.ChunksPerSecond,
		measure.TargetFirstChunkMilliseconds: t.FirstChunkMilliseconds, measure.TargetInterChunkMilliseconds: t.InterChunkMilliseconds,
	} {
		if r != nil && r.Min != nil {
			p.add(bound, float64(*r.Min), c.Name, target, "min")
		}
		if r != nil && r.Max != nil {
			p.add(bound, float64(*r.Max), c.Name, target, "max")
		}
	}
}
