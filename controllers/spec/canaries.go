// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// canaries returns the canaries that go straight to an engine, and, if it is active, those that go through the route.
func canaries(backend *v1alpha1.CodeGenBackend, e decide.Engine) []prober.Canary {
	var all []prober.Canary
	for i := range backend.Spec.Canaries {
		spec := &backend.Spec.Canaries[i]
		for _, through := range spec.Through {
			if reaches(backend, through, e) {
				all = append(all, canary(spec, through, backend.Spec.Chunking.ChunkingSpec))
			}
		}
	}
	return all
}

// reaches reports whether a path leads to an engine. The route leads to the active one.
func reaches(backend *v1alpha1.CodeGenBackend, through v1alpha1.CanaryPath, e decide.Engine) bool {
	if through == v1alpha1.ThroughRoute {
		return routeEndpoint(backend, e) != nil
	}
	return string(through) == string(e)
}

func canary(spec *v1alpha1.CanarySpec, through v1alpha1.CanaryPath, contract v1alpha1.ChunkingSpec) prober.Canary {
	return prober.Canary{
		Name:        spec.Name,
		Route:       through == v1alpha1.ThroughRoute,
		Model:       spec.Model,
		Prompt:      spec.Prompt,
		MaxTokens:   int(spec.MaxTokens),
		Temperature: spec.Temperature,
		Expect:      expectation(spec.Expect),
		Targets:     targets(spec.TargetsOr(contract)),
		Flip:        spec.OnFailure == v1alpha1.OnFailureFlip,
		Cadence:     cadence(spec.PeriodSeconds, spec.TimeoutSeconds),
		Thresholds:  thresholds(spec.FailureThreshold, spec.SuccessThreshold),
	}
}

func expectation(e *v1alpha1.Expectation) *measure.Expectation {
	if e == nil {
		return nil
	}
	return &measure.Expectation{Contains: e.Contains, Equals: e.Equals, Matches: e.Matches}
}

func targets(c v1alpha1.ChunkingSpec) measure.Targets {
	return measure.Targets{
		Chunks:                 bounds(c.Chunks),
		DurationMilliseconds:   bounds(c.DurationMilliseconds),
		ChunksPerSecond:        bounds(c.ChunksPerSecond),
		FirstChunkMilliseconds: bounds(c.FirstChunkMilliseconds),
		InterChunkMilliseconds: bounds(c.InterChunkMilliseconds),
	}
}

func bounds(r *v1alpha1.Range) measure.Range {
	if r == nil {
		return measure.Range{}
	}
	return measure.Range{Min: r.Min, Max: r.Max}
}
