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

// statusMetrics say what the status says, for alerts and dashboards. All of a backend are exchanged at once: a scrape that met a backend between two
// reasons of a condition would end an alert that is waiting to fire.
type statusMetrics struct {
	condition, verdict, measured, bound, key *prometheus.Desc

	mu       sync.Mutex
	backends map[prober.Key][]prometheus.Metric // guarded by mu
}

func newStatusMetrics() *statusMetrics {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName("", subsystem, name), help, labelled(labels...), nil)
	}
	return &statusMetrics{
		condition: describe("condition", "1 for what a condition says now.", labelCondition, labelStatus, labelReason),
		verdict:   describe("canary_verdict", "1 for the verdict on the latest run of a canary.", labelCanary, labelThrough, labelVerdict),
		measured:  describe("canary_measured", "What the latest run of a canary measured, in the unit of the target.", labelCanary, labelThrough, labelTarget),
		bound:     describe("canary_bound", "What a canary's stream is held to, in the unit of the target.", labelCanary, labelTarget, labelBound),
		key:       describe("key_enforced", "1 while the engine refuses a wrong key, 0 while it lets one in.", labelEngine),
		backends:  map[prober.Key][]prometheus.Metric{},
	}
}

// report takes what the status says now in the place of what it said.
func (s *statusMetrics) report(backend *v1alpha1.CodeGenBackend) {
	p := &statusPage{backend: backend}
	for _, c := range backend.Status.Conditions {
		p.say(s.condition, 1, c.Type, string(c.Status), c.Reason)
	}
	for i := range backend.Status.Engines {
		if e := &backend.Status.Engines[i]; e.KeyCheck == v1alpha1.KeyEnforced || e.KeyCheck == v1alpha1.KeyNotEnforced {
			p.say(s.key, oneIf(e.KeyCheck == v1alpha1.KeyEnforced), string(e.Name))
		}
	}
	for i := range backend.Status.Canaries {
		p.ran(s, &backend.Status.Canaries[i])
	}
	for i := range backend.Spec.Canaries {
		p.heldTo(s.bound, &backend.Spec.Canaries[i])
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
	for _, d := range []*prometheus.Desc{s.condition, s.verdict, s.measured, s.bound, s.key} {
		descriptions <- d
	}
}

// Collect implements prometheus.Collector. The metrics are handed over without the lock: whoever scrapes may be slow.
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

// statusPage is what the status of one backend says, as metrics.
type statusPage struct {
	backend *v1alpha1.CodeGenBackend
	metrics []prometheus.Metric
}

func (p *statusPage) say(what *prometheus.Desc, value float64, labels ...string) {
	p.metrics = append(p.metrics, prometheus.MustNewConstMetric(what, prometheus.GaugeValue, value,
		append([]string{p.backend.Namespace, p.backend.Name}, labels...)...))
}

// ran tells of the latest run of a canary. One that was put off measured nothing: the numbers are those of the run before it.
func (p *statusPage) ran(s *statusMetrics, c *v1alpha1.CanaryStatus) {
	if c.Verdict != "" {
		p.say(s.verdict, 1, c.Name, string(c.Through), string(c.Verdict))
	}
	for target, value := range measuredBy(c) {
		p.say(s.measured, value, c.Name, string(c.Through), target)
	}
}

// measuredBy is what a run measured, by target; what there was not is left out.
func measuredBy(c *v1alpha1.CanaryStatus) map[string]float64 {
	got := map[string]float64{}
	if c.Chunks != nil {
		got[measure.TargetChunks] = float64(*c.Chunks)
	}
	if rate, err := strconv.ParseFloat(c.ChunksPerSecond, 64); err == nil {
		got[measure.TargetChunksPerSecond] = rate
	}
	milliseconds := map[string]*int64{measure.TargetFirstChunkMilliseconds: c.FirstChunkMilliseconds, measure.TargetDurationMilliseconds: c.DurationMilliseconds}
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

// heldTo tells the bounds of a canary, its own or those of the backend.
func (p *statusPage) heldTo(bound *prometheus.Desc, c *v1alpha1.CanarySpec) {
	t := c.TargetsOr(p.backend.Spec.Chunking.ChunkingSpec)
	for target, r := range map[string]*v1alpha1.Range{
		measure.TargetChunks: t.Chunks, measure.TargetDurationMilliseconds: t.DurationMilliseconds, measure.TargetChunksPerSecond: t.ChunksPerSecond,
		measure.TargetFirstChunkMilliseconds: t.FirstChunkMilliseconds, measure.TargetInterChunkMilliseconds: t.InterChunkMilliseconds,
	} {
		if r != nil && r.Min != nil {
			p.say(bound, float64(*r.Min), c.Name, target, "min")
		}
		if r != nil && r.Max != nil {
			p.say(bound, float64(*r.Max), c.Name, target, "max")
		}
	}
}
