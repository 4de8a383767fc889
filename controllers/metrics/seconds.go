// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package metrics

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// engineSeconds counts how long each engine was active. The time since the last flip is added when it is read, so that it is right at
// every scrape although nothing is reported while nothing changes.
type engineSeconds struct {
	desc *prometheus.Desc
	now  func() time.Time

	mu       sync.Mutex
	backends map[prober.Key]*activity // guarded by mu
}

// activity is which engine of a backend is active, and how long each was.
type activity struct {
	active v1alpha1.EngineName // carries it now; empty: none does
	since  time.Time           // when the active engine was first reported
	spent  map[v1alpha1.EngineName]time.Duration
}

func newEngineSeconds(now func() time.Time) *engineSeconds {
	return &engineSeconds{
		desc: prometheus.NewDesc(prometheus.BuildFQName("", subsystem, "engine_seconds_total"),
			"Seconds for which the engine was active.", labelled(labelEngine), nil),
		now:      now,
		backends: map[prober.Key]*activity{},
	}
}

// report records which engine is active. Time counts from the first report: an earlier operator has counted the time before.
func (s *engineSeconds) report(backend *v1alpha1.CodeGenBackend) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := client.ObjectKeyFromObject(backend)
	if s.backends[key] == nil {
		s.backends[key] = &activity{spent: map[v1alpha1.EngineName]time.Duration{v1alpha1.EngineVLLM: 0, v1alpha1.EngineLegacy: 0}}
	}
	s.backends[key].activate(backend.Status.Active, s.now())
}

// activate makes an engine active, which may be the one that already is, or none.
func (t *activity) activate(to v1alpha1.EngineName, now time.Time) {
	if to == t.active {
		return
	}
	if t.active != "" {
		t.spent[t.active] = t.until(t.active, now)
	}
	t.active, t.since = to, now
}

// until returns how long an engine has been active by now.
func (t *activity) until(e v1alpha1.EngineName, now time.Time) time.Duration {
	if e != t.active {
		return t.spent[e]
	}
	return t.spent[e] + now.Sub(t.since)
}

func (s *engineSeconds) forget(key prober.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.backends, key)
}

// Describe implements prometheus.Collector.
func (s *engineSeconds) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- s.desc }

// Collect implements prometheus.Collector.
func (s *engineSeconds) Collect(metrics chan<- prometheus.Metric) {
	for _, m := range s.collected() {
		metrics <- m
	}
}

// collected returns the counters as they are now. They are sent without the lock, because the scraper may be slow.
func (s *engineSeconds) collected() []prometheus.Metric {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	metrics := make([]prometheus.Metric, 0, 2*len(s.backends))
	for key, t := range s.backends {
		for e := range t.spent {
			metrics = append(metrics, prometheus.MustNewConstMetric(s.desc, prometheus.CounterValue, t.until(e, now).Seconds(),
				key.Namespace, key.Name, string(e)))
		}
	}
	return metrics
}
