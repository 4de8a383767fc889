// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"slices"
	"strings"

	eventsv1 "k8s.io/api/events/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// jayCanary is the canary of all lies.
const jayCanary = "print-jay"

// jay adds the canary: it checks the output, and how many chunks it comes in, which is the same however busy the machine is.
func jay(change ...func(*v1alpha1.CanarySpec)) func(*v1alpha1.CodeGenBackendSpec) {
	return func(spec *v1alpha1.CodeGenBackendSpec) {
		c := v1alpha1.CanarySpec{
			Name: jayCanary, Model: "prompt", Prompt: `Write one line of Python that prints "Jay-{{nonce}}". Code only.`,
			Expect: &v1alpha1.Expectation{Contains: `print("Jay-{{nonce}}")`}, PeriodSeconds: 10, TimeoutSeconds: 10, MaxTokens: 128,
			Targets: &v1alpha1.ChunkingSpec{Chunks: &v1alpha1.Range{Min: new(int64(50)), Max: new(int64(100))}},
		}
		for _, ch := range change {
			ch(&c)
		}
		spec.Canaries = append(spec.Canaries, c)
	}
}

func flips(c *v1alpha1.CanarySpec) { c.OnFailure = v1alpha1.OnFailureFlip }

// rarelyPulsed leaves it to the canary to find out: one pulse proves the engine, and the next comes in an hour.
func rarelyPulsed(spec *v1alpha1.CodeGenBackendSpec) {
	spec.VLLM.Probe = &v1alpha1.ProbeSpec{
		PeriodSeconds: 10, TimeoutSeconds: 10, SuccessThreshold: 1, Pulse: v1alpha1.PulseSpec{PeriodSeconds: 3600, TimeoutSeconds: 60},
	}
}

// sick reports whether vllm is unhealthy for a reason, with words in its message.
func sick(reason string, words ...string) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		return says(v1alpha1.ConditionVLLMHealthy, reason)(s) && slices.ContainsFunc(s.Engines, func(e v1alpha1.EngineStatus) bool {
			return e.Name == v1alpha1.EngineVLLM && e.Health == v1alpha1.HealthUnhealthy && e.Reason == reason && holds(e.Message, words)
		})
	}
}

// ran reports whether the canary on a way came to a verdict, for a reason, with words in its message.
func ran(through v1alpha1.CanaryPath, verdict v1alpha1.Verdict, reason string, words ...string) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		c := canaryIn(s, jayCanary, through)
		return c != nil && c.Verdict == verdict && c.Reason == reason && holds(c.Message, words)
	}
}

// canaryIn is the canary on a way; nil: it has not run.
func canaryIn(s *v1alpha1.CodeGenBackendStatus, name string, through v1alpha1.CanaryPath) *v1alpha1.CanaryStatus {
	for i := range s.Canaries {
		if c := &s.Canaries[i]; c.Name == name && c.Through == through && !c.LastRunTime.IsZero() {
			return c
		}
	}
	return nil
}

// result reports whether a result of the canary on vllm failed with a value.
func result(target, want, got string) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		c := canaryIn(s, jayCanary, v1alpha1.ThroughVLLM)
		return c != nil && slices.Contains(c.Results, v1alpha1.TargetResult{Target: target, Want: want, Got: got, Verdict: v1alpha1.VerdictFail})
	}
}

// model reports whether vllm's model is in a state.
func model(name string, state v1alpha1.ModelState) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		return len(s.Engines) > 0 && slices.Contains(s.Engines[0].Models, v1alpha1.ModelStatus{Name: name, State: state})
	}
}

func holds(message string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(message, w) })
}

// warned waits for a warning event on an object.
func (s *stage) warned(b *v1alpha1.CodeGenBackend, reason string) {
	s.Helper()
	s.until("the warning "+reason, func() (bool, string) { return s.hasWarning(b, reason), "no such event of " + b.Name })
}

func (s *stage) hasWarning(b *v1alpha1.CodeGenBackend, reason string) bool {
	s.Helper()
	var list eventsv1.EventList
	must(s.T, s.client.List(s.Context(), &list, client.InNamespace(s.namespace)))
	return slices.ContainsFunc(list.Items, func(e eventsv1.Event) bool {
		return e.Regarding.Name == b.Name && e.Type == "Warning" && e.Reason == reason
	})
}

// spec is a list of changes.
func spec(changes ...func(*v1alpha1.CodeGenBackendSpec)) []func(*v1alpha1.CodeGenBackendSpec) {
	return changes
}

// onLegacy is where a backend comes to whose vllm is sick for a reason.
func onLegacy(reason string, words ...string) []func(*v1alpha1.CodeGenBackendStatus) bool {
	return []func(*v1alpha1.CodeGenBackendStatus) bool{
		active(v1alpha1.EngineLegacy), sick(reason, words...), says(v1alpha1.ConditionReady, v1alpha1.ReasonServingFromLegacy),
	}
}

// moved is where one comes to whose vllm served before.
func moved(reason string, words ...string) []func(*v1alpha1.CodeGenBackendStatus) bool {
	return append(onLegacy(reason, words...), func(s *v1alpha1.CodeGenBackendStatus) bool {
		return len(s.Flips) > 0 && s.Flips[0].To == v1alpha1.EngineLegacy && s.Flips[0].Reason == v1alpha1.FlipActiveUnhealthy &&
			strings.Contains(s.Flips[0].Message, reason)
	})
}

// broken is what a canary shows that got no whole stream.
func broken(words ...string) []func(*v1alpha1.CodeGenBackendStatus) bool {
	return []func(*v1alpha1.CodeGenBackendStatus) bool{
		ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictFail, v1alpha1.EngineStreamBroken, words...),
		says(v1alpha1.ConditionStreamingOnTarget, v1alpha1.ReasonStreamFailed), says(v1alpha1.ConditionDegraded, v1alpha1.ReasonCanaryFailing),
	}
}

func lower(p sim.Protocol) string { return strings.ToLower(string(p)) }
