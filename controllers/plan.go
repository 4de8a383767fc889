// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

func specOf(backend *v1alpha1.CodeGenBackend, e decide.Engine) *v1alpha1.EngineSpec {
	if e == decide.VLLM {
		return &backend.Spec.VLLM
	}
	return &backend.Spec.Legacy
}

// planOf is what the spec says to watch of one engine, but for the key.
func planOf(backend *v1alpha1.CodeGenBackend, e decide.Engine) *prober.EngineConfig {
	spec := specOf(backend, e)
	probe := &backend.Spec.Probe
	if spec.Probe != nil {
		probe = spec.Probe
	}
	plan := &prober.EngineConfig{
		Endpoint:   endpointOf(backend.Namespace, spec),
		Probe:      cadence(probe.PeriodSeconds, probe.TimeoutSeconds),
		Pulse:      cadence(probe.Pulse.PeriodSeconds, probe.Pulse.TimeoutSeconds),
		Thresholds: thresholds(probe.FailureThreshold, probe.SuccessThreshold),
		Canaries:   canariesOf(backend, e),
		Route:      wayToClients(backend, e),
		Limits:     limitsOf(spec),
		RunRequest: backend.Annotations[v1alpha1.AnnotationRunCanaries],
	}
	for _, m := range spec.Models {
		plan.Models = append(plan.Models, m.Name)
	}
	return plan
}

func cadence(periodSeconds, timeoutSeconds int32) prober.Cadence {
	return prober.Cadence{Period: seconds(periodSeconds), Timeout: seconds(timeoutSeconds)}
}

func thresholds(failure, success int32) health.Thresholds {
	return health.Thresholds{Failure: int(failure), Success: int(success)}
}

// seconds is a number of seconds; the schema has set those that were left out, and all are at least one.
func seconds(n int32) time.Duration { return time.Duration(max(n, 1)) * time.Second }
