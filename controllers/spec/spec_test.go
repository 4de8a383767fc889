// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package spec_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/spec"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// backend has both engines, a route, and a canary through each path. vllm is active.
func backend() *v1alpha1.CodeGenBackend {
	b := &v1alpha1.CodeGenBackend{}
	b.Namespace, b.Name = "team", "hapa"
	b.Spec.VLLM = v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolOpenAI, URL: "http://vllm:8000"}
	b.Spec.Legacy = v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolCodeGen, ServiceRef: &v1alpha1.ServiceReference{Name: "old", Port: 9000}}
	b.Spec.Probe = v1alpha1.ProbeSpec{PeriodSeconds: 2, TimeoutSeconds: 1, FailureThreshold: 2, SuccessThreshold: 3,
		Pulse: v1alpha1.PulseSpec{PeriodSeconds: 5, TimeoutSeconds: 2}}
	b.Spec.Route.Service = &v1alpha1.ServiceRoute{Name: "hapa", Port: 80}
	b.Spec.Canaries = []v1alpha1.CanarySpec{
		{Name: "v", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM}},
		{Name: "all", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM, v1alpha1.ThroughLegacy, v1alpha1.ThroughRoute}},
	}
	b.Status.Active = v1alpha1.EngineVLLM
	return b
}

func TestEndpoint(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*v1alpha1.CodeGenBackend)
		want   string
	}{
		"a Service":            {func(*v1alpha1.CodeGenBackend) {}, "CodeGen http://old.team.svc:9000  "},
		"a Service with HTTPS": {func(b *v1alpha1.CodeGenBackend) { b.Spec.Legacy.ServiceRef.Scheme = v1alpha1.SchemeHTTPS }, "CodeGen https://old.team.svc:9000  "},
		"a URL": {func(b *v1alpha1.CodeGenBackend) { b.Spec.Legacy.ServiceRef, b.Spec.Legacy.URL = nil, "http://x/p" },
			"CodeGen http://x/p  "},
		"a key": {func(b *v1alpha1.CodeGenBackend) {
			b.Spec.Legacy.Credentials = &v1alpha1.CredentialsSpec{Header: "Authorization"}
		}, "CodeGen http://old.team.svc:9000 Authorization Bearer"},
		"a key in another header": {func(b *v1alpha1.CodeGenBackend) {
			b.Spec.Legacy.Credentials = &v1alpha1.CredentialsSpec{Header: "X-API-Key"}
		}, "CodeGen http://old.team.svc:9000 X-API-Key "},
	} {
		b := backend()
		c.change(b)
		e := spec.EngineConfig(b, decide.Legacy).Endpoint
		if got := fmt.Sprint(e.Protocol, " ", e.URL, " ", e.Header, " ", e.Scheme); got != c.want || e.Key != "" {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Clients reach an engine through the route only if it certainly carries all of their traffic.
func TestRouteEndpoint(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		engine decide.Engine
		change func(*v1alpha1.CodeGenBackend)
		want   string
	}{
		"the active engine":     {decide.VLLM, func(*v1alpha1.CodeGenBackend) {}, "http://hapa.team.svc:80"},
		"the other engine":      {decide.Legacy, func(*v1alpha1.CodeGenBackend) {}, ""},
		"clientURL":             {decide.VLLM, func(b *v1alpha1.CodeGenBackend) { b.Spec.Route.ClientURL = "https://code" }, "https://code"},
		"no route":              {decide.VLLM, func(b *v1alpha1.CodeGenBackend) { b.Spec.Route.Service = nil }, ""},
		"no canary through it":  {decide.VLLM, func(b *v1alpha1.CodeGenBackend) { b.Spec.Canaries = b.Spec.Canaries[:1] }, ""},
		"a gradual failback":    {decide.VLLM, func(b *v1alpha1.CodeGenBackend) { b.Status.Failback = &v1alpha1.FailbackStatus{VLLMPercent: 10} }, ""},
		"no engine is active":   {decide.VLLM, func(b *v1alpha1.CodeGenBackend) { b.Status.Active = "" }, ""},
		"legacy has taken over": {decide.Legacy, func(b *v1alpha1.CodeGenBackend) { b.Status.Active = v1alpha1.EngineLegacy }, "http://hapa.team.svc:80"},
	} {
		b := backend()
		c.change(b)
		config := spec.EngineConfig(b, c.engine)
		got := ""
		if config.Route != nil {
			got = config.Route.URL
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		through := 0
		for _, canary := range config.Canaries {
			if canary.Route {
				through++
			}
		}
		if (through > 0) != (got != "") {
			t.Errorf("%s: %d canaries go through the route %q", name, through, got)
		}
	}
}

func TestCanariesGoToTheirEngines(t *testing.T) {
	t.Parallel()
	for engine, want := range map[decide.Engine]string{decide.VLLM: "v all all(route)", decide.Legacy: "all"} {
		var names []string
		for _, c := range spec.EngineConfig(backend(), engine).Canaries {
			name := c.Name
			if c.Route {
				name += "(route)"
			}
			names = append(names, name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s has the canaries %q, want %q", engine, got, want)
		}
	}
}

func TestCanaryTargets(t *testing.T) {
	t.Parallel()
	b := backend()
	b.Spec.Chunking.Chunks = &v1alpha1.Range{Min: new(int64(50)), Max: new(int64(100))}
	b.Spec.Canaries[1].Targets = &v1alpha1.ChunkingSpec{}
	b.Spec.Canaries[0].OnFailure = v1alpha1.OnFailureFlip
	b.Spec.Canaries[0].Expect = &v1alpha1.Expectation{Contains: "def"}
	all := spec.EngineConfig(b, decide.VLLM).Canaries
	if c := all[0]; c.Targets.Chunks.Min == nil || *c.Targets.Chunks.Min != 50 || *c.Targets.Chunks.Max != 100 || !c.Flip ||
		c.Expect.Contains != "def" {
		t.Errorf("the contract's targets: %+v", c)
	}
	if c := all[1]; c.Targets.Chunks.Min != nil || c.Targets.Chunks.Max != nil || c.Flip || c.Expect != nil {
		t.Errorf("no targets: %+v", c)
	}
}

func TestProbeOfAnEngineReplacesTheCommonOne(t *testing.T) {
	t.Parallel()
	b := backend()
	b.Spec.Legacy.Probe = &v1alpha1.ProbeSpec{PeriodSeconds: 30, TimeoutSeconds: 10, FailureThreshold: 4, SuccessThreshold: 1}
	vllm, legacy := spec.EngineConfig(b, decide.VLLM), spec.EngineConfig(b, decide.Legacy)
	if vllm.Probe != (prober.Cadence{Period: 2 * time.Second, Timeout: time.Second}) ||
		vllm.Thresholds != (health.Thresholds{Failure: 2, Success: 3}) {
		t.Errorf("vllm: %+v, %+v", vllm.Probe, vllm.Thresholds)
	}
	if legacy.Probe != (prober.Cadence{Period: 30 * time.Second, Timeout: 10 * time.Second}) ||
		legacy.Thresholds != (health.Thresholds{Failure: 4, Success: 1}) {
		t.Errorf("legacy: %+v, %+v", legacy.Probe, legacy.Thresholds)
	}
	if legacy.Pulse != (prober.Cadence{Period: time.Second, Timeout: time.Second}) { // never zero, even without the schema's defaults
		t.Errorf("the pulse of legacy: %+v", legacy.Pulse)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		engine decide.Engine
		limits v1alpha1.LimitsSpec
		want   string
	}{
		"OpenAI has no limit of its own": {decide.VLLM, v1alpha1.LimitsSpec{}, "0 0 none"},
		"CodeGen has one":                {decide.Legacy, v1alpha1.LimitsSpec{}, "0 20 none"},
		"declared":                       {decide.Legacy, v1alpha1.LimitsSpec{CanaryTokensPerHour: 9, RequestsPerMinute: new(int32(4)), RequestsWaiting: new(int32(0))}, "9 4 0"},
	} {
		b := backend()
		b.Spec.Engine(v1alpha1.EngineName(c.engine)).Limits = c.limits
		limits := spec.EngineConfig(b, c.engine).Limits
		waiting := "none"
		if limits.Waiting != nil {
			waiting = fmt.Sprint(*limits.Waiting)
		}
		if got := fmt.Sprint(limits.TokensPerHour, " ", limits.StreamsPerMinute, " ", waiting); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringMatching(`[!-~]([ -~]*[!-~])?`).Draw(t, "key")
		space := rapid.StringMatching(`[ \n\r\t]*`).Draw(t, "space")
		if got := spec.Key([]byte(space + key + space)).Reveal(); got != key {
			t.Fatalf("got %q, want %q", got, key)
		}
	})
	config := spec.EngineConfig(backend(), decide.VLLM)
	spec.SetKey(config, "k")
	if config.Endpoint.Key != "k" || config.Route.Key != "k" {
		t.Error("the key is not sent on both ways")
	}
	config = spec.EngineConfig(backend(), decide.Legacy)
	if spec.SetKey(config, "k"); config.Endpoint.Key != "k" || config.Route != nil {
		t.Error("legacy is not reached through the route")
	}
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	b := backend()
	if p := spec.Policy(b); p.Cooldown != 30*time.Second || p.MaxCooldown != 10*time.Minute || p.Pin != nil || p.Failback.Steps != nil {
		t.Errorf("the defaults are %+v", p)
	}
	b.Spec.Mode = v1alpha1.ModeObserve
	b.Spec.Failover = v1alpha1.FailoverSpec{
		CooldownSeconds: new(int32(0)), MaxCooldownSeconds: new(int32(60)),
		Pin:      &v1alpha1.Pin{Engine: v1alpha1.EngineLegacy, Until: metav1.NewTime(until), Reason: "upgrade"},
		Failback: &v1alpha1.FailbackSpec{Steps: []int32{10, 100}, StepSeconds: 20},
	}
	p := spec.Policy(b)
	if p.Mode != decide.Observe || p.Cooldown != 0 || p.MaxCooldown != time.Minute {
		t.Errorf("the cooldown is %+v", p)
	}
	if *p.Pin != (decide.Pin{Engine: decide.Legacy, Until: until, Reason: "upgrade"}) {
		t.Errorf("the pin is %+v", p.Pin)
	}
	if f := p.Failback; f.StepTime != 20*time.Second || fmt.Sprint(f.Steps) != "[10 100]" {
		t.Errorf("the failback is %+v", f)
	}
}

// Memory reads from the status all that decisions remember.
func TestMemory(t *testing.T) {
	t.Parallel()
	at := func(second int) time.Time { return time.Date(2026, 1, 1, 0, 0, second, 0, time.UTC) }
	b := backend()
	if m := spec.Memory(&v1alpha1.CodeGenBackend{}); m != (decide.Memory{}) {
		t.Errorf("nothing is remembered, got %+v", m)
	}
	b.Status.Since, b.Status.CooldownSeconds = metav1.NewTime(at(1)), 60
	b.Status.Failback = &v1alpha1.FailbackStatus{VLLMPercent: 25, Since: metav1.NewMicroTime(at(2)), AbortedTime: metav1.NewMicroTime(at(3))}
	b.Status.Flips = []v1alpha1.Flip{{Time: metav1.NewMicroTime(at(4))}, {Time: metav1.NewMicroTime(at(0))}}
	want := decide.Memory{
		Active:     decide.VLLM,
		Since:      at(1),
		Cooldown:   time.Minute,
		Share:      25,
		ShareSince: at(2),
		LastAbort:  at(3),
		LastFlip:   at(4),
	}
	if got := spec.Memory(b); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
