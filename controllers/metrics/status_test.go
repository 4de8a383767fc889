// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package metrics

import (
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// watched is a backend with one canary, whose latest run was too slow, and whose vllm lets a wrong key in.
func watched() *v1alpha1.CodeGenBackend {
	return &v1alpha1.CodeGenBackend{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: "hapa"},
		Spec: v1alpha1.CodeGenBackendSpec{
			Chunking: v1alpha1.StreamingContract{ChunkingSpec: v1alpha1.ChunkingSpec{Chunks: &v1alpha1.Range{Min: new(int64(50)), Max: new(int64(100))}}},
			Canaries: []v1alpha1.CanarySpec{
				{Name: "jay"},
				{Name: "own", Targets: &v1alpha1.ChunkingSpec{FirstChunkMilliseconds: &v1alpha1.Range{Max: new(int64(1000))}}},
				{Name: "none", Targets: &v1alpha1.ChunkingSpec{}},
			},
		},
		Status: v1alpha1.CodeGenBackendStatus{
			Conditions: []metav1.Condition{{Type: "Routed", Status: metav1.ConditionFalse, Reason: "NotOwned"}},
			Engines: []v1alpha1.EngineStatus{
				{Name: "vllm", KeyCheck: v1alpha1.KeyNotEnforced, Continuation: v1alpha1.ContinuationIgnored},
				{Name: "legacy", KeyCheck: v1alpha1.KeyUnknown, Continuation: v1alpha1.ContinuationUnknown},
			},
			Canaries: []v1alpha1.CanaryStatus{
				{
					Name: "jay", Through: v1alpha1.ThroughRoute, Verdict: v1alpha1.VerdictFail, Chunks: new(int32(57)), ChunksPerSecond: "15.2",
					FirstChunkMilliseconds: new(int64(212)), DurationMilliseconds: new(int64(3740)), InterChunkMilliseconds: &v1alpha1.GapStatus{Max: new(int64(140))},
				},
				{Name: "own", Through: v1alpha1.ThroughVLLM}, // it has not run yet
			},
		},
	}
}

// statusNames are the metrics that say what the status says.
var statusNames = []string{
	"codegen_backend_condition", "codegen_backend_canary_verdict", "codegen_backend_canary_measured", "codegen_backend_canary_bound", "codegen_backend_key_enforced",
	"codegen_backend_engine_continues",
}

const wantWatched = `
# HELP codegen_backend_canary_bound The bounds of a canary's targets, in the unit of the target.
# TYPE codegen_backend_canary_bound gauge
codegen_backend_canary_bound{bound="max",canary="jay",name="hapa",namespace="default",target="Chunks"} 100
codegen_backend_canary_bound{bound="max",canary="own",name="hapa",namespace="default",target="FirstChunkMilliseconds"} 1000
codegen_backend_canary_bound{bound="min",canary="jay",name="hapa",namespace="default",target="Chunks"} 50
# HELP codegen_backend_canary_measured What the latest run of a canary measured, in the unit of the target.
# TYPE codegen_backend_canary_measured gauge
codegen_backend_canary_measured{canary="jay",name="hapa",namespace="default",target="Chunks",through="route"} 57
codegen_backend_canary_measured{canary="jay",name="hapa",namespace="default",target="ChunksPerSecond",through="route"} 15.2
codegen_backend_canary_measured{canary="jay",name="hapa",namespace="default",target="DurationMilliseconds",through="route"} 3740
codegen_backend_canary_measured{canary="jay",name="hapa",namespace="default",target="FirstChunkMilliseconds",through="route"} 212
codegen_backend_canary_measured{canary="jay",name="hapa",namespace="default",target="InterChunkMilliseconds",through="route"} 140
# HELP codegen_backend_canary_verdict 1 for the verdict of the latest run of a canary.
# TYPE codegen_backend_canary_verdict gauge
codegen_backend_canary_verdict{canary="jay",name="hapa",namespace="default",through="route",verdict="Fail"} 1
# HELP codegen_backend_condition 1 for the current status and reason of a condition.
# TYPE codegen_backend_condition gauge
codegen_backend_condition{condition="Routed",name="hapa",namespace="default",reason="NotOwned",status="False"} 1
# HELP codegen_backend_engine_continues 1 while the engine is proven to continue answers, 0 while it refuses to or begins again.
# TYPE codegen_backend_engine_continues gauge
codegen_backend_engine_continues{engine="vllm",name="hapa",namespace="default"} 0
# HELP codegen_backend_key_enforced 1 while the engine refuses a wrong key, 0 while it accepts one.
# TYPE codegen_backend_key_enforced gauge
codegen_backend_key_enforced{engine="vllm",name="hapa",namespace="default"} 0
`

// TestStatusMetrics: they say what the status says, leave out what it does not say, and go with the object.
func TestStatusMetrics(t *testing.T) {
	registry := prometheus.NewRegistry()
	m := New(registry)
	m.Report(watched())
	if err := testutil.GatherAndCompare(registry, strings.NewReader(wantWatched), statusNames...); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(registry); err != nil || len(problems) > 0 {
		t.Error(err, problems)
	}
	m.Forget(prober.Key{Namespace: "default", Name: "hapa"})
	if n, err := testutil.GatherAndCount(registry); err != nil || n != 0 {
		t.Errorf("%d series are left: %v", n, err)
	}
}

// TestStatusMetricsFollow: what a condition said before is gone at once, and what a key check said as well.
func TestStatusMetricsFollow(t *testing.T) {
	registry := prometheus.NewRegistry()
	m := New(registry)
	b := watched()
	m.Report(b)
	b.Status.Conditions[0] = metav1.Condition{Type: "Routed", Status: metav1.ConditionTrue, Reason: "RoutesReady"}
	b.Status.Engines[0].KeyCheck = v1alpha1.KeyEnforced
	m.Report(b)
	want := `
# HELP codegen_backend_condition 1 for the current status and reason of a condition.
# TYPE codegen_backend_condition gauge
codegen_backend_condition{condition="Routed",name="hapa",namespace="default",reason="RoutesReady",status="True"} 1
# HELP codegen_backend_key_enforced 1 while the engine refuses a wrong key, 0 while it accepts one.
# TYPE codegen_backend_key_enforced gauge
codegen_backend_key_enforced{engine="vllm",name="hapa",namespace="default"} 1
`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "codegen_backend_condition", "codegen_backend_key_enforced"); err != nil {
		t.Error(err)
	}
}

// TestFlipsBeginAtNothing: all counters of flips are there before the first flip, which makes none.
func TestFlipsBeginAtNothing(t *testing.T) {
	registry := prometheus.NewRegistry()
	m := New(registry)
	m.Report(watched())
	before, err := testutil.GatherAndCount(registry, "codegen_backend_flips_total")
	if err != nil || before != len(flipKinds) {
		t.Errorf("%d series: %v", before, err)
	}
	for _, kind := range flipKinds {
		m.Flipped(prober.Key{Namespace: "default", Name: "hapa"}, v1alpha1.Flip{From: v1alpha1.EngineName(kind[0]), To: v1alpha1.EngineName(kind[1]), Reason: kind[2]})
	}
	if after, err := testutil.GatherAndCount(registry, "codegen_backend_flips_total"); err != nil || after != before {
		t.Errorf("%d series, and %d before the flips: %v", after, before, err)
	}
}
