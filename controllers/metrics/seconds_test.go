// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package metrics

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

const engineSecondsName = "codegen_backend_engine_seconds_total"

// till is a set of metrics whose clock is stepped by hand.
type till struct {
	metrics  *Metrics
	registry *prometheus.Registry
	now      time.Time
}

func newTill() *till {
	c := &till{registry: prometheus.NewRegistry(), now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	c.metrics = New(c.registry)
	c.metrics.seconds.now = func() time.Time { return c.now }
	return c
}

// report tells who is active in a backend.
func (c *till) report(name string, active v1alpha1.EngineName) {
	c.metrics.Report(&v1alpha1.CodeGenBackend{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: name},
		Status:     v1alpha1.CodeGenBackendStatus{Active: active},
	})
}

func (c *till) pass(d time.Duration) { c.now = c.now.Add(d) }

// shows wants these series and no others.
func (c *till) shows(t *testing.T, want ...string) {
	t.Helper()
	families, err := c.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	for _, f := range families {
		if f.GetName() == engineSecondsName {
			_, err = expfmt.MetricFamilyToText(&page, f)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if got, want := series(page.String()), series(strings.Join(want, "")); !slices.Equal(got, want) {
		t.Errorf("the page says\n%swant\n%s", strings.Join(got, ""), strings.Join(want, ""))
	}
}

// series are the lines of a page, sorted, without those that say that it is a counter and what it means.
func series(page string) []string {
	lines := slices.Sorted(strings.Lines(strings.Replace(page, "# TYPE "+engineSecondsName+" counter\n", "", 1)))
	return slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "# HELP") })
}

// spent are the two series of a backend.
func spent(name string, vllm, legacy float64) string {
	const line = engineSecondsName + "{engine=%q,name=%q,namespace=\"default\"} %g\n"
	return fmt.Sprintf(line, "legacy", name, legacy) + fmt.Sprintf(line, "vllm", name, vllm)
}

// TestEngineSeconds: every scrape is right, between reports as well, and flips count no moment twice.
func TestEngineSeconds(t *testing.T) {
	c := newTill()
	c.shows(t)
	c.report("hapa", "")
	c.pass(time.Minute)
	c.shows(t, spent("hapa", 0, 0)) // nobody active anything
	c.report("hapa", v1alpha1.EngineVLLM)
	c.pass(90 * time.Second)
	c.shows(t, spent("hapa", 90, 0))
	c.shows(t, spent("hapa", 90, 0))
	c.report("hapa", v1alpha1.EngineVLLM)
	c.pass(500 * time.Millisecond)
	c.shows(t, spent("hapa", 90.5, 0))
	c.report("hapa", v1alpha1.EngineLegacy)
	c.shows(t, spent("hapa", 90.5, 0))
	c.pass(10 * time.Second)
	c.shows(t, spent("hapa", 90.5, 10))
	c.report("hapa", v1alpha1.EngineVLLM)
	c.pass(time.Second)
	c.report("hapa", "")
	c.pass(time.Hour)
	c.shows(t, spent("hapa", 91.5, 10))
}

// TestEngineSecondsGoWithTheObject, and those of another stay; an object that comes again begins at nothing.
func TestEngineSecondsGoWithTheObject(t *testing.T) {
	c := newTill()
	c.report("hapa", v1alpha1.EngineVLLM)
	c.report("other", v1alpha1.EngineLegacy)
	c.pass(time.Minute)
	c.metrics.Forget(prober.Key{Namespace: "default", Name: "hapa"})
	c.shows(t, spent("other", 0, 60))
	c.report("hapa", v1alpha1.EngineVLLM)
	c.pass(time.Second)
	c.shows(t, spent("hapa", 1, 0), spent("other", 0, 61))
}

// TestEngineSecondsAddUp: whatever is reported and whenever, no counter falls, and together they are the time for
// which an engine was active.
func TestEngineSecondsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		active := activity{spent: map[v1alpha1.EngineName]time.Duration{}}
		now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
		var want, before time.Duration
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			active.activate(rapid.SampledFrom([]v1alpha1.EngineName{"", v1alpha1.EngineVLLM, v1alpha1.EngineLegacy}).Draw(t, "active"), now)
			step := time.Duration(rapid.IntRange(0, 1_000_000).Draw(t, "milliseconds")) * time.Millisecond
			now = now.Add(step)
			if active.active != "" {
				want += step
			}
			vllm, legacy := active.until(v1alpha1.EngineVLLM, now), active.until(v1alpha1.EngineLegacy, now)
			if vllm+legacy != want || vllm+legacy < before {
				t.Fatalf("vllm %v and legacy %v are not %v together", vllm, legacy, want)
			}
			before = vllm + legacy
		}
	})
}
