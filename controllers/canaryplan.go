// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// canariesOf are the canaries that go straight to one engine, and, where it is the active one, through the route.
func canariesOf(backend *v1alpha1.CodeGenBackend, e decide.Engine) []prober.Canary {
	var canaries []prober.Canary
	for i := range backend.Spec.Canaries {
		spec := &backend.Spec.Canaries[i]
		for _, through := range spec.Through {
			if reaches(backend, through, e) {
				canaries = append(canaries, canaryOf(spec, through, backend.Spec.Chunking.ChunkingSpec))
			}
		}
	}
	return canaries
}

// reaches tells whether a way leads to an engine. The route leads to the active one.
func reaches(backend *v1alpha1.CodeGenBackend, through v1alpha1.CanaryPath, e decide.Engine) bool {
	if through == v1alpha1.ThroughRoute {
		return wayToClients(backend, e) != nil
	}
	return string(through) == string(e)
}

func canaryOf(spec *v1alpha1.CanarySpec, through v1alpha1.CanaryPath, chunking v1alpha1.ChunkingSpec) prober.Canary {
	return prober.Canary{
		Name:        spec.Name,
		Route:       through == v1alpha1.ThroughRoute,
		Model:       spec.Model,
		Prompt:      spec.Prompt,
		MaxTokens:   int(spec.MaxTokens),
		Temperature: spec.Temperature,
		Expect:      expectationOf(spec.Expect),
		Targets:     targetsOf(targetsIn(spec, chunking)),
		Flip:        spec.OnFailure == v1alpha1.OnFailureFlip,
		Cadence:     cadence(spec.PeriodSeconds, spec.TimeoutSeconds),
		Thresholds:  thresholds(spec.FailureThreshold, spec.SuccessThreshold),
	}
}

func expectationOf(e *v1alpha1.Expectation) *measure.Expectation {
	if e == nil {
		return nil
	}
	return &measure.Expectation{Contains: e.Contains, Equals: e.Equals, Matches: e.Matches}
}

// targetsIn are a canary's own targets, were they empty; otherwise the contract of the backend.
func targetsIn(spec *v1alpha1.CanarySpec, chunking v1alpha1.ChunkingSpec) v1alpha1.ChunkingSpec {
	if spec.Targets != nil {
		return *spec.Targets
	}
	return chunking
}

func targetsOf(c v1alpha1.ChunkingSpec) measure.Targets {
	return measure.Targets{
		Chunks:                 rangeOf(c.Chunks),
		DurationMilliseconds:   rangeOf(c.DurationMilliseconds),
		ChunksPerSecond:        rangeOf(c.ChunksPerSecond),
		FirstChunkMilliseconds: rangeOf(c.FirstChunkMilliseconds),
		InterChunkMilliseconds: rangeOf(c.InterChunkMilliseconds),
	}
}

func rangeOf(r *v1alpha1.Range) measure.Range {
	if r == nil {
		return measure.Range{}
	}
	return measure.Range{Min: r.Min, Max: r.Max}
}
